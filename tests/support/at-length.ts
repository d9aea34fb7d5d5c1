/** In the gate tests are short; `npm test proof` takes its time. The promises are the same, only how often they are asked. */
export const isLong = process.env['FAULTS'] === 'long';

export function sized<T>(sizes: { short: T; long: T }): T {
  return isLong ? sizes.long : sizes.short;
}
