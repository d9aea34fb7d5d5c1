/** A log that cannot be, or hardly can be, what happened (E7): stored, shown, never rejected and never silent. */
export interface BatchFlag {
  code: string;
  /** One sentence for operator and staff: what is odd and what to check. */
  message: string;
  /** The mass in doubt, integer grams; null when the oddity is not a mass. */
  grams: number | null;
}

/** More than a kitchen's scales can carry in one weighing: 10 t. Our proposal, without a source. */
export const ABSURD_GRAMS = 10_000_000;

/** Whether a mass in a batch, or in the lots behind it, is more than a scale carries. */
export function hasAbsurdMass(flags: readonly BatchFlag[]): boolean {
  return flags.some(({ code }) => code === 'absurd_mass');
}

/** Mass for a sentence, for example `12.6 kg`. */
export function kilograms(grams: number): string {
  return `${(grams / 1000).toFixed(1)} kg`;
}
