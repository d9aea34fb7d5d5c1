import { hasDimension, quantityOf, type Amounts, type Quantity } from '../amounts/amounts.js';

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

/** Fields kept finer in the ledger than they are shown. */
const IN_MILLIGRAMS: Partial<Record<TotalField, Quantity>> = {
  intakeDryGrams: 'intakeDryMg',
  recycledGrams: 'recycledMg',
};

const quantityOfField = (field: TotalField): Quantity => IN_MILLIGRAMS[field] ?? (field as Quantity);
const FIELDS = new Map<string, TotalField>(TOTAL_FIELDS.map((field) => [quantityOfField(field), field]));
const DIMENSIONED = new Set<string>([...FIELDS.keys()].filter((key) => hasDimension(key as Quantity)));

export function zeroTotals(): Totals {
  return Object.fromEntries(TOTAL_FIELDS.map((field) => [field, 0])) as Totals;
}

/**
 * The totals of some amounts; milligrams are rounded to grams only here, after summing. In one pass: a fleet's page takes
 * several of them of every kitchen, out of some hundred amounts each.
 */
export function totalsOf(amounts: Amounts): Totals {
  const totals = zeroTotals();
  for (const key of Object.keys(amounts)) {
    const quantity = quantityOf(key);
    const field = FIELDS.get(quantity);
    if (field !== undefined && (key === quantity || DIMENSIONED.has(quantity)))
      totals[field] += amounts[key] ?? 0;
  }
  for (const field of TOTAL_FIELDS)
    if (IN_MILLIGRAMS[field]) totals[field] = Math.round(totals[field] / 1000);
  return totals;
}
