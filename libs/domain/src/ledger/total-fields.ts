/** The totals that pages show live: sums of the ledger's quantities over their dimensions, masses in whole grams. */
export const TOTAL_FIELDS = [
  'intakeCount',
  'intakeGrossGrams',
  'intakeNetGrams',
  /** Net less moisture; counts only deliveries whose moisture is known. */
  'intakeDryGrams',
  'intakeWithoutMoistureCount',
  'rejectedGrams',
  'processLossGrams',
  'batchCount',
  'batchFinishedCount',
  'batchFlaggedCount',
  'feedGrams',
  'goodGrams',
  'goodPieces',
  'regrindGrams',
  'purgeGrams',
  'residueGrams',
  'unaccountedGrams',
  /** Recycled plastic in good product: the diverted mass. */
  'recycledGrams',
  /** Energy of batches that have a meter, and the good product of just those batches (so that the ratio is honest). */
  'energyWh',
  'goodGramsWithEnergy',
] as const;
export type TotalField = (typeof TOTAL_FIELDS)[number];
export type Totals = Record<TotalField, number>;

export function zeroTotals(): Totals {
  return Object.fromEntries(TOTAL_FIELDS.map((field) => [field, 0])) as Totals;
}
