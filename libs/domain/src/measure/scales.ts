import type { Calibration } from '../kitchen/context.js';
import { instantMs } from '../log/time.js';

/**
 * What a weighing is worth. Two kinds of error, which add up differently:
 * - the **random** error of each weighing (wind, vibration, reading, spillage on the platform) is independent of the
 *   others, so variances add;
 * - the **systematic** error of one scale is the same share of everything it weighs, so it is summed with its sign first:
 *   what one scale weighed in and weighed out again cancels. Different scales are independent of each other.
 * Both combine in quadrature (JCGM 100:2008, GUM, 5.1 and 5.2).
 */

/**
 * Random standard uncertainty of one weighing, share of its mass. Our proposal, without a source: one weighing in and
 * one out then close within the customary 2 % at two standard uncertainties (2 * sqrt(2) * 0.7 % = 1.98 %).
 */
const RANDOM_ERROR = 0.007;
/** Systematic standard uncertainty of a scale that was never checked, share of the mass. Our proposal, without a source. */
const UNCALIBRATED_ERROR = 0.01;
/** A check older than this no longer vouches for a scale. Our proposal, without a source. */
export const CALIBRATION_VALID_DAYS = 180;
/** By how much an overdue check widens the systematic uncertainty. Our proposal, without a source. */
const OVERDUE_FACTOR = 2;
/** How many standard uncertainties a balance may be off before it is flagged: coverage of about 95 % (GUM 6.3.3). */
export const COVERAGE_FACTOR = 2;

const DAY_MS = 86_400_000;

export interface Weighing {
  grams: number;
  /** +1 in, -1 out. */
  sign: 1 | -1;
  /** Undefined: the kitchen's one unnamed scale. */
  scaleId?: string | undefined;
  /** RFC 3339. */
  time: string;
}

/** Standard uncertainty of a sum of weighings, by kind. Not rounded. */
export interface WeighingError {
  /** Variance of the random errors, g2. */
  varianceG2: number;
  /** Standard uncertainty of the scales, g. */
  scaleGrams: number;
}

interface Check {
  ms: number;
  error: number;
}

/**
 * Relative systematic standard uncertainty of a scale at an instant, from its newest check up to then: the deviation
 * found and the uncertainty of the reference mass in quadrature (|read - reference| / reference is taken as one standard
 * uncertainty, since kitchens do not correct their readings). An overdue check counts `OVERDUE_FACTOR` times, and vouches
 * for no less than the error of an unchecked scale, which is that of a scale without a usable check.
 * @param scaleId undefined is the unnamed scale, which nobody can check
 */
export function scaleErrorAt(
  calibrations: readonly Calibration[],
  scaleId: string | undefined,
  time: string,
): number {
  const checks = scaleId === undefined ? undefined : checksOf(calibrations).get(scaleId);
  if (checks === undefined) return UNCALIBRATED_ERROR;
  const ms = instantMs(time);
  const newest = checks.findLast((check) => check.ms <= ms);
  if (newest === undefined) return UNCALIBRATED_ERROR;
  const isOverdue = ms - newest.ms > CALIBRATION_VALID_DAYS * DAY_MS;
  return isOverdue ? Math.max(newest.error * OVERDUE_FACTOR, UNCALIBRATED_ERROR) : newest.error;
}

/** Adds up weighings one by one, signed: holds a sum for each scale, however many weighings there are. */
export class WeighingSum {
  #varianceG2 = 0;
  #scaleId: string | undefined;
  #errorGrams = 0;
  /** Errors of further scales: nearly all sums are of one, and the sums of a log of years are many. */
  #others: Map<string | undefined, number> | null = null;

  constructor(private readonly calibrations: readonly Calibration[]) {}

  add({ grams, sign, scaleId, time }: Weighing): void {
    // Whatever was added up to now weighed nothing.
    if (this.#varianceG2 === 0) this.#scaleId = scaleId;
    this.#varianceG2 += (RANDOM_ERROR * grams) ** 2;
    const error = sign * grams * scaleErrorAt(this.calibrations, scaleId, time);
    if (scaleId === this.#scaleId) this.#errorGrams += error;
    else {
      this.#others ??= new Map();
      this.#others.set(scaleId, (this.#others.get(scaleId) ?? 0) + error);
    }
  }

  /** Standard uncertainty of the sum. */
  error(): WeighingError {
    let scaleG2 = this.#errorGrams ** 2;
    for (const error of this.#others?.values() ?? []) scaleG2 += error ** 2;
    return { varianceG2: this.#varianceG2, scaleGrams: Math.sqrt(scaleG2) };
  }
}

/** Standard uncertainty of the signed sum of some weighings. */
export function weighingError(
  weighings: Iterable<Weighing>,
  calibrations: readonly Calibration[],
): WeighingError {
  const sum = new WeighingSum(calibrations);
  for (const weighing of weighings) sum.add(weighing);
  return sum.error();
}

/** Both kinds of error together: one standard uncertainty, whole grams. */
export function standardUncertaintyGrams({ varianceG2, scaleGrams }: WeighingError): number {
  return Math.round(Math.sqrt(varianceG2 + scaleGrams ** 2));
}

// The checks of a kitchen are looked up for every weighing of years: sorted out once for each list.
const indexes = new WeakMap<readonly Calibration[], Map<string, Check[]>>();

function checksOf(calibrations: readonly Calibration[]): Map<string, Check[]> {
  let index = indexes.get(calibrations);
  if (index !== undefined) return index;
  index = new Map();
  for (const { time, scaleId, referenceGrams, readGrams, uncertaintyGrams } of calibrations) {
    // A check against nothing says nothing.
    if (referenceGrams <= 0) continue;
    const check = {
      ms: instantMs(time),
      error: Math.hypot(readGrams - referenceGrams, uncertaintyGrams) / referenceGrams,
    };
    const known = index.get(scaleId);
    if (known === undefined) index.set(scaleId, [check]);
    else known.push(check);
  }
  for (const checks of index.values()) checks.sort((left, right) => left.ms - right.ms);
  indexes.set(calibrations, index);
  return index;
}
