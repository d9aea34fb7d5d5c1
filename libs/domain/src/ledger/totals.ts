import { amountOf, type Amounts, type Quantity } from '../amounts/amounts.js';

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

export function zeroTotals(): Totals {
  return totalsOf({});
}

/** The totals of some amounts; milligrams are rounded to grams only here, after summing. */
export function totalsOf(amounts: Amounts): Totals {
  const fields = TOTAL_FIELDS.map((field) => {
    const finer = IN_MILLIGRAMS[field];
    return [
      field,
      finer === undefined
        ? amountOf(amounts, field as Quantity)
        : Math.round(amountOf(amounts, finer) / 1000),
    ];
  });
  return Object.fromEntries(fields) as Totals;
}
