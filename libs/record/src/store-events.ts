import type { EventRefusal } from '@bakeloop/contracts';
import { insertEvents, type Sql, type StoreOutcome } from '@bakeloop/db';
import { refsOf, type KitchenEvent } from '@bakeloop/domain';
import { contentHash } from './content-hash.js';
import type { Refusal } from './message.js';
import { projectEvents } from './project.js';
import type { ReferenceMemory } from './reference-memory.js';

export interface EventItem {
  position: number;
  event: KitchenEvent;
  receivedAt: Date;
  source: 'mqtt' | 'http';
}

/**
 * Stores events of one kitchen once by id and re-derives what the new ones touch, in the caller's transaction.
 * @returns per position what became of it; an id used again for other content is refused (E1)
 */
export async function storeEvents(
  sql: Sql,
  reference: ReferenceMemory,
  kitchenId: string,
  items: readonly EventItem[],
): Promise<{
  outcomes: Map<number, 'stored' | 'duplicate'>;
  refusals: Refusal<EventRefusal>[];
  batchIds: string[];
}> {
  const outcomes = new Map<number, 'stored' | 'duplicate'>();
  const refusals: Refusal<EventRefusal>[] = [];
  if (items.length === 0) return { outcomes, refusals, batchIds: [] };

  const hashed = items.map((item) => ({ ...item, contentHash: contentHash(item.event) }));
  // One statement stores an id once: the first of the same id in this call goes, the others are compared with it.
  const first = new Map<string, (typeof hashed)[number]>();
  for (const item of hashed) if (!first.has(item.event.id)) first.set(item.event.id, item);
  const firsts = [...first.values()];
  const results = await insertEvents(
    sql,
    firsts.map((item) => ({ ...item, kitchenId, refs: refsOf(item.event) })),
  );
  const resultOf = new Map<string, StoreOutcome>(
    firsts.map((item, index) => [item.event.id, results[index] ?? 'stored']),
  );

  for (const item of hashed) {
    const original = first.get(item.event.id);
    const result =
      original === item || original === undefined
        ? resultOf.get(item.event.id)
        : original.contentHash.equals(item.contentHash)
          ? resultOf.get(item.event.id) === 'id_reused'
            ? 'id_reused'
            : 'duplicate'
          : 'id_reused';
    if (result === 'id_reused')
      refusals.push({
        position: item.position,
        reason: 'id_reused',
        detail: `event id ${item.event.id} was used before for other content; mint a new id, or correct with "supersedes"`,
      });
    else outcomes.set(item.position, result ?? 'stored');
  }
  const fresh = firsts
    .filter((item) => resultOf.get(item.event.id) === 'stored')
    .map((item) => ({ id: item.event.id, receivedAt: item.receivedAt }));
  return {
    outcomes,
    refusals,
    batchIds: fresh.length > 0 ? await projectEvents(sql, reference, kitchenId, fresh) : [],
  };
}
