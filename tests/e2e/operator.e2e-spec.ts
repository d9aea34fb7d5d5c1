import type { Role } from '@bakeloop/contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { launchBrowser } from '../support/browser.js';
import { buildAnew } from '../support/build-anew.js';
import { tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { firstLoad } from '../support/first-load.js';
import { hand, PHONE, settled, typedByScale } from '../support/hand.js';
import { codeIn, filmOf } from '../support/label-camera.js';
import {
  phoneDrafts,
  phoneEntries,
  phoneRemembers,
  phoneScreens,
  photoOnPhone,
  showScreen,
  unfit,
} from '../support/phone-screens.js';
import { watchSenses, type Senses } from '../support/phone-senses.js';
import { describeWith } from '../support/programs.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { projectedTotals } from '../support/totals.js';
import { openWatched } from '../support/watched-page.js';
import { fetchSignedIn, sessionCookie } from '../support/signed-in.js';

/** What axe finds wrong on the screen shown: rule and element. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const { violations: found } = await checker.run(document, {
      resultTypes: ['violations'],
      preload: false,
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  });
}

/** What a phone at the edge of a cell can wait for, bytes as gzip sends them. */
const MOST_FIRST_LOAD = 150_000;
/** Phones, in CSS pixels. */
const SMALL = { width: 360, height: 640 };
const LARGE = { width: 412, height: 915 };

const DIST = fileURLToPath(new URL('../../apps/operator/dist', import.meta.url));

it('comes to a phone in less than 150 kB before the first screen, and a language in less than 10', () => {
  const first = firstLoad(DIST);
  expect([...first.keys()].some((file) => file.endsWith('.js'))).toBe(true);
  expect([...first.values()].reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(MOST_FIRST_LOAD);
  for (const language of ['nl', 'fr', 'sw', 'id', 'pt-BR', 'es', 'ar']) {
    const files = readdirSync(join(DIST, 'assets')).filter((file) => file.startsWith(`${language}-`));
    expect(files).toHaveLength(1);
    expect(gzipSync(readFileSync(join(DIST, 'assets', files[0] ?? ''))).length).toBeLessThan(10_000);
    expect(first.has(files[0] ?? '')).toBe(false);
  }
});

describeWith(['postgres', 'mosquitto', 'chromium'], 'the operator on a phone', () => {
  let stack: ApiStack;
  let browser: Browser;
  let film: string;
  /** The build that is served. */
  let operatorDir: string;
  const open = async (
    kitchenId: string,
    {
      role = 'admin',
      url = stack.api.url,
      weighed,
      before = () => Promise.resolve(),
      ...options
    }: BrowserContextOptions & {
      role?: Role;
      url?: string;
      /** A delivery that is typed and not yet saved. */
      weighed?: { gross: string; tare: string };
      before?: (page: Page) => Promise<unknown>;
    } = {},
  ) => {
    await stack.kitchen(kitchenId, {
      name: `Kitchen ${kitchenId}`,
      machines: [{ id: 'extruder-1', type: 'extruder' }],
    });
    await eventually(async () =>
      expect((await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/${kitchenId}`)).ok).toBe(true),
    );
    const phone = await openWatched(browser, url, { ...PHONE, role, ...options });
    if (weighed)
      await phoneRemembers(phone.page, {
        [`bakeloop.kept.draft.${kitchenId}.intake`]: { polymer: 'HDPE', sourceType: 'household', ...weighed },
      });
    await before(phone.page);
    await phone.page.goto(`${url}/operator/?kitchen=${kitchenId}`);
    return {
      ...phone,
      /** Saves what was `weighed`: how it is typed, the first two say. */
      save: async () => {
        const { tap, step } = hand(phone.page);
        await showScreen(phone.page, kitchenId, 'page=intake&step=review');
        await tap('Save intake');
        await step('What now?');
      },
    };
  };

  beforeAll(async () => {
    film = join(await tempDir(), 'camera.y4m');
    operatorDir = await tempDir();
    await cp(DIST, operatorDir, { recursive: true });
    [stack, browser] = await Promise.all([
      startApiStack({ pages: 'built', operatorDir }),
      launchBrowser({ film }),
    ]);
  });

  // Fifty taps, no quicker than a hand.
  it('logs an intake and a whole batch by taps without a network, and then the batch page shows its mass balance (E5)', async () => {
    const { page, complaints, close } = await open('ke-nbo-01');
    const { tap, type, field, step, intake } = hand(page);
    const address = page.url();
    await step('What now?');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    // Not a byte of the app comes twice.
    const again: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/operator/') && !response.fromServiceWorker()) again.push(response.url());
    });
    await page.goto(address);
    await step('What now?');
    await page.waitForLoadState('networkidle');
    expect(again).toEqual([]);
    // All of it without a network: recipe and limits are remembered, and the mass is added up on the phone.
    await page.context().setOffline(true);
    await intake('24.5', '0.5');

    await tap('Start batch');
    await tap(/^Beam 2m/);
    await page.getByText('190–230 °C').waitFor();
    await tap(/^When did it happen/);
    await tap('20 minutes ago');
    await tap('Start batch');
    await step('Beam 2m');
    await tap('Add material');
    await tap(/^Flake/);
    await tap(/^LOT-|^HDPE-|type another lot/i);
    await tap(/^HDPE/);
    await tap('Next: weigh');
    // A scale beside the phone types like a keyboard: in pounds nothing is taken, in grams it asks, and its Enter saves nothing.
    await tap('From the scale');
    await page.getByText('Connect the scale, or type what it shows.').waitFor();
    await tap('Type it');
    await page.evaluate(() => {
      const line = new TextEncoder().encode('S S   12.5 kg\r\n');
      const readable = new ReadableStream({ start: (out) => out.enqueue(line) });
      const done = () => Promise.resolve();
      const port = { readable, writable: null, open: done, close: done };
      Object.defineProperty(navigator, 'serial', { value: { requestPort: () => Promise.resolve(port) } });
    });
    await tap('From the scale');
    await tap('By cable');
    await tap(/^Take .?12\.5/);
    const weight = page.getByLabel('Weight', { exact: true });
    expect(await weight.inputValue()).toBe('12.5');
    await weight.fill('');
    await weight.focus();
    await typedByScale(page, '44.1 lb');
    await page.getByText('Set it to kg, and weigh again.').waitFor();
    expect(await weight.inputValue()).toBe('');
    await typedByScale(page, '20.0 kg');
    expect(await weight.inputValue()).toBe('20');
    await page.getByRole('heading', { name: 'Flake HDPE: weigh it' }).waitFor();
    await weight.fill('20000');
    await page.getByText(/^20,000.0\skg is a lot/).waitFor();
    await tap(/^It is .?20 kg/);
    // A glove taps twice: one event, and nothing that came up under it.
    await page.getByRole('button', { name: 'Save material' }).dblclick();
    for (const stage of ['mixing', 'melting', 'moulding', 'cooling', 'demoulding']) {
      await tap(`Start ${stage}`);
      if (stage === 'melting') {
        await tap('Quality');
        await tap('Melt temperature');
        await type('245');
        await page.getByText('Too high').waitFor();
        await tap('Save check');
        await step('Beam 2m');
      }
      await tap(new RegExp(`^${stage} done$`, 'i'));
    }
    await tap('Weigh the product');
    await tap(/^Product/);
    await type('4');
    await field('Weight');
    await type('19.6');
    await tap('Save output');
    await tap('Quality check');
    await tap('Look and size');
    await tap('Pass');
    await type('4');
    await tap('Save check');
    await tap('Finish the batch');
    await step('Does it add up?');
    await page.getByText(/^0\.4\skg missing$/).waitFor();
    await page.getByText(/Spill, moisture, wrong bin\?/).waitFor();
    await tap(/^Finish/);
    await step('What now?');
    expect((await projectedTotals(stack.database, 'ke-nbo-01')).intakeCount).toBe(0);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: /^Your log: 0 on this phone/ }).waitFor();
    expect(complaints.filter((one) => !one.includes('ERR_'))).toEqual([]);

    const [batch] = await eventually(async () => {
      const answer = await fetchSignedIn(`${stack.api.url}/api/v1/batches?kitchenId=ke-nbo-01`);
      const { items } = (await answer.json()) as { items: { batchId: string; status: string }[] };
      expect(items.map(({ status }) => status)).toEqual(['finished']);
      return items;
    });
    expect(await projectedTotals(stack.database, 'ke-nbo-01')).toMatchObject({
      intakeGrossGrams: 24_500,
      intakeNetGrams: 24_000,
      feedGrams: 20_000,
      goodGrams: 19_600,
      unaccountedGrams: 400,
    });
    const facts = await stack.database.query<{ type: string; minutes: number; data: object }[]>(
      `SELECT e.type, e.body->'data' AS data, round(extract(epoch FROM intake.time - e.time) / 60)::int AS minutes
       FROM event e JOIN event intake ON intake.kitchen_id = e.kitchen_id AND intake.type = 'intake.recorded'
       WHERE e.kitchen_id = 'ke-nbo-01' AND e.type IN ('batch.started', 'batch.qc') ORDER BY e.time`,
    );
    expect(facts).toMatchObject([
      { type: 'batch.started', minutes: 20, data: { recipeId: 'r-beam-2m', productCode: 'beam-2m' } },
      { data: { test: 'melt temperature', value: 245, unit: 'Cel', pass: false } },
      { data: { test: 'look and size', pass: true } },
    ]);
    const desk = await openWatched(browser, stack.api.url);
    await desk.page.goto(`${stack.api.url}/kitchens/ke-nbo-01/batches/${batch?.batchId}`);
    const row = (name: string) => desk.page.getByRole('row').filter({ hasText: name });
    await row('Fed into the batch').getByText('20 kg').waitFor();
    expect(await row('Unaccounted for').textContent()).toContain('0.4 kg');
    await Promise.all([close(), desk.close()]);
  }, 120_000);

  it('keeps what is typed without a network over a kill, opens without one, and stores it once, for a receipt (E5)', async () => {
    const { page, close } = await open('gh-acc-01');
    const { tap, type, step, intake, taps } = hand(page);
    await step('What now?');
    const context = page.context();
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    // What a browser asks for before it puts a page on the home screen, besides the worker.
    const manifest = await (await context.newCDPSession(page)).send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    const { icons, ...app } = JSON.parse(manifest.data ?? '') as { icons: { src: string; sizes: string }[] };
    expect(app).toMatchObject({
      name: 'Bakeloop kitchen log',
      start_url: '/operator/',
      display: 'standalone',
    });
    for (const { src, sizes } of icons) {
      const icon = await context.request.get(new URL(src, manifest.url).href);
      const { width, height } = await sharp(await icon.body()).metadata();
      expect(`${width}x${height}`).toBe(sizes);
    }
    await context.setOffline(true);
    await intake('12.0', '1.0');
    const before = taps();
    await intake('15.0', null);
    expect(taps() - before).toBeLessThanOrEqual(10);
    await page.getByRole('button', { name: /^Your log: 2 on this phone/ }).waitFor();
    const address = page.url();
    await tap(/^Intake$/);
    await tap(/^HDPE/);
    await tap('Household');
    await type('7');
    expect((await projectedTotals(stack.database, 'gh-acc-01')).intakeCount).toBe(0);

    // Killed in the middle of a third, and opened again in two tabs: all of the app comes from the phone.
    await page.close();
    const tabs = await Promise.all([context.newPage(), context.newPage()]);
    for (const each of tabs) {
      await each.goto(address);
      await each.getByRole('button', { name: /^Your log: 2 on this phone/ }).waitFor();
    }
    const [tab] = tabs;
    await tab.goto(`${address}&page=intake&step=weight`);
    await tab.getByRole('heading', { name: 'HDPE: weigh it' }).waitFor();
    expect(await tab.getByLabel('Gross', { exact: true }).inputValue()).toBe('7');
    await tab.goto(address);

    await context.setOffline(false);
    for (const each of tabs)
      await each.getByRole('button', { name: /^Your log: 0 on this phone, 2 stored/ }).waitFor();
    expect(await projectedTotals(stack.database, 'gh-acc-01')).toMatchObject({
      intakeCount: 2,
      intakeNetGrams: 25_000,
    });
    await tab.goto(`${address}&page=receipts`);
    await tab.getByRole('listitem').nth(1).waitFor();
    const share = tab.getByRole('button', { name: 'Show or share' });
    const [shared] = await Promise.all([tab.waitForEvent('download'), share.tap()]);
    const { check, receipts } = JSON.parse(await readFile(await shared.path(), 'utf8')) as {
      check: string;
      receipts: { event: { id: string } }[];
    };
    // By the time they were minted: UUID, version 7.
    for (const { event } of receipts) expect(event.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const checked = receipts.map(async (held) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(check, { method: 'POST', headers, body: JSON.stringify(held) });
      return ((await answer.json()) as { genuine: boolean }).genuine;
    });
    expect(await Promise.all(checked)).toEqual([true, true]);
    await close();
  });

  // Seventy screens, each looked at in three themes and from right to left: a minute and more on a busy machine.
  it('has screens for gloves, sun, screen readers and right-to-left: every one, in every theme', async () => {
    const kitchen = 'gh-tem-01';
    const batch = 'GH-TEM-01-260302-7K3QA';
    await stack.kitchen(kitchen, { name: 'Kitchen', machines: [{ id: 'extruder-1', type: 'extruder' }] });
    const { page, complaints, close } = await openWatched(browser, stack.api.url, {
      ...PHONE,
      viewport: SMALL,
    });
    await phoneRemembers(page, { ...phoneDrafts(kitchen, batch), ...phoneEntries(kitchen, batch) });
    await eventually(async () =>
      expect((await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/${kitchen}`)).ok).toBe(true),
    );
    const started = {
      id: v7(),
      type: 'batch.started',
      time: new Date().toISOString(),
      batchId: batch,
      data: { recipeId: 'r-paver-50', recipeVersion: 1, machine: 'extruder-1', productCode: 'paver-50' },
    };
    const posted = await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/${kitchen}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events: [started] }),
    });
    expect(posted.ok).toBe(true);
    await page.goto(`${stack.api.url}/operator/?kitchen=${kitchen}`);
    await page.getByRole('button', { name: /^Add material/ }).waitFor();
    await page.waitForLoadState('networkidle');
    const wrong: string[] = [];
    const note = (screen: string, faults: string[]) =>
      wrong.push(...faults.map((fault) => `${screen} ${fault}`));
    /** Light is the last, and stays. */
    const lookAt = async (screen: string, shown = page) =>
      note(screen, [...(await unfit(shown, ['sun', 'dark', 'light'])), ...(await violations(shown))]);
    const titles = new Set<string>();
    for (const screen of phoneScreens(batch)) {
      await showScreen(page, kitchen, screen);
      titles.add((await page.locator('h1').textContent()) ?? '');
      await lookAt(screen);
    }
    await hand(page).tap(/^Kitchen .*: change$/);
    await hand(page).step('Your kitchen?');
    await lookAt('kitchens');
    await hand(page).tap('Bakeloop');
    const stranger = await openWatched(browser, stack.api.url, { ...PHONE, viewport: SMALL, role: 'public' });
    await stranger.page.goto(page.url());
    await hand(stranger.page).step('Sign in to log');
    await lookAt('sign in', stranger.page);
    await stranger.close();
    expect(wrong).toEqual([]);
    // Else screens were not what their addresses say.
    expect(titles.size).toBeGreaterThan(30);

    // What somebody chose is there again when the app opens: theme and language.
    await showScreen(page, kitchen, 'page=settings');
    await page.getByRole('button', { name: 'Dark' }).tap();
    /**
     * Nothing weighed, more tare than gross, and a bag of 4 t: whatever the page asks, every key of the pad is in reach.
     * Against the sun, where borders and letters are the thickest.
     */
    const weigh = async (language: string) => {
      await showScreen(page, kitchen, 'page=settings');
      await page.getByRole('button', { name: language }).tap();
      await page.locator('.tile[aria-pressed=true]', { hasText: language }).waitFor();
      await showScreen(page, kitchen, 'page=intake&step=weight');
      const gross = page.locator('.pad-shown input').first();
      for (const viewport of [LARGE, SMALL]) {
        await page.setViewportSize(viewport);
        for (const weight of ['', '0.1', '4000', '24.5']) {
          await gross.fill(weight);
          note(`${language}, ${weight} kg`, await unfit(page, ['sun']));
        }
      }
    };
    await weigh('English');
    await weigh('Français');
    await weigh('العربية');
    await page.goto(`${stack.api.url}/operator/?kitchen=${kitchen}`);
    await page.locator('html[dir=rtl][data-theme=dark]').waitFor();
    await page.waitForLoadState('networkidle');
    for (const screen of phoneScreens(batch)) {
      await showScreen(page, kitchen, screen);
      note(screen, await unfit(page, ['dark']));
    }
    expect(wrong).toEqual([]);
    const [kitchenName, pill] = await Promise.all([
      page.locator('.kitchen-name').boundingBox(),
      page.locator('.pill').boundingBox(),
    ]);
    expect(kitchenName?.x).toBeGreaterThan(pill?.x ?? Infinity);
    expect(complaints).toEqual([]);
    await close();
  }, 180_000);

  it('stores an entry once, past a server that is away, a line as slow as 2G and an answer that was lost', async () => {
    const line = await startTcpProxy(stack.api.url);
    const weighed = { gross: '10', tare: '1' };
    const { page, save, close } = await open('ci-abj-01', { url: line.url, weighed });
    const { tap, step } = hand(page);
    await step('What now?');
    await page.waitForLoadState('networkidle');
    let isAway = true;
    let asked = 0;
    let isBack = false;
    await page.route('**/api/v1/kitchens/*/events', async (route) => {
      if (isAway || isBack) return route.continue();
      asked += 1;
      // The server stores it; the phone never hears. What it tries by itself after that does not get through.
      if (asked === 1) await route.fetch();
      return route.abort('connectionreset');
    });
    line.down(true);
    await save();
    await tap(/^Your log: 1 on this phone/);
    await page.getByText('The network is there, but Bakeloop does not answer.').waitFor();
    expect((await projectedTotals(stack.database, 'ci-abj-01')).intakeCount).toBe(0);

    line.latency(300);
    line.bandwidth(6_000);
    line.down(false);
    isAway = false;
    await tap('Send now');
    await eventually(() => expect(asked).toBeGreaterThan(0));
    isBack = true;
    // By a tap, or by itself before the hand is there: then there is no button any more.
    const stored = page.getByText('Everything is stored.').waitFor();
    await Promise.race([tap('Send now'), stored]);
    await stored;
    expect((await projectedTotals(stack.database, 'ci-abj-01')).intakeNetGrams).toBe(9_000);
    await close();
  });

  it('without a network takes a slip back, corrects a weight in sight, and prints, shares and reads its label (E2)', async () => {
    let senses: Senses | undefined;
    const { page, complaints, save, close } = await open('ug-kla-01', {
      permissions: ['camera'],
      weighed: { gross: '12', tare: '1' },
      before: async (phone) => (senses = await watchSenses(phone, ['sw-KE'])),
    });
    const { tap, step, intake } = hand(page);
    const address = page.url();
    await step('What now?');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    // From here on all of it comes from the phone, languages too.
    await page.goto(address);
    await step('What now?');
    await page.context().setOffline(true);
    await save();
    await tap('Undo');
    await page.getByRole('button', { name: /^Your log: 0 on this phone/ }).waitFor();
    await intake('13.0', null);
    await tap(/^Intake · HDPE/);
    await tap('Wrong weight');
    await tap('Correct it');
    const gross = page.getByLabel('Gross', { exact: true });
    await gross.fill('14.5');
    const when = page.getByRole('button', { name: /^When did it happen/ });
    await tap(/^When did it happen/);
    await tap('20 minutes ago');
    const chosen = await when.textContent();
    // Killed in the middle of it.
    await page.reload();
    await step('Correct it');
    expect([await gross.inputValue(), await when.textContent()]).toEqual(['14.5', chosen]);
    await tap('Save');
    await step('What now?');
    const struck = page.locator('[data-state=corrected] .event-text');
    expect(await struck.textContent()).toContain('12.0');
    expect(await struck.evaluate((text) => getComputedStyle(text).textDecorationLine)).toBe('line-through');
    await tap(/^Intake · HDPE · 13.5/);
    expect(await page.locator('dd', { has: page.locator('s') }).allTextContents()).toEqual([
      expect.stringMatching(/\d\d:\d\d .*\d\d:\d\d$/),
      expect.stringMatching(/^13\.0.kg 14\.5.kg$/),
    ]);

    await tap('Label');
    const lot = (await page.locator('figcaption .code').textContent()) ?? '';
    const says = `${address}&page=label&lot=${lot}`;
    const [shared] = await Promise.all([page.waitForEvent('download'), tap('Share')]);
    const picture = await readFile(await shared.path());
    expect(await codeIn(picture)).toBe(says);
    await tap('Print');
    await page.emulateMedia({ media: 'print' });
    expect(await codeIn(await page.screenshot())).toBe(says);
    expect((await page.pdf()).toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
    await page.emulateMedia({ media: null });
    // Where somebody cannot read: pictures, and each question and choice aloud, where the phone has a voice for the language.
    await tap('Back');
    await tap('Back');
    await tap('Language and screen');
    await tap(/^On$/);
    await page.getByText('This phone has no voice for this language.').waitFor();
    expect(senses?.said).toEqual([]);
    await tap('Kiswahili');
    await tap('Tayari');
    await step('Sasa nini?');
    await tap('Pokea');
    await step('Pokea: ni nini?');
    await tap(/^HDPE/);
    await step('Imetoka wapi?');
    const tiles = page.locator('.tile');
    expect(await tiles.count()).toBe(await tiles.filter({ has: page.locator('svg') }).count());
    await tap('Soma kwa sauti');
    await eventually(() =>
      expect(senses?.said).toEqual([
        ...['Lugha na skrini', 'Sasa nini?', 'Pokea: ni nini?', 'HDPE', 'Imetoka wapi?'].map(
          (text) => `sw-KE: ${text}`,
        ),
        expect.stringMatching(/^sw-KE: Imetoka wapi\?\. Chanzo\. Nyumbani\. /),
      ]),
    );
    await writeFile(film, await filmOf(picture));
    await page.goto(`${address}&page=scan`);
    await page.waitForURL(says);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: /^Kumbukumbu yako: 0 kwenye simu hii/ }).waitFor();
    expect(senses?.printed).toEqual([says]);
    const badges = senses?.badges.filter((count, at, all) => count !== all[at - 1]);
    expect(badges?.slice(0, 5)).toEqual([0, 1, 0, 1, 2]);
    expect(badges?.at(-1)).toBe(0);
    expect(await projectedTotals(stack.database, 'ug-kla-01')).toMatchObject({ intakeNetGrams: 13_500 });

    // Without a network the browser itself says so.
    expect(complaints.filter((one) => !one.includes('ERR_'))).toEqual([]);
    await close();
  });

  it('tells of danger above whatever is being logged, in the language of the operator, until it is over', async () => {
    const { page, complaints, close } = await open('tz-mwz-01', {
      locale: 'sw-TZ',
      role: 'operator',
      before: (phone) => phone.clock.install(),
    });
    await page.getByRole('heading', { level: 1 }).waitFor();
    /** It asks every half minute, of which nobody waits here. */
    const shows = (alerts: unknown[]) =>
      eventually(
        async () => {
          await Promise.all([page.waitForResponse(/\/safety$/), page.clock.fastForward(30_000)]);
          expect(await page.getByRole('alert').allTextContents()).toEqual(alerts);
        },
        { withinMs: 30_000 },
      );
    expect(await page.getByRole('alert').count()).toBe(0);
    const say = async (type: string, data: object, more: object = {}): Promise<string> => {
      const id = v7();
      const time = new Date().toISOString();
      const answer = await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/tz-mwz-01/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ events: [{ id, type, time, data, ...more }] }),
      });
      expect(answer.status).toBe(200);
      return id;
    };
    const pvc = await say('intake.recorded', {
      lotId: 'L-1',
      sourceType: 'household',
      polymer: 'PVC',
      grossGrams: 900,
      tareGrams: 0,
    });
    await shows([expect.stringMatching(/^PVC: simama.*Usisage\. Usipashe moto\./)]);
    await say('event.voided', {}, { supersedes: pvc, reason: 'it was PP' });
    await shows([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('says in the language of its operator why an entry was not taken, on a phone whose clock is days wrong, and sends it put right (E5)', async () => {
    const aheadMs = 3 * 86_400_000;
    const { page, save, close } = await open('bj-coo-01', {
      weighed: { gross: '12', tare: '1' },
      before: (phone) =>
        phone.addInitScript((ahead) => {
          const Right = Date;
          window.Date = class extends Right {
            constructor(...at: number[]) {
              super(...((at.length === 0 ? [Right.now() + ahead] : at) as [number]));
            }
            static override now(): number {
              return Right.now() + ahead;
            }
          } as DateConstructor;
        }, aheadMs),
    });
    const { tap, step } = hand(page);
    await step('What now?');
    await save();
    await page.getByRole('button', { name: /1 need you · 1 needs you$/ }).waitFor();
    await tap('Language and screen');
    await tap('Français');
    await tap('Terminé');
    await tap(/^Réception · HDPE/);
    await page.getByText('L’heure est fausse : vérifiez l’horloge de ce téléphone.').waitFor();
    await page.getByText(/more than a day ahead/).waitFor({ state: 'hidden' });
    await tap('Corriger');
    await settled(page);
    await page.getByText('Détails (en anglais)').tap();
    await page.getByText(/more than a day ahead/).waitFor();
    // On the phone's own keyboard as on the pad: with a comma.
    const gross = page.getByLabel('Brut (kg)');
    await gross.fill('12,5');
    expect(await gross.inputValue()).toBe('12,5');
    await tap('Garder et envoyer');
    await eventually(async () =>
      expect(await projectedTotals(stack.database, 'bj-coo-01')).toMatchObject({ intakeNetGrams: 11_500 }),
    );
    const [event] = await stack.database.query<{ late: number }[]>(
      `SELECT extract(epoch FROM received_at - time)::float8 AS late FROM event WHERE kitchen_id = 'bj-coo-01'`,
    );
    expect(Math.abs(event?.late ?? Infinity)).toBeLessThan(60);
    await close();
  });

  it('tells apart what keeps an entry on the phone: a portal, no server, nobody signed in, no network', async () => {
    const kitchen = 'ma-cas-01';
    const { page, save, close } = await open(kitchen, {
      weighed: { gross: '10', tare: '1' },
      before: (phone) => phone.clock.install(),
    });
    const { tap, step } = hand(page);
    const address = page.url();
    await step('What now?');
    await page.waitForLoadState('networkidle');
    let who: 'portal' | 'nobody' | 'signed-out' | 'bakeloop' = 'portal';
    const json = { type: '/problems/sign-in', title: 'Sign in first', status: 401 };
    for (const asked of ['**/api/v1/kitchens/*/events', '**/health/live'])
      await page.route(asked, (route) => {
        if (who === 'portal') return route.fulfill({ contentType: 'text/html', body: '<h1>Pay here</h1>' });
        if (who === 'nobody') return route.abort('connectionreset');
        if (who === 'bakeloop') return route.continue();
        return route.fulfill({ status: 401, contentType: 'application/problem+json', json });
      });
    await save();
    // For ten seconds it is taken back with one tap.
    await page.clock.fastForward(5_000);
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(1);
    await page.clock.fastForward(6_000);
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
    await tap(/^Your log: 1 on this phone/);
    await page.getByText('The network wants a sign-in of its own first').waitFor();
    who = 'nobody';
    await tap('Send now');
    await page.getByText('Bakeloop does not answer. All of it is safe on this phone.').waitFor();
    who = 'signed-out';
    await tap('Send now');
    await page.getByText('Sign in again to send.').waitFor();
    await page.context().setOffline(true);
    who = 'bakeloop';
    await tap('Send now');
    await page.getByText('No network. All of it is safe on this phone').waitFor();
    await page.context().setOffline(false);
    await page.getByText('Everything is stored.').waitFor();
    expect((await projectedTotals(stack.database, kitchen)).intakeNetGrams).toBe(9_000);
    // With time, nobody taps anything.
    who = 'nobody';
    await showScreen(page, kitchen, 'page=intake&step=pvc');
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/events'));
    await Promise.all([failed, tap('Log “PVC found”')]);
    await page.getByRole('button', { name: /^Your log: 1 on this phone/ }).waitFor();
    who = 'bakeloop';
    await page.clock.fastForward(300_000);
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 2 stored/ }).waitFor();
    // And when the app opens.
    const id = v7();
    const event = {
      id,
      type: 'incident.recorded',
      time: new Date().toISOString(),
      data: { kind: 'spill', severity: 1 },
    };
    const waiting = {
      kitchenId: kitchen,
      event,
      savedAtMs: Date.now(),
      state: { kind: 'waiting', tried: false },
    };
    await page.evaluate(([key, value]) => localStorage.setItem(key, value), [
      `bakeloop.event.${id}`,
      JSON.stringify(waiting),
    ] as const);
    await page.goto(address);
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 3 stored/ }).waitFor();
    await close();
  });

  it('stores what was typed in each form without a network; PVC stops the sorting, with what to do', async () => {
    const kitchen = 'rw-kgl-01';
    const { page, complaints, close } = await open(kitchen, {
      before: (phone) => phoneRemembers(phone, phoneDrafts(kitchen, 'RW-KGL-01-260302-7K3QA')),
    });
    const { tap, type, step } = hand(page);
    await step('What now?');
    await page.waitForLoadState('networkidle');
    await page.context().setOffline(true);
    // What a scale needs is not on the phone yet: it is waited for, and the keys are one tap away.
    await showScreen(page, kitchen, 'page=intake&step=weight');
    await tap('From the scale');
    await tap('From the scale');
    await page.getByRole('button', { name: '7', exact: true }).waitFor();
    await showScreen(page, kitchen, 'page=intake&step=review');
    await tap(/^Price/);
    await type('360');
    await tap(/^Done$/);
    await tap('Save intake');
    await step('What now?');
    // For whoever brought it.
    await tap(/^Intake · HDPE/);
    await tap('Receipt for the supplier');
    const [slip] = await Promise.all([page.waitForEvent('download'), tap('Share')]);
    expect(await readFile(await slip.path(), 'utf8')).toMatch(
      /^Kitchen rw-kgl-01\nReceipt for the supplier\nTime: [^]*\nPrice: USD\s360\.00\nNet: 24\.0\skg$/,
    );
    await showScreen(page, kitchen, 'page=sort&step=loss');
    await tap(/^PVC/);
    await step('PVC: stop');
    await page.getByRole('alert').getByText('Do not shred. Do not heat.').waitFor();
    expect(await page.getByRole('listitem').count()).toBe(4);
    await tap('Log “PVC found”');
    await step('Where does it go?');
    await tap('Kept in store');
    await type('1.3');
    await tap('Next');
    await step('Sort');
    await page.getByText(/2\.7\skg missing/).waitFor();
    await tap('Save');
    await step('What now?');
    for (const form of ['dispatch', 'return', 'incident', 'scale', 'handover']) {
      await showScreen(page, kitchen, `page=${form}&step=review`);
      await step('Check and save');
      await tap('Save');
      await step('What now?');
    }
    await showScreen(page, kitchen, 'page=maintenance&step=machine');
    await tap(/^extruder-1/);
    await tap('Save');
    await step('What now?');
    await showScreen(page, kitchen, 'page=moved');
    await page.getByLabel('Latitude, longitude').fill('-1.9441, 30.0619');
    await page.getByLabel('Name of the place').fill('Kigali');
    await page.getByLabel('Country').selectOption('RW');
    await tap('Save');
    await step('What now?');
    expect((await projectedTotals(stack.database, kitchen)).intakeCount).toBe(0);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 10 stored/ }).waitFor();
    const stored = await stack.database.query<{ type: string; data: object }[]>(
      `SELECT type, body->'data' AS data FROM event WHERE kitchen_id = $1 ORDER BY id`,
      [kitchen],
    );
    expect(stored).toMatchObject([
      { type: 'intake.recorded', data: { price: { minor: 36_000, currency: 'USD' } } },
      { type: 'incident.recorded', data: { kind: 'pvc-found', severity: 2 } },
      {
        type: 'lot.processed',
        data: { step: 'sort', losses: [{}, { reason: 'pvc', fate: 'stored', grams: 1_300 }] },
      },
      {
        type: 'dispatch.recorded',
        data: { lotId: 'POST-1', productCode: 'post', pieces: 12, grams: 37_200 },
      },
      { type: 'return.recorded', data: { productCode: 'post', condition: 'reuse', pieces: 1, grams: 3_000 } },
      { type: 'incident.recorded', data: { kind: 'fume', severity: 2 } },
      { type: 'scale.calibrated', data: { scaleId: 'scale-1', referenceGrams: 20_000, readGrams: 20_300 } },
      { type: 'labour.recorded', data: { people: 4, minutes: 480, kind: 'work' } },
      { type: 'maintenance.recorded', data: { machine: 'extruder-1', task: 'blades' } },
      { type: 'kitchen.moved', data: { position: [30.0619, -1.9441], place: 'Kigali', country: 'RW' } },
    ]);
    expect(complaints.filter((one) => !one.includes('ERR_'))).toEqual([]);
    await close();
  }, 120_000);

  it('shows both values where two phones corrected one entry without a network, and both agree on which counts (E2)', async () => {
    const kitchen = 'zm-lun-01';
    const batch = 'ZM-LUN-01-260302-7K3QA';
    const first = await open(kitchen);
    const time = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const start = {
      recipeId: 'r-paver-50',
      recipeVersion: 1,
      machine: 'extruder-1',
      productCode: 'paver-50',
    };
    const flake = { material: 'flake', polymer: 'HDPE', origin: 'post-consumer', grams: 20_000 };
    const events = [
      { id: v7(), type: 'batch.started', time: time(20), batchId: batch, data: start },
      { id: v7(), type: 'batch.input', time: time(10), batchId: batch, data: flake },
    ];
    const posted = await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/${kitchen}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    expect(posted.ok).toBe(true);
    const phones = [first, await openWatched(browser, stack.api.url, PHONE)];
    const address = `${stack.api.url}/operator/?kitchen=${kitchen}&page=batch&batch=${batch}`;
    for (const [index, { page }] of phones.entries()) {
      const { tap } = hand(page);
      await page.goto(address);
      await page.getByRole('button', { name: /^In · Flake HDPE · 20.0/ }).waitFor();
      await page.waitForLoadState('networkidle');
      await page.context().setOffline(true);
      await tap(/^In · Flake HDPE · 20.0/);
      await tap('Wrong weight');
      await tap('Correct it');
      await page.getByLabel('Weight', { exact: true }).fill(String(21 + index));
      await tap('Save');
      await page.getByRole('button', { name: /^Your log: 1 on this phone/ }).waitFor();
    }
    for (const { page } of phones) {
      await page.context().setOffline(false);
      await page.getByRole('button', { name: /^Your log: 0 on this phone, 1 stored/ }).waitFor();
    }
    for (const { page, close } of phones) {
      await page.goto(address);
      await page
        .locator('.masses')
        .getByText(/22\.0\skg/)
        .waitFor();
      const struck = await page.locator('[data-state=corrected] .event-text').allTextContents();
      expect(struck.toSorted()).toEqual(['20.0', '21.0'].map((kg) => `In · Flake HDPE · ${kg}\u00a0kg`));
      await close();
    }
  });

  it('says so when it has no room for an entry, and when the browser has cleared the phone of what was not sent', async () => {
    const { page, save, close } = await open('ml-bko-01', { weighed: { gross: '12', tare: '1' } });
    const { step } = hand(page);
    await step('What now?');
    await page.waitForLoadState('networkidle');
    await page.context().setOffline(true);
    // A phone that is full says that it has nothing, and has what was typed once there is room.
    await page.evaluate(() => {
      const setItem = Reflect.get(Storage.prototype, 'setItem') as Storage['setItem'];
      const full = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      Object.assign(Storage.prototype, { setItem: full });
      Object.assign(window, { makeRoom: () => void Object.assign(Storage.prototype, { setItem }) });
    });
    await showScreen(page, 'ml-bko-01', 'page=intake&step=review');
    await hand(page).tap('Save intake');
    await page
      .getByRole('alert')
      .filter({ hasText: /^NOT SAVED/ })
      .waitFor();
    await page.evaluate(() => (window as unknown as { makeRoom: () => void }).makeRoom());
    await save();
    await page.getByRole('button', { name: /^Your log: 1 on this phone/ }).waitFor();
    // A phone without its storage keeps its cookies.
    const cleared = await openWatched(browser, stack.api.url, { ...PHONE, role: 'public' });
    await cleared.page.context().addCookies(await page.context().cookies());
    await cleared.page.goto(`${stack.api.url}/operator/?kitchen=ml-bko-01`);
    await cleared.page.getByText('Entries that were not sent and are gone: 1.').waitFor();
    await hand(cleared.page).tap('Understood');
    await cleared.page.getByText('Entries that were not sent').waitFor({ state: 'detached' });
    await Promise.all([close(), cleared.close()]);
  });

  it('takes a photo without a network, sends it after its record and a line that breaks, and staff see it (E8)', async () => {
    const { page, complaints, close } = await open('tz-dar-01', {
      role: 'operator',
      weighed: { gross: '12', tare: '1' },
    });
    const { tap, step } = hand(page);
    await step('What now?');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.context().setOffline(true);
    await showScreen(page, 'tz-dar-01', 'page=intake&step=review');
    const size = { width: 2_000, height: 1_500 };
    const buffer = await sharp({ create: { ...size, channels: 3, background: '#7a5' } })
      .withExif({ IFD0: { Make: 'Phone of Wanjiku' } })
      .jpeg()
      .toBuffer();
    const files = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer };
    const camera = page.locator('input[type=file]');
    await page.evaluate(() => {
      navigator.storage.estimate = () => Promise.resolve({ usage: 1, quota: 2 });
    });
    await camera.setInputFiles(files);
    await page.getByText(/^PHOTO NOT KEPT/).waitFor();
    await page.evaluate(() => Reflect.deleteProperty(navigator.storage, 'estimate'));
    await camera.setInputFiles(files);
    await page.getByRole('img', { name: 'Photo 1' }).waitFor();
    await tap('Save intake');
    await step('What now?');
    // Another phone may come to a network sooner: the record and its photo go there in a file, and stay here.
    const address = `${stack.api.url}/operator/?kitchen=tz-dar-01`;
    await page.goto(`${address}&page=phone`);
    await page.getByLabel(/^Passphrase/).fill('red bucket rain');
    await page.getByText('photos: 1 (').waitFor();
    await page.getByText(/^[\d.,]+ of [\d.,]+ MB used$/).waitFor();
    // An older app on the other phone opens no file with photos in it.
    await tap('Entries only');
    const [lean] = await Promise.all([page.waitForEvent('download'), tap(/^Hand over 1 unsent/)]);
    await page.getByText('Photos stay here: 1.').waitFor();
    expect(JSON.parse(await readFile(await lean.path(), 'utf8'))).toMatchObject({ version: 1 });
    await tap('Entries and photos');
    const [handed] = await Promise.all([page.waitForEvent('download'), tap(/^Hand over 1 unsent/)]);
    await page.getByText('Photos in the file: 1.').waitFor();
    // The record also goes from screen to camera.
    await tap('Show as codes');
    const codes = new Map<string, Buffer>();
    await eventually(
      async () => {
        const picture = await page.locator('.label svg').screenshot();
        const text = await codeIn(picture);
        codes.set(text, picture);
        expect(codes.size).toBe(Number(text.split(':')[3]));
      },
      { withinMs: 20_000 },
    );
    expect(codes.size).toBeGreaterThan(1);
    await writeFile(film, await filmOf(...codes.values()));
    const other = await openWatched(browser, stack.api.url, {
      ...PHONE,
      role: 'operator',
      permissions: ['camera'],
    });
    await other.page.goto(`${address}&page=phone`);
    await other.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await other.page.reload();
    await other.page.context().setOffline(true);
    await other.page.getByLabel(/^Passphrase/).fill('red bucket rain');
    await hand(other.page).tap('Read codes');
    await other.page.getByText('1 taken over. They are sent from here.').waitFor();
    await other.page.locator('input[type=file]').setInputFiles(await handed.path());
    await other.page.getByText('0 taken over. They are sent from here. Photos taken over: 1.').waitFor();
    await other.page.getByRole('listitem').filter({ hasText: 'goes after its record' }).waitFor();
    await other.close();
    await page.goto(address);
    await step('What now?');
    const offsets: (string | undefined)[] = [];
    await page.route('**/photos/uploads/*', async (route) => {
      const request = route.request();
      if (request.method() !== 'PATCH') return route.continue();
      if (offsets.push(request.headers()['upload-offset']) > 1) return route.continue();
      // The line breaks behind the first bytes.
      await page.request.fetch(request.url(), {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          'content-type': 'application/offset+octet-stream',
          'upload-offset': '0',
        },
        data: (await photoOnPhone(page)).subarray(0, 500),
      });
      return route.abort('connectionreset');
    });
    await page.context().setOffline(false);
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 1 stored/ }).waitFor();
    await tap('1 photo on this phone');
    // This browser does not say whether it is on Wi-Fi, so a person does.
    await page.getByText('waits for “Send now”').waitFor();
    await tap(/^Send now/);
    await eventually(() => expect(offsets).toEqual(['0']), { withinMs: 20_000 });
    await page.evaluate(() => void window.dispatchEvent(new Event('online')));
    await page.getByRole('listitem').filter({ hasText: 'stored' }).waitFor();
    expect(offsets).toEqual(['0', '500']);
    // The line that broke is said by the browser itself.
    expect(complaints.filter((one) => !one.includes('ERR_'))).toEqual([]);

    const [event] = await stack.database.query<{ id: string; hash: string }[]>(
      `SELECT event_id AS id, encode(hash, 'hex') AS hash FROM photo WHERE kitchen_id = 'tz-dar-01'`,
    );
    const desk = await openWatched(browser, stack.api.url, { role: 'staff' });
    await desk.page.goto(`${stack.api.url}/events/${event?.id}`);
    const photo = desk.page.getByRole('link', { name: /^Photo of/ }).locator('img');
    await eventually(async () =>
      expect(await photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320),
    );
    const kept = await fetchSignedIn(`${stack.api.url}/api/v1/kitchens/tz-dar-01/photos/${event?.hash}`);
    const bytes = Buffer.from(await kept.arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1_600, height: 1_200 });
    expect(bytes.includes('Wanjiku')).toBe(false);
    expect(desk.complaints).toEqual([]);
    await Promise.all([close(), desk.close()]);
  });

  it('is shared by people who come back by PIN, without a network too, and sends what each logged as theirs', async () => {
    const weighed = { gross: '12', tare: '1' };
    const { page, save, close } = await open('sn-dkr-01', { role: 'lead', weighed });
    const { tap, step, intake } = hand(page);
    const pin = (digits: string) => page.getByLabel('PIN').fill(digits);
    const fits = async () =>
      expect([...(await unfit(page, ['sun', 'dark', 'light'])), ...(await violations(page))]).toEqual([]);
    const keepMe = async (digits: string) => {
      await page.goto(`${stack.api.url}/operator/?kitchen=sn-dkr-01&page=people`);
      await tap('Keep me on this phone');
      await fits();
      await pin(digits);
      await tap('Next');
      await pin(digits);
      await tap('Keep me on this phone');
      await step('What now?');
    };
    await keepMe('4711');
    await tap('Language and screen');
    await tap('English');
    await tap(/^Done$/);
    await tap('Change person');
    await tap('Sign out');
    const [name = '', value = ''] = (await sessionCookie(stack.api.url, 'operator')).split('=');
    await page.context().addCookies([{ name, value, url: stack.api.url, httpOnly: true, sameSite: 'Lax' }]);
    await keepMe('0815');

    await page.context().setOffline(true);
    await save();
    await tap('Language and screen');
    await tap('Français');
    await tap('Terminé');
    await tap('Changer de personne');
    await page.getByRole('listitem').first().getByRole('button').tap();
    await page.getByLabel('Code').fill('0815');
    await tap('Ouvrir');
    await page.getByText('Ce n’est pas le code.').waitFor();
    await fits();
    await page.getByLabel('Code').fill('4711');
    await tap('Ouvrir');
    // Each in the language of their own.
    await step('What now?');
    await intake('13.0', null);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 2 stored/ }).waitFor();
    const authors = await stack.database.query<{ person_id: string; sent_by: string | null }[]>(
      `SELECT person_id, sent_by FROM event_author a JOIN event e ON e.id = a.event_id
       WHERE e.kitchen_id = 'sn-dkr-01' ORDER BY e.id`,
    );
    // The one at the phone sent both.
    expect(authors).toEqual([
      { person_id: expect.any(String), sent_by: authors[1]?.person_id },
      { person_id: expect.any(String), sent_by: null },
    ]);
    await close();
  });

  it('takes a newer version at a quiet moment, never while something is typed, which stays as what waits to be sent does', async () => {
    const kitchen = 'ng-los-01';
    const { page, close } = await open(kitchen);
    const { tap, type, step } = hand(page);
    const address = page.url();
    await step('What now?');
    await page.route('**/api/v1/kitchens/*/events', (route) => route.abort('connectionreset'));
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    // An entry as version 0.1.0 left it.
    const id = v7();
    const data = {
      lotId: 'HDPE-1',
      sourceType: 'household',
      polymer: 'HDPE',
      grossGrams: 24_500,
      tareGrams: 500,
    };
    const event = { id, type: 'intake.recorded', time: new Date().toISOString(), data };
    const entry = {
      kitchenId: kitchen,
      event,
      savedAtMs: Date.now(),
      state: { kind: 'waiting', tried: true },
    };
    await page.evaluate(([key, value]) => localStorage.setItem(key, value), [
      `bakeloop.event.${id}`,
      JSON.stringify(entry),
    ] as const);
    await page.goto(address);
    await page.getByRole('button', { name: /^Your log: 1 on this phone/ }).waitFor();
    await tap(/^Intake$/);
    await tap(/^HDPE/);
    await tap('Household');
    await type('7');
    /** So that a page which was loaded anew is told from this one. */
    const isOld = () => page.evaluate(() => 'isOld' in window);
    await page.evaluate(() => void Object.assign(window, { isOld: true }));
    await buildAnew(operatorDir);
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    await eventually(
      async () =>
        expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null)).toBe(
          true,
        ),
      { withinMs: 20_000 },
    );
    /** The phone goes into a pocket for a moment: where nobody is in a form, that is when a newer version comes. */
    const pocket = () =>
      page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
        Reflect.deleteProperty(document, 'hidden');
      });
    await pocket();
    await type('5');
    expect(await page.getByLabel('Gross', { exact: true }).inputValue()).toBe('75');
    expect(await page.getByText('A new version is ready.').count()).toBe(0);
    await showScreen(page, kitchen, '');
    await page.getByText('A new version is ready.').waitFor();
    expect(await isOld()).toBe(true);
    // The worker of before gives way when it has nothing to do, at the latest after five minutes: without a network nothing is sent.
    await page.context().setOffline(true);
    await eventually(
      async () => {
        await pocket();
        expect(await isOld()).toBe(false);
      },
      { withinMs: 330_000, everyMs: 5_000 },
    );
    await step('What now?');
    await page.locator('script[src*="/new-first-"]').waitFor({ state: 'attached' });
    await showScreen(page, kitchen, 'page=intake&step=weight');
    expect(await page.getByLabel('Gross', { exact: true }).inputValue()).toBe('75');
    await page.getByRole('button', { name: /^Your log: 1 on this phone/ }).waitFor();
    await page.unrouteAll();
    await page.context().setOffline(false);
    await page.evaluate(() => void window.dispatchEvent(new Event('online')));
    await page.getByRole('button', { name: /^Your log: 0 on this phone, 1 stored/ }).waitFor();
    expect((await projectedTotals(stack.database, kitchen)).intakeNetGrams).toBe(24_000);
    await close();
  }, 480_000);
});
