/** Units as people write and read them: of readings (SenML) and of figures (UCUM). */

const UNIT_LABELS: Record<string, string> = {
  Cel: '°C',
  K: 'K',
  '%RH': '% RH',
  '%': '%',
  '%EL': '%',
  '/': '',
  '1': '',
  l: 'L',
  'l/s': 'L/s',
  'kg/h': 'kg/h',
  '1/min': 'rpm',
  degC: '°C',
  'kWh/kg': 'kWh/kg',
  m3: 'm³',
  'm/s2': 'm/s²',
  ug_m3: 'µg/m³',
  'ug/m3': 'µg/m³',
  count: '',
  '{incident}/(200000.h)': 'incidents per 200,000 h',
};

/**
 * `Cel` is `°C`, `kW.h/kg` is `kWh/kg`, `kg{CO2e}` is `kg CO₂e`, `{batch}` is `batches`.
 * @param count of what is counted: one batch, two batches
 */
export function unitLabel(unit: string | null, count = 2): string {
  if (unit === null) return '';
  const known = UNIT_LABELS[unit];
  if (known !== undefined) return known;
  return unit
    .replace(/^10\*-3$/, '‰')
    .replace(/\b([kM]?W)\.h\b/g, '$1h')
    .replace(/\bt\.km\b/g, 'tonne-km')
    .replace(/\b([kc]?m)([23])\b/g, (_, metre: string, power: string) => metre + (power === '2' ? '²' : '³'))
    .replace(/CO2/g, 'CO₂')
    .replace(/^\{([^}]+)\}/, (_, counted: string) => (count === 1 ? counted : plural(counted)))
    .replace(/\/\{([^}]+)\}/g, ' per $1')
    .replace(/\{([^}]+)\}/g, ' $1')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function plural(word: string): string {
  if (/(ch|sh|s|x)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** Units a channel may be stored in, and what people read instead. The stored data stays as it is. */
const READABLE: Record<string, { unit: string; factor: number }> = {
  Pa: { unit: 'bar', factor: 1e-5 },
  J: { unit: 'kWh', factor: 1 / 3.6e6 },
  Wh: { unit: 'kWh', factor: 1e-3 },
};

/** What people read instead of a unit, and by what a value of it is multiplied; undefined: they read it as it is. */
export const readableAs = (unit: string | null) => (unit === null ? undefined : READABLE[unit]);

/** A value of a unit in the one that people read. */
export const readableValue = (value: number | null, unit: string | null): number | null =>
  value === null ? null : value * (readableAs(unit)?.factor ?? 1);

/** The unit that people read instead of one, as they write it. */
export const readableUnit = (unit: string | null): string => unitLabel(readableAs(unit)?.unit ?? unit);
