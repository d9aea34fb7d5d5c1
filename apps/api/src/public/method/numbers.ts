import type { PublicLanguage } from '@bakeloop/contracts';

/** Money in the smallest unit of its currency: a part of such a unit is named by its currency. */
const MINOR_UNIT = '{minor unit}';
/** Ratios that nobody reads in per cent. */
const PLAIN_RATIOS: ReadonlySet<string> = new Set(['circularity-indicator', 'lifetime', 'water-reuse-ratio']);

/** UCUM as people write it. What is not here is the same in every language. */
const UNITS: Readonly<Record<string, Record<PublicLanguage, string>>> = {
  '1': { en: '', nl: '' },
  'kW.h': { en: 'kWh', nl: 'kWh' },
  'kW.h/kg': { en: 'kWh/kg', nl: 'kWh/kg' },
  't.km': { en: 'tonne-km', nl: 'tonkilometer' },
  m3: { en: 'm³', nl: 'm³' },
  h: { en: 'h', nl: 'uur' },
  'kg{CO2e}': { en: 'kg CO₂e', nl: 'kg CO₂e' },
  'kg{CO2e}/kg': { en: 'kg CO₂e/kg', nl: 'kg CO₂e/kg' },
  'kg{CO2e}/{functional unit}': {
    en: 'kg CO₂e per functional unit',
    nl: 'kg CO₂e per functionele eenheid',
  },
  '{functional unit}': { en: 'functional units', nl: 'functionele eenheden' },
  '{bottle}': { en: 'bottles', nl: 'flessen' },
  '{supplier}': { en: 'suppliers', nl: 'leveranciers' },
  '{incident}': { en: 'incidents', nl: 'ongevallen' },
  '{incident}/(200000.h)': { en: 'incidents per 200,000 h', nl: 'ongevallen per 200.000 uur' },
  [MINOR_UNIT]: { en: 'in the smallest unit of the currency', nl: 'in de kleinste eenheid van de munt' },
};
/** Written the same everywhere. */
const PLAIN_UNITS: ReadonlySet<string> = new Set(['kg', 'g', 't', 'L', 'L/kg', 'mg']);

/** @returns null for a unit that nobody has put into words */
export function unitWords(unit: string, language: PublicLanguage): string | null {
  return UNITS[unit]?.[language] ?? (PLAIN_UNITS.has(unit) ? unit : null);
}

/** A true minus sign: a hyphen is too short to be seen beside a number. */
export const minus = (text: string): string => text.replace(/^-/, '−');

function digitsOf(size: number): number {
  if (size >= 1_000 || Number.isInteger(size)) return 0;
  return size >= 100 ? 1 : size >= 1 ? 2 : 3;
}

/** A value to be read at a glance, without its unit: no more digits than mean something. */
function glance(value: number, language: PublicLanguage): string {
  const size = Math.abs(value);
  const small = size > 0 && size < 0.1;
  const options = small ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: digitsOf(size) };
  return minus(new Intl.NumberFormat(language, options).format(value));
}

/** A value to be computed with again. */
export const exactly = (value: number, language: PublicLanguage): string =>
  minus(new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value));

/** A value of a metric with its unit: a share in per cent. */
export function written(
  value: number,
  { metric, unit }: { metric: string; unit: string },
  language: PublicLanguage,
): string {
  if (unit === '1' && !PLAIN_RATIOS.has(metric)) return `${glance(value * 100, language)} %`;
  const words = unitWords(unit, language) ?? unit;
  return `${glance(value, language)} ${words}`.trim();
}

/** A part of a figure with its unit; money in its own currency, which is the part's name. */
export function partWritten(
  { name, value, unit }: { name: string; value: number; unit: string },
  metric: string,
  language: PublicLanguage,
): string {
  if (unit !== MINOR_UNIT || !/^[A-Z]{3}$/.test(name)) return written(value, { metric, unit }, language);
  const money = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: name,
    currencyDisplay: 'code',
  });
  return money.format(value / 10 ** (money.resolvedOptions().maximumFractionDigits ?? 0));
}
