import { batchStateOf, isBatchEvent, type BatchEvent, type BatchState } from '../batch/batch.js';
import { resolveEvents } from '../log/correction.js';
import type { KitchenEvent } from '../log/events.js';
import { reduceLots, type Lot } from '../lots/lots.js';
import { batchContribution } from './batch-contribution.js';
import type { BatchMeters, KitchenContext } from '../kitchen/context.js';
import type { Contribution } from './contribution.js';
import { eventContribution } from './event-contribution.js';

/** Everything derived of one kitchen: batches and lots sorted by id, contributions by subject. */
export interface DerivedKitchen {
  batches: BatchState[];
  lots: Lot[];
  contributions: Contribution[];
}

/**
 * One kitchen from all its events, in any order and repetition: what an incremental projection of them must equal. Each
 * batch is as `reduceBatch` of the events that bear on it gives it. Linear in events, and in the lots behind each batch.
 * @param metersOf meters of a batch; null where there are none
 * @throws RangeError as `batchContribution` and `eventContribution`
 */
export function deriveKitchen(
  events: readonly KitchenEvent[],
  context: KitchenContext,
  metersOf: (batchId: string) => BatchMeters | null,
): DerivedKitchen {
  const { effective } = resolveEvents(events);
  const lots = reduceLots(effective, context);
  const byBatch = new Map<string, BatchEvent[]>();
  const contributions: Contribution[] = [];
  for (const event of effective) {
    const own = eventContribution(event, context);
    if (own !== null) contributions.push(own);
    if (!isBatchEvent(event) || event.batchId === undefined) continue;
    const known = byBatch.get(event.batchId);
    if (known === undefined) byBatch.set(event.batchId, [event]);
    else known.push(event);
  }
  const batches: BatchState[] = [];
  for (const [batchId, own] of byBatch) {
    const state = batchStateOf(batchId, own, lots, context);
    batches.push(state);
    const contribution = batchContribution(state, metersOf(batchId), context);
    if (contribution !== null) contributions.push(contribution);
  }
  return {
    batches: batches.sort((left, right) => (left.batchId < right.batchId ? -1 : 1)),
    lots: [...lots.values()].sort((left, right) => (left.lotId < right.lotId ? -1 : 1)),
    contributions: contributions.sort((left, right) => (left.subject < right.subject ? -1 : 1)),
  };
}
