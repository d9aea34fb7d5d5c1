import type { Page } from 'playwright-core';

/** Ids of `phoneEntries`. */
const idOf = (n: number): string => `0195566d-6c1a-7000-8000-00000000000${n}`;
const INTAKE = idOf(1);
const CORRECTION = idOf(2);
const CHECK = idOf(3);
const REFUSED = idOf(4);
const SORTED = idOf(5);

/** Of the operator's phone: every screen that there is, by its address within a kitchen. */
export function phoneScreens(batch: string): string[] {
  const of = (page: string, ...steps: string[]) => [
    `page=${page}`,
    ...steps.map((step) => `page=${page}&step=${step}`),
  ];
  const ofBatch = (page: string, ...steps: string[]) =>
    of(page, ...steps).map((screen) => `${screen}&batch=${batch}`);
  return [
    '',
    ...of('intake', 'source', 'weight', 'moisture', 'price', 'review', 'pvc'),
    ...of('start', 'card'),
    ...ofBatch('batch'),
    ...ofBatch('recipe'),
    ...ofBatch('input', 'lot', 'weight'),
    ...ofBatch('output', 'weight'),
    ...ofBatch('qc', 'value', 'result', 'count'),
    ...ofBatch('finish'),
    ...of('sort', 'in', 'in-weight', 'out', 'loss', 'fate', 'water'),
    ...of('dispatch', 'product', 'weight', 'review'),
    ...of('return', 'condition'),
    ...of('incident', 'severity', 'review'),
    ...of('maintenance', 'machine'),
    ...of('scale', 'weights', 'review'),
    ...of('handover', 'hours', 'review'),
    ...of('moved'),
    ...of('log'),
    ...of('receipts'),
    ...of('phone'),
    ...of('people'),
    ...of('settings'),
    ...of('scan'),
    'page=label&lot=HDPE-260302-7K3QA',
    `page=label&batch=${batch}`,
    ...['shred', 'wash', 'dry', 'blend'].flatMap((process) => of(process)),
    `page=entry&event=${CORRECTION}`,
    `page=entry&event=${CORRECTION}&step=slip`,
    `page=entry&event=${SORTED}`,
    `page=entry&event=${CHECK}&batch=${batch}`,
    `page=entry&event=${REFUSED}`,
    `page=correct&event=${CORRECTION}&step=wrong+weight`,
    `page=correct&event=${CHECK}&batch=${batch}&step=wrong+weight`,
    `page=mend&event=${REFUSED}`,
  ];
}

/** What is typed in each form, as an earlier version of the app left it on the phone, by key: so that every step can be shown. */
export function phoneDrafts(kitchen: string, batch: string): Record<string, unknown> {
  return {
    [`bakeloop.kept.draft.${kitchen}.intake`]: {
      polymer: 'HDPE',
      sourceType: 'household',
      gross: '24.5',
      tare: '0.5',
    },
    [`bakeloop.kept.draft.${kitchen}.start`]: { recipe: 'r-paver-50', machine: null },
    [`bakeloop.kept.draft.${kitchen}.${batch}.input`]: {
      material: 'flake',
      polymer: 'HDPE',
      lotId: 'HDPE-1',
      weight: '20',
    },
    [`bakeloop.kept.draft.${kitchen}.${batch}.output`]: {
      kind: 'product',
      pieces: '4',
      weight: '19.6',
      tail: '7K3QA',
    },
    [`bakeloop.kept.draft.${kitchen}.${batch}.qc`]: { test: 'melt-temperature', value: '245', sample: '3' },
    [`bakeloop.kept.draft.${kitchen}.sort`]: {
      inputs: [{ lotId: 'MIXED-260302-7K3QA', polymer: 'mixed', form: 'whole', weight: '33.3' }],
      outputs: [{ polymer: 'HDPE', tail: '7K3QA', weight: '28' }],
      losses: [{ reason: 'pvc', fate: 'stored', weight: '1.3' }],
    },
    [`bakeloop.kept.draft.${kitchen}.sort.line`]: {
      lotId: 'MIXED-1',
      polymer: 'HDPE',
      reason: 'multilayer',
      weight: '3',
    },
    [`bakeloop.kept.draft.${kitchen}.dispatch`]: {
      lot: 'POST-1',
      product: 'post',
      pieces: '12',
      weight: '37.2',
    },
    [`bakeloop.kept.draft.${kitchen}.return`]: {
      product: 'post',
      condition: 'reuse',
      pieces: '1',
      weight: '3',
    },
    [`bakeloop.kept.draft.${kitchen}.incident`]: { kind: 'fume', severity: '2' },
    [`bakeloop.kept.draft.${kitchen}.maintenance`]: { task: 'blades' },
    [`bakeloop.kept.draft.${kitchen}.scale`]: { scale: 'scale-1', reference: '20', read: '20.3' },
    [`bakeloop.kept.draft.${kitchen}.handover`]: { kind: 'work', people: '4', hours: '8' },
  };
}

