import type { Feedstock } from './feedstock.js';

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
  const { goodGrams, feedGrams, feedstock } = batch;
  if (feedGrams === 0) return null;
  const recycledInputGrams = newRecycledGrams(feedstock);
  return (Math.min(goodGrams, feedGrams) * recycledInputGrams) / feedGrams;
}

/** Recycled input that enters the kitchen's product for the first time, grams as computed. */
export function newRecycledGrams({ postConsumerGrams, preConsumerGrams, ownGoodGrams }: Feedstock): number {
  return Math.max(0, postConsumerGrams + preConsumerGrams - ownGoodGrams);
}
