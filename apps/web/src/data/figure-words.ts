import type { Format } from '@bakeloop/ui';

/** Words around a figure. */

/** Nets and remainders: their sign is always written. */
const SIGNED = new Set([
  'ghg-net-gate',
  'ghg-net-system',
  'ghg-per-functional-unit',
  'unaccounted',
  'mass-balance-closure',
]);
const isSigned = ({ metric, value }: { metric: string; value: number | null }): boolean =>
  SIGNED.has(metric) || (value ?? 0) < 0;

/** Cents, or what a currency has for them. */
export const MINOR_UNIT = '{minor unit}';
/** A product's own unit: a brick, a metre of beam. */
export const FUNCTIONAL_UNIT = '{functional unit}';
/** Ratios that nobody reads in per cent: an indicator from 0 to 1, a life against another, water used again. */
const PLAIN_RATIOS = new Set(['circularity-indicator', 'lifetime', 'water-reuse-ratio']);

/** A reason as it is said of a figure, made a sentence. */
export const sentence = (words: string): string =>
  `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

interface FigureView {
  metric: string;
  unit: string;
  value: number | null;
  parts?: { name: string; unit: string }[];
}

/** @returns how to write values of a figure: its value, bounds and parts */
export function figureWriter({ metric, unit, value, parts = [] }: FigureView, format: Format) {
  const signed = isSigned({ metric, value });
  // Money of several currencies has no value; that of one is written in it.
  const [currency] = unit === MINOR_UNIT && parts.length === 1 ? parts : [];
  const write = (each: number, withSign = signed) =>
    currency
      ? { value: format.money(each, currency.name), unit: '' }
      : format.figureParts(each, PLAIN_RATIOS.has(metric) ? '' : unit, withSign);
  return {
    signed,
    parts: write,
    text: (each: number, withSign?: boolean): string => {
      const written = write(each, withSign);
      return written.unit === '' ? written.value : `${written.value} ${written.unit}`;
    },
    part: (part: { name: string; value: number; unit: string }, withSign: boolean): string =>
      part.unit === MINOR_UNIT
        ? format.money(part.value, part.name)
        : part.unit === FUNCTIONAL_UNIT
          ? // Its name says of what: 4,498 of "brick", 950 of "m² of panel".
            format.figure(part.value, '', withSign)
          : format.figure(
              part.value,
              PLAIN_RATIOS.has(metric) && part.unit === '1' ? '' : part.unit,
              withSign,
            ),
  };
}
