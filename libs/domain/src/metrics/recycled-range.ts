import { relativeFeedError, shareRange } from '../impact/uncertainty.js';
import { amountOf, type Amounts } from '../amounts/amounts.js';
import { lessUnproven } from './outcome.js';

/**
 * The interval of a share of recycled flake in the feed: what the scales leave open, and at its lower end without the
 * flake that nobody can prove to be recycled (EN 15343 asks for traceability).
 * @param wholeKg what it is a share of, kg; above 0
 */
export function recycledRange(
  value: number,
  wholeKg: number,
  amounts: Amounts,
): { low: number; high: number } | null {
  const error = relativeFeedError(amounts);
  const unprovenKg = amountOf(amounts, 'recycledFeedUnprovenMg') / 1e6;
  return lessUnproven(shareRange(value, error, error), unprovenKg / wholeKg);
}
