import { inQuadrature } from '../impact/uncertainty.js';
import { amountOf, type Amounts, type Quantity } from '../amounts/amounts.js';
import type { DataQuality } from './metric.js';
import { isReported } from './outcome.js';

/** The three parts of greenhouse gases with the quantity that holds their 95 % half width. */
const SPREADS = {
  baseline: 'ghgBaselineSpreadMg',
  displaced: 'ghgDisplacedSpreadMg',
  project: 'ghgProjectSpreadMg',
} as const satisfies Record<string, Quantity>;
type Part = keyof typeof SPREADS;

export const NO_GREENHOUSE_GASES = 'of no finished batch are all factors and meters known';

/** Whether any batch had all its factors. */
export function hasGreenhouseGases(amounts: Amounts): boolean {
  return isReported(amounts, ['ghgBatchCount', 'ghgBaselineMg', 'ghgDisplacedMg', 'ghgProjectMg']);
}

/**
 * 95 % interval of a sum of parts: within a part the factors are the same for every batch, so their half widths are added;
 * between parts they are independent, so these are added in quadrature. Null when nothing has a half width.
 */
export function greenhouseGasRange(
  value: number,
  amounts: Amounts,
  parts: readonly Part[],
): { low: number; high: number } | null {
  const halfWidth = inQuadrature(...parts.map((part) => amountOf(amounts, SPREADS[part]) / 1e6));
  return halfWidth === 0 ? null : { low: value - halfWidth, high: value + halfWidth };
}

/** Factors estimate; where one batch rests on a default without a source, so does the sum. */
export function greenhouseGasQuality(amounts: Amounts): DataQuality {
  return amountOf(amounts, 'ghgDefaultBatchCount') > 0 ? 'default' : 'estimated';
}
