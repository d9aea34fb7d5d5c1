import { METRICS, QUANTITIES, REFERENCE_KINDS, REFERENCE_WORDS, SEED_REFERENCE } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { metricAnswerOf } from '../../metrics/metric-view.js';
import { productsOf } from '../../reference/products-of.js';
import { PAGE_WORDS } from '../page-words.js';
import { SIGN_IN_WORDS } from '../sign-in-page.js';
import { WORDS } from '../words.js';
import { methodPage } from './method-page.js';
import { METHOD_WORDS } from './method-words.js';
import { metricPage } from './metric-page.js';
import { METRICS_NL } from './metrics-nl.js';
import { partWritten, unitWords, written } from './numbers.js';
import { readReferencePath, referenceListPage, referencePage } from './reference-page.js';
import { exampleSourceNl, QUANTITIES_NL, REASONS_NL } from './terms-nl.js';
import { metricTexts, reasonTexts } from './texts.js';

const made = { language: 'nl', origin: 'https://bakeloop.example' } as const;
const AT = new Date('2026-03-01T12:04:30Z');
const share = { received: 3, expected: 9 };
const coverage = {
  events: share,
  readings: share,
  batchesFinished: 1,
  batchesFlagged: 1,
  batchesWithEnergy: 1,
  intakesWithMoisture: share,
};
const metric = (id: string) => {
  const found = METRICS.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

describe('Dutch', () => {
  it.each(METRICS.map((one) => [one.id, one] as const))(
    'says all of %s, as it is in its version',
    (id, one) => {
      expect(METRICS_NL[id]).toMatchObject({ version: one.version });
      const texts = metricTexts(one, 'nl');
      expect(texts.sources).toHaveLength(one.sources.length);
      expect(texts.pitfalls).toHaveLength(one.pitfalls.length);
      for (const { quantity, dimension } of one.inputs)
        expect([quantity, dimension, QUANTITIES_NL[quantity]]).toEqual([
          quantity,
          dimension,
          expect.any(String),
        ]);
      for (const unit of [one.unit, ...one.inputs.map((input) => input.unit)])
        for (const language of ['en', 'nl'] as const)
          expect([unit, unitWords(unit, language)]).toEqual([unit, expect.any(String)]);
      // A name of a vector stays; what is said of it does not.
      expect(exampleSourceNl(one.example.source)).not.toMatch(/\b(computed|its|our|and|times|without)\b/i);
      const { reason } = one.compute({});
      if (reason !== null) expect([reason, REASONS_NL[reason]]).toEqual([reason, expect.any(String)]);
    },
  );

  it('translates nothing that is no longer there', () => {
    expect(Object.keys(METRICS_NL).filter((id) => !METRICS.some((one) => one.id === id))).toEqual([]);
    expect(Object.keys(QUANTITIES_NL).filter((quantity) => !(quantity in QUANTITIES))).toEqual([]);
  });

  it('is left to English where the metric has moved on, and where a reason is of one batch', () => {
    const newer = { ...metric('diverted'), version: 99 };
    expect(metricTexts(newer, 'nl').name).toBe('Diverted plastic');
    expect(reasonTexts('no batch was started: weigh it', 'nl')).toEqual({
      said: 'er is geen partij begonnen',
      inEnglish: 'weigh it',
    });
    expect(reasonTexts('something new', 'nl')).toEqual({ said: '', inEnglish: 'something new' });
  });
});

/** Every text by its way through the words, functions called with what they may be called with. */
function textsOf(words: unknown, path = ''): [path: string, text: string][] {
  if (typeof words === 'string') return [[path, words]];
  if (typeof words === 'function') return textsOf((words as (...args: unknown[]) => unknown)(2, 3, 4), path);
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([key, value]) => textsOf(value, `${path}.${key}`));
}

it.each([
  ['pages', PAGE_WORDS],
  ['figures', WORDS],
  ['method', METHOD_WORDS],
  ['sign-in', SIGN_IN_WORDS],
  ['reference', REFERENCE_WORDS],
] as const)(
  'the words of the %s are all there in both languages, and no sentence is left in English',
  (_, words) => {
    const [english, dutch] = [textsOf(words.en), textsOf(words.nl)];
    expect(dutch.map(([path]) => path)).toEqual(english.map(([path]) => path));
    const same = english.filter(
      ([, text], index) => dutch[index]?.[1] === text && text.split(' ').length > 3,
    );
    expect(same.map(([path]) => path)).toEqual(words === REFERENCE_WORDS ? ['.perUnit'] : []);
    expect(dutch.filter(([, text]) => text === '').map(([path]) => path)).toEqual(
      english.filter(([, text]) => text === '').map(([path]) => path),
    );
  },
);

