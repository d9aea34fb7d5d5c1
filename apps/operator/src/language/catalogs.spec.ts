import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ar } from './catalogs/ar.js';
import { en as enFirst } from './catalogs/en.js';
import { enLater } from './catalogs/en-later.js';
import { es } from './catalogs/es.js';
import { fr } from './catalogs/fr.js';
import { id } from './catalogs/id.js';
import { nl } from './catalogs/nl.js';
import { ptBR } from './catalogs/pt-BR.js';
import { sw } from './catalogs/sw.js';
import { clock, kg, money, name, speak, t, useTimesOf } from './language.js';
import { closestLanguage, LANGUAGE_CODES, localeOf, type Language } from './languages.js';
import { RARE } from './rare-texts.js';
import { textAt, written, type Text } from './translate.js';

type Areas = Record<string, Record<string, Text> | undefined>;
const en = Object.fromEntries(
  Object.keys({ ...enFirst, ...enLater }).map((area) => [
    area,
    { ...(enFirst as Areas)[area], ...(enLater as Areas)[area] },
  ]),
);
const CATALOGS: Record<Language, object> = { en, nl, fr, sw, id, 'pt-BR': ptBR, es, ar };

const textsOf = (catalog: object): [key: string, text: Text][] =>
  Object.entries(catalog as Record<string, Record<string, Text>>).flatMap(([area, texts]) =>
    Object.entries(texts).map(([key, text]): [string, Text] => [`${area}.${key}`, text]),
  );
const forms = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (form: string): string[] =>
  [...form.matchAll(/\{(\w+)\}/g)].map(([, at]) => at ?? '').sort();

describe.each(LANGUAGE_CODES)('the catalog %s', (language) => {
  const catalog = CATALOGS[language];

  it('has every text of the English one, and no other', () => {
    const keys = (of: object) => textsOf(of).map(([key]) => key);
    expect(keys(catalog).toSorted()).toEqual(keys(en).toSorted());
  });

  it('says something everywhere, with the same placeholders', () => {
    const wrong = textsOf(catalog).filter(([key, text]) => {
      const english = placeholders(forms(textAt(en, key) ?? '').at(-1) ?? '');
      return forms(text).some((form) => form.trim() === '' || placeholders(form).join() !== english.join());
    });
    expect(wrong).toEqual([]);
  });

  it('has a form for each plural that the language knows', () => {
    const known = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    const plurals = textsOf(catalog).filter(([, text]) => typeof text !== 'string');
    expect(plurals.length).toBeGreaterThan(3);
    for (const [key, text] of plurals) expect([key, Object.keys(text).toSorted()]).toEqual([key, known]);
  });
});

it('of seldom seen pages has the same placeholders in every language', () => {
  for (const [key, texts] of Object.entries(RARE))
    for (const text of Object.values(texts))
      expect([key, placeholders(text), text.trim() !== '']).toEqual([key, placeholders(texts.en), true]);
});

describe('a text', () => {
  it('is chosen by the plural rules of its language, with numbers written by it', () => {
    const pieces = textAt(ar, 'tell.pieces') ?? '';
    expect(written(pieces, { count: 3 }, 'ar-u-nu-latn')).toBe('3 قطع');
    expect(written(textAt(fr, 'tell.pieces') ?? '', { count: 0 }, 'fr')).toBe('0 pièce');
    expect(written(textAt(nl, 'tell.pieces') ?? '', { count: 1_200 }, 'nl')).toBe('1.200 stuks');
  });

  it('is English, never a key, where there is none', () => {
    expect(t('home.title')).toBe('What now?');
    expect(name('code', 'own-scrap')).toBe('Own scrap');
    expect(name('product', 'garden-gnome')).toBe('Garden gnome');
    expect(textAt(nl, 'home.constructor')).toBeUndefined();
  });
});

describe('another language', () => {
  const documentElement = { lang: '', dir: '' };
  beforeAll(() => void Object.assign(globalThis, { document: { documentElement } }));
  afterAll(async () => {
    await speak('en');
    useTimesOf(undefined);
    Reflect.deleteProperty(globalThis, 'document');
  });

  it('is English, never a key, where a text of it is missing', async () => {
    await speak('nl');
    const { title } = nl.home;
    expect(t('home.title')).toBe(title);
    try {
      Reflect.deleteProperty(nl.home, 'title');
      expect(t('home.title')).toBe('What now?');
    } finally {
      Object.assign(nl.home, { title });
    }
  });

  it('writes weights, money and times its own way, on the clock of the kitchen', async () => {
    const now = Date.UTC(2026, 2, 3, 12);
    useTimesOf('Africa/Nairobi');
    const told = () => [kg(1_234_500), money(123_450, 'EUR'), clock('2026-03-02T22:30:00Z', now)].join(' | ');
    await speak('nl');
    expect(told()).toBe('1.234,5\u00a0kg | EUR\u00a01.234,50 | 01:30');
    expect(clock('2026-03-02T20:30:00Z', now)).toBe('2 mrt, 23:30');
    await speak('fr');
    expect(told().replaceAll('\u202f', ' ')).toBe('1 234,5\u00a0kg | 1 234,50\u00a0EUR | 01:30');
    await speak('ar');
    expect(documentElement).toEqual({ lang: 'ar', dir: 'rtl' });
    expect(kg(1_000)).toMatch(/^\u2066.*1[.٫]0\u00a0kg\u2069$/u);
  });
});

describe('the language of a phone', () => {
  it('is the first that it reads of those there are', () => {
    expect(closestLanguage(['tr-TR', 'pt-PT', 'en'])).toBe('pt-BR');
    expect(closestLanguage(['FR-ci'])).toBe('fr');
    expect(closestLanguage(['xx'])).toBe('en');
  });

  it('writes numbers as its region does, in the digits of the scale', () => {
    expect(localeOf('en', ['sw', 'en-KE'])).toBe('en-KE-u-nu-latn');
    expect(localeOf('ar', ['ar-EG-u-nu-arab'])).toBe('ar-EG-u-nu-latn');
    expect(localeOf('sw', ['nl'])).toBe('sw-u-nu-latn');
  });
});
