import { useSyncExternalStore } from 'react';
import { readKept, writeKept } from '../kept.js';
import { en } from './catalogs/en.js';
import { numberFormat, timeFormat } from './formats.js';
import { closestLanguage, LANGUAGES, localeOf, type Language } from './languages.js';
import { textAt, written, type Catalog, type Given, type Key, type Text } from './translate.js';

export type { Key };

/** Each is a file of its own that comes when it is chosen, and then stays on the phone. English is always there. */
const CATALOGS: Record<Exclude<Language, 'en'>, () => Promise<Catalog>> = {
  nl: async () => (await import('./catalogs/nl.js')).nl,
  fr: async () => (await import('./catalogs/fr.js')).fr,
  sw: async () => (await import('./catalogs/sw.js')).sw,
  id: async () => (await import('./catalogs/id.js')).id,
  'pt-BR': async () => (await import('./catalogs/pt-BR.js')).ptBR,
  es: async () => (await import('./catalogs/es.js')).es,
  ar: async () => (await import('./catalogs/ar.js')).ar,
};

interface Spoken {
  language: Language;
  /** Null: English. */
  catalog: Catalog | null;
  locale: string;
}
const wanted = (): readonly string[] => globalThis.navigator?.languages ?? [];
const spokenAs = (language: Language, catalog: Catalog | null): Spoken => ({
  language,
  catalog,
  locale: localeOf(language, wanted()),
});

let spoken = spokenAs('en', null);
let later: object | null = null;
/** English that came after the first screen. */
export function addTexts(texts: object): void {
  later = texts;
}
const english = (key: string): Text | undefined => textAt(en, key) ?? textAt(later, key);
/** The kitchen's; the phone's own until it is known. */
let timeZone: string | undefined;
const listeners = new Set<() => void>();
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language spoken now; what shows a text has to be under a component that follows it. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => spoken.language);
export const languageNow = (): Language => spoken.language;
/** BCP 47, for numbers and dates. */
export const locale = (): string => spoken.locale;

/** A text in the language spoken now; one that its catalog lacks is in English. */
export function t<K extends Key>(key: K, ...[values]: Given<K>): string {
  const text = textAt(spoken.catalog, key);
  if (text !== undefined) return written(text, values ?? {}, spoken.locale);
  return written(english(key) ?? '', values ?? {}, localeOf('en', wanted()));
}

/** The name of a code of the contract, a product, a field: `own-scrap`. What no catalog names is made readable. */
export function name(area: 'code' | 'product' | 'field', code: string): string {
  const text = textAt(spoken.catalog, `${area}.${code}`) ?? english(`${area}.${code}`);
  return typeof text === 'string' ? text : sentence(code.replaceAll(/[-_]/g, ' '));
}

/** `Gross and Tare`. */
export const listed = (names: readonly string[]): string =>
  new Intl.ListFormat(spoken.locale, { type: 'conjunction' }).format(names);

/** With a capital first, where the language has them. */
export const sentence = (text: string): string =>
  text.charAt(0).toLocaleUpperCase(spoken.locale) + text.slice(1);

const catalogOf = (language: Language) => (language === 'en' ? null : CATALOGS[language]());

/** Most phones speak what they are set to: its texts are on their way before it is known what somebody chose. */
export function expectLanguage(): void {
  void catalogOf(closestLanguage(wanted()))?.catch(() => undefined);
}

/**
 * Speaks another language from now on, once its texts are here.
 * @returns false when they could not be had: no network, and never chosen before
 */
export async function speak(language: Language): Promise<boolean> {
  try {
    spoken = spokenAs(language, await catalogOf(language));
  } catch {
    return false;
  }
  const { documentElement } = document;
  documentElement.lang = language;
  documentElement.dir = LANGUAGES[language].direction;
  for (const listener of listeners) listener();
  return true;
}

const keptFor = (person: string | null) => (person === null ? 'language' : `language.${person}`);

/** What somebody chose on this phone, else what was last spoken on it, else what the phone is set to. */
export function languageOf(person: string | null): Language {
  const kept = readKept<Language>(keptFor(person)) ?? readKept<Language>('language');
  return kept !== null && Object.hasOwn(LANGUAGES, kept) ? kept : closestLanguage(wanted());
}

/** As `speak`, and remembered: for this person, and for whoever comes without a choice of their own. */
export async function chooseLanguage(language: Language, person: string | null): Promise<boolean> {
  if (!(await speak(language))) return false;
  writeKept('language', language);
  if (person !== null) writeKept(keptFor(person), language);
  return true;
}

/** Times are shown as the clock on the kitchen's wall has them. @param zone IANA */
export function useTimesOf(zone: string | undefined): void {
  timeZone = zone;
}
/** IANA; undefined while the kitchen's is not known. */
export const zone = (): string | undefined => timeZone;

/** `13:58`, with the day when it was not today, on the clock of the kitchen. @param time RFC 3339 */
export function clock(time: string, nowMs = Date.now()): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  const { format: day } = timeFormat('en-CA', { timeZone });
  const isToday = day(at) === day(nowMs);
  return timeFormat(spoken.locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    ...(isToday ? {} : { day: 'numeric', month: 'short' }),
  }).format(at);
}

/** A number with its unit reads from left to right within right-to-left text, too: U+2066 to U+2069 (Unicode TR 9). */
export const isolated = (text: string): string =>
  LANGUAGES[spoken.language].direction === 'rtl' ? `\u2066${text}\u2069` : text;

/** What stands before the tenths in the language's own way of writing numbers: on the pad as in every other number. */
export const decimalMark = (): string =>
  numberFormat(spoken.locale, {})
    .formatToParts(0.5)
    .find(({ type }) => type === 'decimal')?.value ?? '.';

/** A number as the pad typed it, `24.5`, as the language writes it. */
export const typed = (text: string): string => text.replace('.', decimalMark());

/** `24.5 kg`, never on two lines: to the scale's tenth of a kilogram, in the language's own way of writing numbers. */
export function kg(grams: number, by: string = spoken.locale): string {
  const value = numberFormat(by, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return isolated(`${value.format(grams / 1_000)}\u00a0kg`);
}

/** Money in minor units of a currency (ISO 4217): `KES 120.00`. */
export function money(minor: number, currency: string): string {
  try {
    const format = new Intl.NumberFormat(spoken.locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'code',
    });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${String(minor)} ${currency}`;
  }
}
