import {
  deleteBatches,
  deleteLots,
  eventsBearingOnAll,
  markRederive,
  measureBatch,
  readBatchState,
  readContext,
  replaceContributions,
  saveBatches,
  saveBatchMeters,
  saveLots,
  touchedBy,
  type LoggedEvent,
  type Sql,
  type Touched,
} from '@bakeloop/db';
import { batchContribution, deriveKitchen, type Contribution, type KitchenEvent } from '@bakeloop/domain';
import { originsOf, type Arrival } from './origins.js';
import { rederiveIfShort } from './rebuild.js';
import type { ReferenceMemory } from './reference-memory.js';

/** Events on which every figure of a kitchen may rest: where it was, and what its scales read. */
const OF_CONTEXT = new Set<KitchenEvent['type']>(['kitchen.moved', 'scale.calibrated']);

/**
 * Re-derives what new events of a kitchen touch: batches and lots (also downstream), contributions, and the totals by
 * difference. An event that every figure may rest on has the whole kitchen derived again, here where that is quick.
 * Runs in the transaction of the events; the caller holds the kitchen's lock, so no other writer sees half of it.
 * @returns ids of the batches that may have changed
 */
export async function projectEvents(
  sql: Sql,
  reference: ReferenceMemory,
  kitchenId: string,
  arrivals: readonly Arrival[],
): Promise<string[]> {
  const touched = await touchedBy(
    sql,
    kitchenId,
    arrivals.map(({ id }) => id),
  );
  const log = await eventsBearingOnAll(sql, kitchenId, touched);
  const origins = originsOf(log, arrivals);
  const isOwn = ownEvents(touched);
  const ofContext = log.filter((logged) => isOwn(logged) && OF_CONTEXT.has(logged.event.type));
  if (ofContext.length > 0) await markRederive(sql, kitchenId, 'place');
  const newest = arrivals.reduce((left, right) => (right.receivedAt >= left.receivedAt ? right : left));
  const rebuilt = await rederiveIfShort(sql, reference, kitchenId, newest.receivedAt, (subject) => {
    const [context] = ofContext;
    const own = context && origins.get(`event:${context.event.id}`);
    return origins.get(subject) ?? own ?? null;
  });
  if (rebuilt !== null) return [...new Set([...touched.batchIds, ...rebuilt.batchIds])];
  await deriveTouched(sql, reference, kitchenId, touched, log, (subject) => {
    const origin = origins.get(subject);
    return origin ?? { cause: 'event', eventId: newest.id, knownAt: newest.receivedAt };
  });
  return touched.batchIds;
}

function ownEvents({ eventIds }: Touched): (logged: LoggedEvent) => boolean {
  const own = new Set(eventIds);
  return ({ event }) => own.has(event.id.toLowerCase());
}

/** The same derivation as of a whole kitchen, of the events that bear on what is touched; the rest is left out. */
async function deriveTouched(
  sql: Sql,
  reference: ReferenceMemory,
  kitchenId: string,
  touched: Touched,
  log: readonly LoggedEvent[],
  originOf: Parameters<typeof replaceContributions>[4],
): Promise<void> {
  const context = await readContext(sql, kitchenId, await reference.read(sql));
  const derived = deriveKitchen(
    log.map(({ event }) => event),
    context,
    () => null,
  );
  const subjects = log.filter(ownEvents(touched)).map(({ event }) => `event:${event.id}`);
  const ofEvents = new Set(subjects);
  const contributions: Contribution[] = derived.contributions.filter(({ subject }) => ofEvents.has(subject));

  const batchIds = new Set(touched.batchIds);
  const states = derived.batches.filter(({ batchId }) => batchIds.has(batchId));
  for (const { batchId } of states) batchIds.delete(batchId);
  await saveBatches(sql, kitchenId, states);
  await deleteBatches(sql, kitchenId, [...batchIds]);
  for (const state of states) {
    const meters = await measureBatch(sql, kitchenId, state);
    await saveBatchMeters(sql, kitchenId, state.batchId, meters);
    const contribution = batchContribution(state, meters, context);
    if (contribution !== null) contributions.push(contribution);
  }
  subjects.push(...touched.batchIds.map((batchId) => `batch:${batchId}`));
  await replaceContributions(sql, kitchenId, subjects, contributions, originOf);

  const lotIds = new Set(touched.lotIds);
  const lots = derived.lots.filter(({ lotId, filled }) => filled && lotIds.has(lotId));
  for (const { lotId } of lots) lotIds.delete(lotId);
  await saveLots(sql, kitchenId, lots);
  await deleteLots(sql, kitchenId, [...lotIds]);
}

/** Reads the meters of a batch again, after readings of them arrived. The caller holds the kitchen's lock. */
export async function projectMeters(
  sql: Sql,
  reference: ReferenceMemory,
  { kitchenId, batchId, knownAt }: { kitchenId: string; batchId: string; knownAt: Date },
): Promise<void> {
  const state = await readBatchState(sql, kitchenId, batchId);
  if (state === null) return;
  const context = await readContext(sql, kitchenId, await reference.read(sql));
  const meters = await measureBatch(sql, kitchenId, state);
  await saveBatchMeters(sql, kitchenId, batchId, meters);
  const contribution = batchContribution(state, meters, context);
  await replaceContributions(
    sql,
    kitchenId,
    [`batch:${batchId}`],
    contribution ? [contribution] : [],
    () => ({ cause: 'meters', eventId: null, knownAt }),
  );
}
