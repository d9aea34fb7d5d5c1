import { batchStateOf, isBatchEvent, type BatchState } from '../batch/batch.js';
import { resolveEvents } from '../log/correction.js';
import type { KitchenEvent } from '../log/events.js';
import { LotReducer, type Lot } from '../lots/lots.js';
import { batchContribution } from './batch-contribution.js';
import type { BatchMeters, KitchenContext } from '../kitchen/context.js';
import type { Contribution } from './contribution.js';
import { eventContribution } from './event-contribution.js';

/**
 * Derives a kitchen from events met one by one, so that the log of years needs no memory of years: of each event it keeps
 * what lots need, and what it derives it hands out at once. First all that count, then `finishLots`, then every batch.
 */
export class KitchenDerivation {
  readonly #reducer: LotReducer;
  #lots: ReadonlyMap<string, Lot> = new Map();

  constructor(private readonly context: KitchenContext) {
    this.#reducer = new LotReducer(context);
  }

  /**
   * @param event the next of those that count, in order (see `resolveEvents`)
   * @returns what it adds by itself
   * @throws RangeError as `eventContribution`
   */
  add(event: KitchenEvent): Contribution | null {
    this.#reducer.add(event);
    return eventContribution(event, this.context);
  }

  /** Lots by number, once all events were met. */
  finishLots(): ReadonlyMap<string, Lot> {
    return (this.#lots = this.#reducer.finish());
  }

  /**
   * @param events those that count and name the batch, in order
   * @returns as `reduceBatch`, and what the batch adds; null when none of them is of a batch
   * @throws RangeError as `batchContribution`
   */
  batch(
    batchId: string,
    events: readonly KitchenEvent[],
    meters: BatchMeters | null,
  ): { state: BatchState; contribution: Contribution } | null {
    const own = events.filter(isBatchEvent);
    if (own.length === 0) return null;
    const state = batchStateOf(batchId, own, this.#lots, this.context);
    const contribution = batchContribution(state, meters, this.context);
    return contribution === null ? null : { state, contribution };
  }
}

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
  const derivation = new KitchenDerivation(context);
  const byBatch = new Map<string, KitchenEvent[]>();
  const contributions: Contribution[] = [];
  for (const event of resolveEvents(events).effective) {
    const own = derivation.add(event);
    if (own !== null) contributions.push(own);
    if (event.batchId === undefined) continue;
    const known = byBatch.get(event.batchId);
    if (known === undefined) byBatch.set(event.batchId, [event]);
    else known.push(event);
  }
  const lots = [...derivation.finishLots().values()];
  const batches: BatchState[] = [];
  for (const [batchId, own] of byBatch) {
    const found = derivation.batch(batchId, own, metersOf(batchId));
    if (found === null) continue;
    batches.push(found.state);
    contributions.push(found.contribution);
  }
  return {
    batches: batches.sort((left, right) => (left.batchId < right.batchId ? -1 : 1)),
    lots: lots.sort((left, right) => (left.lotId < right.lotId ? -1 : 1)),
    contributions: contributions.sort((left, right) => (left.subject < right.subject ? -1 : 1)),
  };
}
