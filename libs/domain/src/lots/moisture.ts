/** Net mass less its water, grams not rounded; null when the moisture is unknown, or no share of a thousand. */
export function dryGramsOf(netGrams: number, moisturePermille: number | undefined): number | null {
  if (moisturePermille === undefined || !(moisturePermille >= 0 && moisturePermille <= 1000)) return null;
  return (netGrams * (1000 - moisturePermille)) / 1000;
}
