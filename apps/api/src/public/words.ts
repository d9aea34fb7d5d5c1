import { PUBLIC_LANGUAGES, type PublicLanguage } from '@bakeloop/contracts';
import { minus } from './method/numbers.js';
import type { PublicMoment } from './public-figures.js';

/** The figures that may stand alone on other pages: each is one number that means something without its page. */
export const SHOWN_METRICS = ['diverted', 'good-product', 'ghg-net-system'] as const;
export type ShownMetric = (typeof SHOWN_METRICS)[number];

interface Words {
  means: Record<ShownMetric, string>;
  /** What each is the figure of, where it is not known. */
  asks: Record<ShownMetric, string>;
  /** Of emissions below nothing. */
  emitsMore: string;
  /** What a conservative figure is the lower bound of. */
  bound: (value: string) => string;
  unknown: string;
  asOf: (date: string) => string;
  check: string;
  demo: string;
}

export const WORDS: Record<PublicLanguage, Words> = {
  en: {
    means: {
      diverted: 'of waste plastic is now part of a product',
      'good-product': 'of building material passed inspection',
      'ghg-net-system': 'of emissions avoided in the whole system, net',
    },
    asks: {
      diverted: 'how much waste plastic is now part of a product',
      'good-product': 'how much building material passed inspection',
      'ghg-net-system': 'how much emission is avoided in the whole system, net',
    },
    emitsMore: 'net: more emitted than avoided, in the whole system',
    bound: (value) => `The lower bound, 95 % certain; the best estimate is ${value}.`,
    unknown: 'Not known yet',
    asOf: (date) => `As of ${date} UTC`,
    check: 'How this number is made, down to the scale',
    demo: 'Demonstration: these kitchens are simulated',
  },
  nl: {
    means: {
      diverted: 'plastic afval zit nu in een product',
      'good-product': 'bouwmateriaal is door de keuring gekomen',
      'ghg-net-system': 'uitstoot is vermeden in het hele systeem, per saldo',
    },
    asks: {
      diverted: 'hoeveel plastic afval nu in een product zit',
      'good-product': 'hoeveel bouwmateriaal door de keuring is gekomen',
      'ghg-net-system': 'hoeveel uitstoot in het hele systeem is vermeden, per saldo',
    },
    emitsMore: 'per saldo: meer uitgestoten dan vermeden, in het hele systeem',
    bound: (value) => `De ondergrens, 95 % zeker; de beste schatting is ${value}.`,
    unknown: 'Nog niet bekend',
    asOf: (date) => `Stand van ${date} UTC`,
    check: 'Hoe dit getal tot stand komt, tot aan de weegschaal',
    demo: 'Demonstratie: deze keukens zijn gesimuleerd',
  },
};

/** A figure as it is written for everybody. */
export interface WrittenFigure {
  /** The conservative figure, which may be quoted; the figure itself where no bound is known. */
  value: string;
  /** Empty where nothing is known. */
  unit: string;
  /** What the figure itself is, as a sentence; null where that is what `value` says. */
  bound: string | null;
  means: string;
}

/** A figure in one line of text. */
export const lineOf = ({ value, unit, means }: Omit<WrittenFigure, 'bound'>): string =>
  [value, unit, means].filter((part) => part !== '').join(' ');

const UNITS: Readonly<Record<string, string>> = { kg: 'kg', 'kg{CO2e}': 'kg CO₂e' };

/** In whole kilograms: a page that is compared with itself a year later keeps its unit. */
export function writeFigure(
  { figures }: Pick<PublicMoment, 'figures'>,
  metric: ShownMetric,
  language: PublicLanguage,
): WrittenFigure {
  const words = WORDS[language];
  const figure = figures.get(metric);
  if (!figure || figure.value === null)
    return { value: words.unknown, unit: '', bound: null, means: words.asks[metric] };
  const isBelow = metric === 'ghg-net-system' && figure.value < 0;
  const means = isBelow ? words.emitsMore : words.means[metric];
  const unit = UNITS[figure.unit] ?? figure.unit;
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const format = (each: number): string => minus(whole.format(each));
  const { value, conservative } = figure;
  if (conservative === null) return { value: format(value), unit, bound: null, means };
  return { value: format(conservative), unit, bound: words.bound(`${format(value)} ${unit}`), means };
}

const LOCALES: Record<PublicLanguage, string> = { en: 'en-GB', nl: 'nl-NL' };
const DAY = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const formats = Object.fromEntries(
  PUBLIC_LANGUAGES.map((language) => [
    language,
    {
      day: new Intl.DateTimeFormat(LOCALES[language], DAY),
      minute: new Intl.DateTimeFormat(LOCALES[language], { ...DAY, hour: '2-digit', minute: '2-digit' }),
    },
  ]),
) as Record<PublicLanguage, Record<'day' | 'minute', Intl.DateTimeFormat>>;

/** To the minute, UTC: `1 March 2026 at 12:04`. */
export const minuteOf = (at: Date, language: PublicLanguage): string => formats[language].minute.format(at);

/** A calendar day, or the UTC day of an instant (RFC 3339): `1 March 2026`. */
export const dayOf = (iso: string, language: PublicLanguage): string =>
  formats[language].day.format(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`));

const names = Object.fromEntries(
  PUBLIC_LANGUAGES.map((language) => [
    language,
    new Intl.DisplayNames(LOCALES[language], { type: 'region' }),
  ]),
) as Record<PublicLanguage, Intl.DisplayNames>;

/** @param code ISO 3166-1 alpha-2; what is none is given back */
export function countryOf(code: string, language: PublicLanguage): string {
  try {
    return names[language].of(code) ?? code;
  } catch {
    return code;
  }
}