/** What the phone has logged: stored with its receipt, corrected, and refused; as its journal has it, by key. */
export function phoneEntries(kitchen: string, batch: string): Record<string, unknown> {
  const savedAtMs = Date.now() - 60_000;
  const time = new Date(savedAtMs).toISOString();
  const stored = (id: string) => ({
    kind: 'stored',
    atMs: savedAtMs,
    receipt: {
      id,
      contentHash: '5'.repeat(64),
      storedAt: time,
      keyId: 'k1',
      signature: 'iUNcUQ7tCq1qWbfw'.padEnd(86, 'A'),
    },
  });
  const intake = {
    lotId: 'HDPE-260302-7K3QA',
    sourceType: 'household',
    polymer: 'HDPE',
    grossGrams: 24_500,
    tareGrams: 500,
    moisturePermille: 45,
    supplier: 'K-17',
    price: { minor: 36_000, currency: 'KES' },
  };
  const check = {
    test: 'weight',
    value: 4.95,
    unit: 'kg',
    pass: false,
    sampleSize: 4,
    rejectedPieces: 1,
    rejectedGrams: 4_900,
  };
  const sorted = {
    step: 'sort',
    inputs: [{ lotId: 'MIXED-260302-7K3QA', grams: 33_300 }],
    outputs: [
      { lotId: 'HDPE-260302-7K3QB', polymer: 'HDPE', form: 'whole', grams: 28_000 },
      { lotId: 'PP-260302-7K3QC', polymer: 'PP', form: 'whole', grams: 4_000 },
    ],
    losses: [{ reason: 'pvc', fate: 'stored', grams: 1_300 }],
    litresFresh: 40,
  };
  const entries = [
    { event: { id: INTAKE, type: 'intake.recorded', time, data: intake }, state: stored(INTAKE) },
    {
      event: {
        id: CORRECTION,
        type: 'intake.recorded',
        time,
        supersedes: INTAKE,
        reason: 'wrong weight',
        data: { ...intake, grossGrams: 26_500 },
      },
      state: stored(CORRECTION),
    },
    { event: { id: SORTED, type: 'lot.processed', time, data: sorted }, state: stored(SORTED) },
    { event: { id: CHECK, type: 'batch.qc', time, batchId: batch, data: check }, state: stored(CHECK) },
    {
      event: { id: REFUSED, type: 'intake.recorded', time, data: { ...intake, grossGrams: 4_000_500 } },
      state: { kind: 'refused', reason: 'schema', detail: 'a mass is too large → at data.grossGrams' },
    },
  ];
  return Object.fromEntries(
    entries.map((entry) => [`bakeloop.event.${entry.event.id}`, { kitchenId: kitchen, savedAtMs, ...entry }]),
  );
}

/** From the next load on, a phone that was never used has this, by key. */
export async function phoneRemembers(page: Page, kept: Record<string, unknown>): Promise<void> {
  await page.addInitScript((all) => {
    if (localStorage.length > 0) return;
    for (const [key, value] of Object.entries(all)) localStorage.setItem(key, JSON.stringify(value));
  }, kept);
}

