import { hasDimension, quantityOf, type Amounts, type Quantity } from '../amounts/amounts.js';
import { TOTAL_FIELDS, zeroTotals, type TotalField, type Totals } from './total-fields.js';

/** Fields kept finer in the ledger than they are shown. */
const IN_MILLIGRAMS: Partial<Record<TotalField, Quantity>> = {
  intakeDryGrams: 'intakeDryMg',
  recycledGrams: 'recycledMg',
};

const quantityOfField = (field: TotalField): Quantity => IN_MILLIGRAMS[field] ?? (field as Quantity);
const FIELDS = new Map<string, TotalField>(TOTAL_FIELDS.map((field) => [quantityOfField(field), field]));
const DIMENSIONED = new Set<string>([...FIELDS.keys()].filter((key) => hasDimension(key as Quantity)));

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
