import type { BatchSummary, StoredEvent } from '@bakeloop/contracts';
import { reduceBatch, resolveEvents, type KitchenEvent } from '@bakeloop/domain';

/** The server's record of an event as the event that was sent: what it left open is absent, not null. */
export function eventOf({
  id,
  type,
  time,
  actor,
  batchId,
  supersedes,
  reason,
  data,
}: StoredEvent): KitchenEvent {
  const set = Object.entries({ actor, batchId, supersedes, reason }).filter(([, value]) => value !== null);
  return { id, type, time, data, ...Object.fromEntries(set) } as unknown as KitchenEvent;
}

/**
 * Everything known on the phone about a kitchen's log: what the server told, and what the phone itself logged, sent or
 * not. The same event from both sides is one.
 */
export function union(fromServer: readonly StoredEvent[], ownFacts: readonly KitchenEvent[]): KitchenEvent[] {
  const known = new Map(ownFacts.map((event) => [event.id, event]));
  for (const stored of fromServer) known.set(stored.id, eventOf(stored));
  return [...known.values()];
}

export interface Running {
  batchId: string;
  recipeId: string | null;
  productCode: string | null;
  machine: string | null;
  startedAt: string | null;
}

/**
 * Batches that run as far as the phone knows, newest first. What the phone logged itself counts before the server heard
 * of it: a batch finished here is over, one started here runs.
 */
export function runningBatches(
  fromServer: readonly BatchSummary[],
  ownFacts: readonly KitchenEvent[],
): Running[] {
  const running = new Map<string, Running>();
  for (const batch of fromServer) if (batch.status === 'running') running.set(batch.batchId, batch);
  const finishedThere = new Set(
    fromServer.filter(({ status }) => status === 'finished').map(({ batchId }) => batchId),
  );
  for (const batchId of new Set(ownFacts.map((event) => event.batchId))) {
    if (batchId === undefined || finishedThere.has(batchId)) continue;
    const state = reduceBatch(batchId, ownFacts);
    if (state?.status === 'running') running.set(batchId, state);
    else if (state?.finishedAt || startTakenBack(batchId, ownFacts)) running.delete(batchId);
  }
  return [...running.values()].sort((left, right) =>
    (left.startedAt ?? '') < (right.startedAt ?? '') ? 1 : -1,
  );
}

function startTakenBack(batchId: string, ownFacts: readonly KitchenEvent[]): boolean {
  const starts = ownFacts.filter((event) => event.type === 'batch.started' && event.batchId === batchId);
  return starts.length > 0 && (reduceBatch(batchId, ownFacts)?.startedAt ?? null) === null;
}

export interface KnownLot {
  lotId: string;
  polymer: string | null;
}

/**
 * Lots a person may reach for, newest first: what was logged on this phone and what recent batches took. A delivery
 * that was taken back is no lot.
 */
export function knownLots(events: readonly KitchenEvent[]): KnownLot[] {
  const lots = new Map<string, KnownLot>();
  const newestFirst = resolveEvents(events).effective.reverse();
  const add = (lotId: string | undefined, polymer: string | undefined) => {
    if (lotId !== undefined && !lots.has(lotId)) lots.set(lotId, { lotId, polymer: polymer ?? null });
  };
  for (const { type, data } of newestFirst) {
    if (type === 'intake.recorded' || type === 'batch.input') add(data.lotId, data.polymer);
    else if (type === 'batch.output') add(data.lotId, undefined);
    else if (type === 'lot.processed') for (const output of data.outputs) add(output.lotId, output.polymer);
  }
  return [...lots.values()];
}
