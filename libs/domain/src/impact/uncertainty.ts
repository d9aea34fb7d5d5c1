import { amountOf, type Amounts, type Quantity } from '../amounts/amounts.js';

/**
 * Propagation of uncertainty, approach 1 of the IPCC guidelines (2006, vol. 1 ch. 3; from general knowledge, unverified):
 * independent errors add in quadrature, absolute ones over a sum and relative ones over a product or a quotient.
 */

/** Coverage factor of a 95 % interval of a normal error. */
const COVERAGE_95 = 1.96;

/** Root of the sum of squares: the error of a sum from its addends' (absolute), of a product from its factors' (relative). */
export function inQuadrature(...errors: readonly number[]): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0));
}

/** A value with its 95 % interval, from a standard uncertainty in the unit of the value. */
export function range95(value: number, standardUncertainty: number): { low: number; high: number } {
  const halfWidth = COVERAGE_95 * standardUncertainty;
  return { low: value - halfWidth, high: value + halfWidth };
}

/** The same for what cannot be below zero: its interval ends there. */
export function massRange95(value: number, standardUncertainty: number): { low: number; high: number } {
  const { low, high } = range95(value, standardUncertainty);
  return { low: value < 0 ? low : Math.max(0, low), high };
}

const WEIGHINGS = {
  intake: { variance: 'intakeVarianceG2', scale: 'intakeScaleErrorMg' },
  good: { variance: 'goodVarianceG2', scale: 'goodScaleErrorMg' },
  closure: { variance: 'closureVarianceG2', scale: 'closureScaleErrorMg' },
} as const satisfies Record<string, { variance: Quantity; scale: Quantity }>;
export type Weighing = keyof typeof WEIGHINGS;

/**
 * Standard uncertainty of a weighed sum, kg: the random errors of its weighings in quadrature, the scales' own errors
 * already summed with their sign, and these two in quadrature.
 * @returns null when no weighing says how exact it was
 */
export function weighingErrorKg(amounts: Amounts, weighing: Weighing): number | null {
  const variance = amountOf(amounts, WEIGHINGS[weighing].variance);
  const scaleGrams = amountOf(amounts, WEIGHINGS[weighing].scale) / 1000;
  return variance === 0 && scaleGrams === 0 ? null : Math.sqrt(variance + scaleGrams * scaleGrams) / 1000;
}

/** Relative standard uncertainty of what was delivered; null when it is not known. */
export function relativeIntakeError(amounts: Amounts): number | null {
  return relative(weighingErrorKg(amounts, 'intake'), amountOf(amounts, 'intakeNetGrams') / 1000);
}

/** Relative standard uncertainty of the good product; null when it is not known. */
export function relativeGoodError(amounts: Amounts): number | null {
  return relative(weighingErrorKg(amounts, 'good'), amountOf(amounts, 'goodGrams') / 1000);
}

/**
 * Relative standard uncertainty of the feed of finished batches as far as a share of it, or a yield from it, is concerned:
 * that of the whole balance, in which the random errors of both sides add. The systematic error of one scale mostly
 * cancels in the balance, and so it does in a share of what that scale weighed. Null when it is not known.
 */
export function relativeFeedError(amounts: Amounts): number | null {
  return relative(weighingErrorKg(amounts, 'closure'), amountOf(amounts, 'finishedFeedGrams') / 1000);
}

/**
 * The interval of a value from independent relative errors, which leaves it on its side of zero below; null when one of
 * them is not known.
 */
export function relativeRange(
  value: number,
  ...errors: readonly (number | null)[]
): { low: number; high: number } | null {
  const known = errors.filter((error) => error !== null);
  return known.length < errors.length ? null : massRange95(value, Math.abs(value) * inQuadrature(...known));
}

/** The same for a share: it ends at 1, too, unless the share itself lies beyond. */
export function shareRange(
  value: number,
  ...errors: readonly (number | null)[]
): { low: number; high: number } | null {
  const range = relativeRange(value, ...errors);
  return range && { low: range.low, high: Math.max(value, Math.min(1, range.high)) };
}

function relative(error: number | null, value: number): number | null {
  return error === null || value <= 0 ? null : error / value;
}
