import type { BatchOutputData, BatchQcData } from '../log/events.js';
import type { Feedstock } from '../lots/feedstock.js';
import { hasAbsurdMass, type BatchFlag } from '../log/flags.js';

/**
 * New recycled plastic in good product: the mass diverted from landfill, burning and leakage; grams, not rounded.
 * Good mass times the recycled share of the feed. Granulate of an earlier batch counted there, so it does not count
 * again here; and no more is claimed than was fed, whatever an impossible log says came out.
 * @returns null without a feed
 */
export function recycledGramsOf(batch: {
  goodGrams: number;
  feedGrams: number;
  feedstock: Feedstock;
}): number | null {
  const { postConsumerGrams, preConsumerGrams, ownGoodGrams } = batch.feedstock;
  return inGoodProduct(Math.max(0, postConsumerGrams + preConsumerGrams - ownGoodGrams), batch);
}

/**
 * Of `recycledGramsOf`, what nobody can prove: flake that leads back to no delivery, the share of the pieces that quality
 * control rejected without a weight, and all of a batch in which a mass is absurd. It counts, since it may be true, but
 * never in a conservative figure.
 */
export function unprovenGramsOf(batch: {
  goodGrams: number;
  feedGrams: number;
  feedstock: Feedstock;
  outputs: readonly BatchOutputData[];
  qc: readonly BatchQcData[];
  flags: readonly BatchFlag[];
}): number | null {
  const grams = recycledGramsOf(batch);
  const untracedGrams = inGoodProduct(batch.feedstock.untracedGrams, batch);
  if (grams === null || untracedGrams === null || hasAbsurdMass(batch.flags)) return grams;
  return untracedGrams + (grams - untracedGrams) * unweighedShare(batch);
}

/** Share of the pieces made that quality control rejected without a weight; 1 when nobody counted what was made. */
function unweighedShare(batch: { outputs: readonly BatchOutputData[]; qc: readonly BatchQcData[] }): number {
  let unweighed = 0;
  for (const { rejectedPieces = 0, rejectedGrams } of batch.qc)
    if (rejectedGrams === undefined) unweighed += rejectedPieces;
  let made = 0;
  for (const { kind, pieces = 0 } of batch.outputs) if (kind === 'product') made += pieces;
  return unweighed === 0 ? 0 : Math.min(1, unweighed / made);
}

/** The same of the recycled flake in the feed, granulate of an earlier batch included; grams, not rounded. */
export function unprovenFeedGramsOf(batch: { feedstock: Feedstock; flags: readonly BatchFlag[] }): number {
  const { postConsumerGrams, preConsumerGrams, untracedGrams } = batch.feedstock;
  return hasAbsurdMass(batch.flags) ? postConsumerGrams + preConsumerGrams : untracedGrams;
}

/** The part of a mass fed that is in good product; null without a feed. */
function inGoodProduct(grams: number, batch: { goodGrams: number; feedGrams: number }): number | null {
  const { goodGrams, feedGrams } = batch;
  return feedGrams === 0 ? null : (Math.min(goodGrams, feedGrams) * grams) / feedGrams;
}
