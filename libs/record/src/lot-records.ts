import type { LotRecord } from '@bakeloop/db';
import { refsOf, resolveEvents, type KitchenEvent, type Lot } from '@bakeloop/domain';

/** Lots that something was put into, each with the time of the newest event that names it. */
export function lotRecords(lots: readonly Lot[], events: readonly KitchenEvent[]): LotRecord[] {
  const made = new Set<string>();
  const lastAt = new Map<string, string>();
  for (const event of resolveEvents(events).effective)
    for (const { kind, ref, role } of refsOf(event)) {
      if (kind !== 'lot') continue;
      if (role === 'produces') made.add(ref);
      lastAt.set(ref, event.time);
    }
  return lots
    .filter(({ lotId }) => made.has(lotId))
    .map((lot) => ({ lot, lastAt: lastAt.get(lot.lotId) ?? '' }));
}
