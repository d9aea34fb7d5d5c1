import type { KitchenSummary, PublicKitchen } from '@bakeloop/contracts';

/** Some eleven kilometres: a town, and nobody's yard. */
const PLACES_A_DEGREE = 10;
const rounded = (degrees: number): number => Math.round(degrees * PLACES_A_DEGREE) / PLACES_A_DEGREE;

/** A kitchen as everybody may know it. Rounded, never scattered: from many answers no exact place can be reckoned. */
export function publicKitchenOf(kitchen: KitchenSummary): PublicKitchen {
  const { id, name, place, country, lastMessageAt, position, today, runningBatch, allTime } = kitchen;
  return {
    id,
    name,
    place,
    country,
    lastMessageAt,
    position: position && [rounded(position[0]), rounded(position[1])],
    today: today.day,
    running: runningBatch !== null,
    recycledGrams: allTime.recycledGrams,
  };
}