describe('numbers and days', () => {
  it('are written by locale', () => {
    expect(written(1_234.5, { metric: 'diverted', unit: 'kg' }, 'nl')).toBe('1.235 kg');
    expect(written(1_234.5, { metric: 'diverted', unit: 'kg' }, 'en')).toBe('1,235 kg');
    expect(written(-0.0486, { metric: 'mass-balance-closure', unit: '1' }, 'nl')).toBe('−4,86 %');
    expect(written(0.63, { metric: 'circularity-indicator', unit: '1' }, 'nl')).toBe('0,63');
    expect(
      partWritten({ name: 'KES', value: 1_200_000, unit: '{minor unit}' }, 'paid-to-collectors', 'nl'),
    ).toMatch(/^KES.12\.000,00$/);
  });
});

describe('pages of the method', () => {
  const records = SEED_REFERENCE;
  const amounts = { batchCount: 1, recycledMg: 390_969_388, goodGrams: 395_000 };
  const figure = (id: string, asked = {}) =>
    metricAnswerOf(metric(id), { scope: 'portfolio', ...asked }, { amounts, coverage, gaps: [] });

  it('hold every figure, and lead to each in the same language', () => {
    const html = methodPage(made);
    for (const { id } of METRICS) expect(html).toContain(`<a href="/metrics/${id}?lang=nl">`);
    expect(html).toContain('<html lang="nl">');
    expect(html).toContain(
      '<link rel="alternate" hreflang="en" href="https://bakeloop.example/method?lang=en">',
    );
  });

  it.each(METRICS.map(({ id }) => id))(
    'show %s with what is known and what is not, in both languages',
    (id) => {
      for (const language of ['en', 'nl'] as const) {
        const html = metricPage(metric(id), {
          ...made,
          language,
          figure: figure(id),
          at: AT,
          isDemo: true,
          products: productsOf(records),
        });
        expect(html).toContain(`<html lang="${language}">`);
        expect(html).not.toMatch(/undefined|NaN|\[object/);
        if (language === 'nl') expect(html).not.toContain('<span lang="en">');
      }
    },
  );

  it('say of which days and whose a figure is, and keep that in the other language', () => {
    const html = metricPage(metric('diverted'), {
      ...made,
      figure: figure('diverted', {
        scope: 'product:beam-2m',
        from: '2026-01-01',
        knownOn: '2026-02-01T00:00:00Z',
      }),
      at: AT,
      isDemo: false,
      products: productsOf(records),
    });
    expect(html).toContain('sinds 1 januari 2026, zoals bekend op 1 februari 2026');
    expect(html).toContain('scope=product%3Abeam-2m&amp;from=2026-01-01');
    expect(html).toContain('<option value="product:beam-2m" selected>');
  });

  it('hold every record of the reference data with its versions, and nothing for an address of none', () => {
    for (const kind of REFERENCE_KINDS)
      expect(referenceListPage(kind, records, made)).toContain('<html lang="nl">');
    for (const record of records) {
      const html = referencePage(record, [], made);
      expect(html).toContain('Versie 1');
      expect(html).not.toMatch(/undefined|NaN/);
    }
    expect(
      ['/reference', '/reference/nothing', '/reference/product/beam-2m', '/reference/product/x/publish'].map(
        readReferencePath,
      ),
    ).toEqual([{ kind: 'factor-set', id: null }, null, { kind: 'product', id: 'beam-2m' }, null]);
  });

  it('show of a record what changed between its versions', () => {
    const [product] = records.filter(({ kind, id }) => kind === 'product' && id === 'beam-2m');
    if (!product) throw new Error('no beam');
    const next = { ...product, version: 2, body: { ...product.body, intendedUse: 'fences' } };
    const html = referencePage(next, [product], made);
    for (const words of ['Versie 2', 'Wat anders is dan in de vorige', 'Bedoeld gebruik', 'fences'])
      expect(html).toContain(words);
    expect(referenceListPage('product', [next, ...records], made)).toContain('Versie 2');
  });
});
