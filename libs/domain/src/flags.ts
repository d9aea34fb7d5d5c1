/** A log that cannot be, or hardly can be, what happened (E7): stored, shown, never rejected and never silent. */
export interface BatchFlag {
  code: string;
  /** One sentence for operator and staff: what is odd and what to check. */
  message: string;
  /** The mass in doubt, integer grams; null when the oddity is not a mass. */
  grams: number | null;
}

/** Scales, moisture and spillage explain this share of a mass; what goes beyond is flagged. */
export const MASS_TOLERANCE = 0.02;

/** Mass for a sentence, for example `12.6 kg`. */
export function kilograms(grams: number): string {
  return `${(grams / 1000).toFixed(1)} kg`;
}
