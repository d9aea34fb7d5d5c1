/**
 * Additive totals of a kitchen's day. Every field is an integer and sums over days and kitchens; ratios are computed
 * from these sums, never averaged. Grams of recycled plastic are rounded once per batch (at most 0.5 g a batch).
 */
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

/** What one subject (an intake, a processing step, a batch) adds to the totals of one kitchen-local day. */
export interface Contribution {
  /** `intake:<eventId>`, `process:<eventId>` or `batch:<batchId>`. */
  subject: string;
  /** The instant that decides the day, RFC 3339 with offset. */
  time: string;
  /** Kitchen-local calendar day, `YYYY-MM-DD`. */
  day: string;
  totals: Partial<Totals>;
}

export function zeroTotals(): Totals {
  return Object.fromEntries(TOTAL_FIELDS.map((field) => [field, 0])) as Totals;
}

/** Sum of totals, field by field. */
export function addTotals(left: Totals, right: Partial<Totals>): Totals {
  const sum = { ...left };
  for (const field of TOTAL_FIELDS) sum[field] += right[field] ?? 0;
  return sum;
}
