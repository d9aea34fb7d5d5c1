import type { BatchInputData } from '../log/events.js';
import type { BatchFlag } from '../log/flags.js';
import { notDeliveredFlag } from './lot-flags.js';
import { shareOf, sumProvenance, type Lot } from './lots.js';
import type { Provenance } from './provenance.js';
import { isRecycledFlake } from './recycled-flake.js';

/** What a feed consists of, grams as computed. The rest of the feed is virgin, mineral, colour or own scrap. */
export interface Feedstock {
  /** Recycled flake from users, without own scrap. */
  postConsumerGrams: number;
  /** Recycled flake from manufacturing waste of others, without own scrap. */
  preConsumerGrams: number;
  /** Of these two, what an earlier batch of this kitchen already delivered as good product (granulate fed again). */
  ownGoodGrams: number;
  /** Of the first two, less what already counted as good product: flake that leads back to no delivery. */
  untracedGrams: number;
  /** All but mineral and fibre fillers. Masterbatch and additives count in, which never raises a plastic-only share. */
  plasticGrams: number;
}

export interface TracedFeed {
  feedstock: Feedstock;
  provenance: Provenance;
  /** Lot numbers of the deliveries behind the feed, sorted. */
  deliveries: string[];
  /** What is odd about the lots behind the feed. */
  lotFlags: BatchFlag[];
}

/**
 * Sorts a feed by what it is and where it came from.
 *
 * Recycled input is flake of post- or pre-consumer origin only (ISO 14021 as read by RecyClass: masterbatch, additives
 * and fillers are not recycled content, nor is scrap of the same process). Own scrap fed back, logged as regrind or
 * hidden in a lot that holds some, already entered once: it stays in the denominator and out of the numerator. Of the
 * two readings (leave it out of both, or carry its share) this is the one that can only lower a claim. So it is with what
 * was taken from a lot beyond its mass, and with what steps that gave more than they took would add to the deliveries.
 */
export function traceFeed(inputs: readonly BatchInputData[], lots: ReadonlyMap<string, Lot>): TracedFeed {
  const feedstock: Feedstock = {
    postConsumerGrams: 0,
    preConsumerGrams: 0,
    ownGoodGrams: 0,
    untracedGrams: 0,
    plasticGrams: 0,
  };
  const parts: { of: Provenance; share: number }[] = [];
  const used = new Set<string>();
  const notDelivered = new Map<string, number>();
  let traced = true;
  for (const { lotId, material, origin, grams } of inputs) {
    const lot = lotId === undefined ? undefined : lots.get(lotId);
    if (material !== 'sand' && material !== 'fibre') feedstock.plasticGrams += grams;
    if (isRecycledFlake({ material, origin })) {
      // A lot cannot have given more than it held, so over all takers no more than that counts.
      const heldGrams = grams * (lot?.heldShare ?? 1);
      const ownGood = heldGrams * (lot?.goodShare ?? 0);
      const recycled =
        heldGrams * (1 - (lot?.scrapShare ?? 0)) -
        (lot === undefined ? 0 : gainedGrams(lot, heldGrams, grams));
      if (origin === 'post-consumer') feedstock.postConsumerGrams += recycled;
      else feedstock.preConsumerGrams += recycled;
      feedstock.ownGoodGrams += ownGood;
      // Sand and colour are bought in; only recycled flake must lead back to a delivery.
      if (grams > 0 && lot?.traced !== true) {
        traced = false;
        feedstock.untracedGrams += recycled - ownGood;
      }
    }
    if (lot === undefined) continue;
    if (!lot.filled && grams > 0 && isRecycledFlake({ material, origin }))
      notDelivered.set(lot.lotId, (notDelivered.get(lot.lotId) ?? 0) + grams);
    used.add(lot.lotId);
    parts.push({ of: lot, share: shareOf(lot, grams) });
  }
  const behind = upstream(used, lots);
  return {
    feedstock,
    provenance: { ...sumProvenance(parts), traced },
    deliveries: behind
      .filter(({ delivered }) => delivered)
      .map(({ lotId }) => lotId)
      .sort(),
    lotFlags: distinct([
      // Of a lot nobody filled a batch says only what it took itself: its other takers do not bear on it.
      ...[...notDelivered].map(([lotId, grams]) => notDeliveredFlag(lotId, grams)),
      ...behind.filter(({ filled }) => filled).flatMap(({ flags }) => flags),
    ]),
  };
}

/** By how much flake of a traced lot outweighs the deliveries behind it: a step on the way gave more than it took. */
function gainedGrams(lot: Lot, heldGrams: number, grams: number): number {
  if (!lot.traced) return 0;
  const newGrams = heldGrams * (1 - lot.scrapShare - lot.goodShare);
  return Math.max(0, newGrams - lot.netGrams * shareOf(lot, grams));
}

function upstream(lotIds: ReadonlySet<string>, lots: ReadonlyMap<string, Lot>): Lot[] {
  // A set visits what is added while it is walked: each lot once, also round a ring.
  const seen = new Set(lotIds);
  const found: Lot[] = [];
  for (const lotId of seen) {
    const lot = lots.get(lotId);
    if (lot === undefined) continue;
    found.push(lot);
    for (const source of lot.madeFrom) seen.add(source);
  }
  return found;
}

function distinct(flags: readonly BatchFlag[]): BatchFlag[] {
  return [...new Map(flags.map((flag) => [`${flag.code} ${flag.message}`, flag])).values()];
}
