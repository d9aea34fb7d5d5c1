/**
 * Shares of what batches made, allocated to sponsors. What is shared is the new recycled plastic inside good product (the
 * figure `diverted`), in whole grams rounded down: no gram of it is ever in two allocations.
 */

/** A way that leads on only; `cancelled` ends an allocation that was not retired, and frees its grams. */
export const SHARE_STATES = ['issued', 'reserved', 'retired', 'cancelled'] as const;
export type ShareState = (typeof SHARE_STATES)[number];

const NEXT: Readonly<Record<ShareState, readonly ShareState[]>> = {
  issued: ['reserved', 'cancelled'],
  reserved: ['retired', 'cancelled'],
  retired: [],
  cancelled: [],
};
export const mayBecome = (from: ShareState, to: ShareState): boolean => NEXT[from].includes(to);
/** In which state an allocation is before it comes to this one. */
export const statesBefore = (to: ShareState): ShareState[] =>
  SHARE_STATES.filter((from) => mayBecome(from, to));

/** What of a batch is there to be shared. */
export interface SharedOutput {
  outputGrams: number;
  /** Of all allocations that stand, whoever has them. More than the output after a correction lowered it. */
  allocatedGrams: number;
}

export const freeGrams = ({ outputGrams, allocatedGrams }: SharedOutput): number =>
  Math.max(0, outputGrams - allocatedGrams);

/** Grams that were allocated and that the batch, as it is known now, did not make. */
export const overGrams = ({ outputGrams, allocatedGrams }: SharedOutput): number =>
  Math.max(0, allocatedGrams - outputGrams);

/** What of a share still stands: where a batch made less than was allocated of it, each share bears its part. */
export function standingGrams(grams: number, { outputGrams, allocatedGrams }: SharedOutput): number {
  if (allocatedGrams <= outputGrams) return grams;
  return Number((BigInt(grams) * BigInt(outputGrams)) / BigInt(allocatedGrams));
}

export interface Taken<B> {
  batch: B;
  grams: number;
}

/**
 * Takes a wanted mass from batches, in the order given, from each all that is free until there is enough.
 * @returns what is taken, and how much is missing
 */
export function takeFrom<B extends SharedOutput>(
  wantedGrams: number,
  batches: readonly B[],
): { picks: Taken<B>[]; missingGrams: number } {
  let missingGrams = wantedGrams;
  const picks: Taken<B>[] = [];
  for (const batch of batches) {
    const grams = Math.min(missingGrams, freeGrams(batch));
    if (grams === 0) continue;
    picks.push({ batch, grams });
    missingGrams -= grams;
  }
  return { picks, missingGrams };
}

/** A share of a batch, with what is known of the batch. */
export interface ShareOfBatch extends SharedOutput {
  grams: number;
  /** Lower 95 % bound of the batch's output; null where no weighing says how exact it was. */
  conservativeGrams: number | null;
}

export interface SharesFigure {
  allocatedGrams: number;
  /** What of it the batches, as they are known now, have made. */
  standingGrams: number;
  /** Lower bound of what stands; null where a batch has none. */
  conservativeGrams: number | null;
}

/**
 * The figure of a sponsor. Of each batch a share has the batch's own relative lower bound, and the bounds are added as they
 * are: errors of one scale do not average out, so the sum is on the safe side.
 */
export function sharesFigure(shares: readonly ShareOfBatch[]): SharesFigure {
  const figure: SharesFigure = { allocatedGrams: 0, standingGrams: 0, conservativeGrams: 0 };
  for (const share of shares) {
    const standing = standingGrams(share.grams, share);
    figure.allocatedGrams += share.grams;
    figure.standingGrams += standing;
    if (figure.conservativeGrams === null || share.conservativeGrams === null)
      figure.conservativeGrams = null;
    else if (share.outputGrams > 0)
      figure.conservativeGrams += Math.floor(
        (standing * Math.min(share.conservativeGrams, share.outputGrams)) / share.outputGrams,
      );
  }
  return figure;
}