/** The bytes of the one photo that the phone keeps. */
export async function photoOnPhone(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(
    () =>
      new Promise<number[]>((done, fail) => {
        const opening = indexedDB.open('bakeloop-photos');
        opening.onerror = () => fail(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction('bytes').objectStore('bytes').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            const [photo] = reading.result as ArrayBuffer[];
            done([...new Uint8Array(photo ?? new ArrayBuffer(0))]);
          };
        };
      }),
  );
  return Buffer.from(bytes);
}

/** Goes to a screen as a tap would, without loading the app anew. */
export async function showScreen(page: Page, kitchen: string, screen: string): Promise<void> {
  await page.evaluate(
    async (search) => {
      history.pushState({ depth: 1 }, '', search);
      window.dispatchEvent(new PopStateEvent('popstate'));
      // Until the page is there, and not only its frame: then no other is, either.
      const isThere = () =>
        document.querySelectorAll('h1').length === 1 && document.querySelector('.screen-body')?.firstChild;
      do await new Promise(requestAnimationFrame);
      while (!isThere());
    },
    `?kitchen=${kitchen}${screen === '' ? '' : `&${screen}`}`,
  );
}

/** Height of what a glove hits, CSS pixels. */
const THUMB = 56;
/** Of weights; and of any other text, as WCAG 2.2 asks (1.4.3): less of what is large. */
const CONTRAST = { weight: 7, text: 4.5, large: 3 };
const WEIGHTS = '.weight, .net strong, .masses strong, .facts dd, .pad-shown input, .limit, .verdict strong';

/**
 * What of the screen shown is no good for a glove or in the sun: targets that are too small, keys to scroll for, what sticks out
 * at the side, and too little contrast.
 * @param themes that it is shown in; the last stays
 * @returns each with its theme
 */
export function unfit(page: Page, themes: readonly string[]): Promise<string[]> {
  return page.evaluate(
    ({ thumb, least, weights, worn }) => {
      const told = (element: Element) =>
        `${element.tagName} ${element.className} ${(element.textContent ?? '').slice(0, 30)}`;
      const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
      const luminance = (color: string) => {
        const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
          const share = channel / 255;
          return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const behind = (element: Element | null): string => {
        for (let each = element; each; each = each.parentElement) {
          const { backgroundColor } = getComputedStyle(each);
          if (channels(backgroundColor)[3] !== 0) return backgroundColor;
        }
        return 'rgb(255, 255, 255)';
      };
      const leastOf = (element: Element, { fontSize, fontWeight }: CSSStyleDeclaration): number => {
        if (element.closest(weights)) return least.weight;
        const isLarge = parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
        return isLarge ? least.large : least.text;
      };
      const saysSomething = (element: Element) =>
        element instanceof HTMLInputElement ||
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      return worn.flatMap((theme) => {
        document.documentElement.dataset['theme'] = theme;
        const found: string[] = [];
        const body = document.querySelector('.screen-body')?.getBoundingClientRect();
        for (const element of document.querySelectorAll('.app *')) {
          const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
          if (width === 0) continue;
          // Half a pixel is what rounding costs.
          if (
            element.matches('button, a, select, summary, textarea, .field input, .pad-field, .file-button') &&
            (height < thumb - 0.5 || width < thumb - 0.5)
          )
            found.push(`small: ${told(element)}`);
          if (left < -1 || right > innerWidth + 1) found.push(`sticks out: ${told(element)}`);
          if (element.matches('.pad-key') && body && (top < body.top - 0.5 || bottom > body.bottom + 0.5))
            found.push(`to scroll for: ${told(element)}`);
          const style = getComputedStyle(element);
          if (!saysSomething(element) || style.opacity !== '1') continue;
          const [one, other] = [luminance(style.color), luminance(behind(element))];
          const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
          if (contrast < leastOf(element, style))
            found.push(`contrast ${contrast.toFixed(1)}: ${told(element)}`);
        }
        return found.map((fault) => `${theme}: ${fault}`);
      });
    },
    { thumb: THUMB, least: CONTRAST, weights: WEIGHTS, worn: themes },
  );
}
