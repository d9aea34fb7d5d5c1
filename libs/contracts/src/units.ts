/**
 * SenML units (RFC 8428 section 12.1, RFC 8798) that can be converted into each other, as `value * factor + offset` in
 * the first unit of their family. Any other unit is known only as itself.
 */
const FAMILIES: readonly (readonly (readonly [unit: string, factor: number, offset?: number])[])[] = [
  [
    ['K', 1],
    ['Cel', 1, 273.15],
  ],
  [
    ['kg', 1],
    ['g', 0.001],
  ],
  [
    ['m', 1],
    ['mm', 0.001],
    ['cm', 0.01],
    ['km', 1000],
  ],
  [
    ['s', 1],
    ['ms', 0.001],
    ['min', 60],
    ['h', 3600],
  ],
  [
    ['Pa', 1],
    ['hPa', 100],
  ],
  [
    ['W', 1],
    ['kW', 1000],
  ],
  [
    ['J', 1],
    ['Wh', 3600],
    ['kWh', 3_600_000],
  ],
  [
    ['V', 1],
    ['mV', 0.001],
  ],
  [
    ['A', 1],
    ['mA', 0.001],
  ],
  [
    ['l', 1],
    ['m3', 1000],
  ],
  [
    ['/', 1],
    ['%', 0.01],
    ['/100', 0.01],
    ['/1000', 0.001],
    ['ppm', 1e-6],
    ['ppb', 1e-9],
  ],
  [
    ['m/s', 1],
    ['km/h', 1 / 3.6],
  ],
  [
    ['Hz', 1],
    ['1/s', 1],
    ['1/min', 1 / 60],
    ['MHz', 1e6],
  ],
];

const PLACE = new Map(
  FAMILIES.flatMap((family, index) =>
    family.map(([unit, factor, offset = 0]) => [unit, { family: index, factor, offset }] as const),
  ),
);

/** S3: `value` in `from` expressed in `to`. @returns null when the units measure different things */
export function convertUnit(value: number, from: string, to: string): number | null {
  if (from === to) return value;
  const source = PLACE.get(from);
  const target = PLACE.get(to);
  if (!source || !target || source.family !== target.family) return null;
  return (value * source.factor + source.offset - target.offset) / target.factor;
}
