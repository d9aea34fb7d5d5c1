import {
  clearRederive,
  contributedSubjects,
  deleteBatches,
  deleteLots,
  eventsOfKitchen,
  lotsOfKitchen,
  metersOfKitchen,
  placeKitchen,
  readContext,
  rederiveOf,
  replaceContributions,
  saveBatches,
  saveLots,
  setKitchenTotals,
  TotalMoves,
  type PostingOrigin,
  type Sql,
} from '@bakeloop/db';
import { deriveKitchen, type KitchenEvent } from '@bakeloop/domain';
import { lotRecords } from './lot-records.js';
import type { ReferenceMemory } from './reference-memory.js';

/** A log up to this long is derived again in the transaction that asks for it, events: a tenth of a second. */
const SHORT_LOG = 2_000;
/** Rows written in one statement at most. */
const AT_ONCE = 500;

/** What a rebuild read, and what it found otherwise than it was. */
export interface Rebuilt {
  events: number;
  /** Batches that changed, came or went. */
  batchIds: string[];
  lots: number;
  /** Batches and events whose contribution changed, so that it was posted. */
  subjects: string[];
  /** Totals that were not the sum of the contributions. */
  totals: number;
}

/**
 * Derives everything of a kitchen again from its facts, with the code and the stored meters that the increments use, and
 * writes only what differs: differences of contributions are posted. The caller holds the kitchen's lock.
 * @param origin why a contribution may differ
 * Holds the log of this one kitchen in memory, about 2 KB an event: lots lead from any event to any other.
 * @param touched a nearer origin of some subjects
 * @param onPage how many events were read so far, after each page of them
 */
export async function rebuildKitchen(
  sql: Sql,
  reference: ReferenceMemory,
  kitchenId: string,
  origin: PostingOrigin,
  touched: (subject: string) => PostingOrigin | null = () => null,
  onPage: (events: number) => void = () => undefined,
): Promise<Rebuilt> {
  const context = await readContext(sql, kitchenId, await reference.read(sql));
  const meters = await metersOfKitchen(sql, kitchenId);
  const events: KitchenEvent[] = [];
  const newest = new Map<string, PostingOrigin>();
  for await (const page of eventsOfKitchen(sql, kitchenId)) {
    for (const { event, receivedAt } of page) {
      events.push(event);
      const subjects = [`event:${event.id}`];
      if (event.batchId !== undefined) subjects.push(`batch:${event.batchId}`);
      for (const subject of subjects)
        if ((newest.get(subject)?.knownAt ?? new Date(0)) <= receivedAt)
          newest.set(subject, { cause: 'event', eventId: event.id, knownAt: receivedAt });
    }
    onPage(events.length);
  }
  const { batches, lots, contributions } = deriveKitchen(
    events,
    context,
    (batchId) => meters.get(batchId) ?? null,
  );

  const movedEvents = events.filter((event) => event.type === 'kitchen.moved');
  const here = context.places.findLast(({ since }) => since === null || new Date(since) <= origin.knownAt);
  if (here !== undefined && movedEvents.length > 0) {
    // Of the versions of a move, the one that counts is where the kitchen now is.
    const told = movedEvents.find(
      ({ time, data }) =>
        Date.parse(time) === Date.parse(here.since ?? '') &&
        String(data.position) === String(here.position) &&
        data.timeZone === here.timeZone,
    );
    await placeKitchen(sql, kitchenId, here, told?.data.place ?? null);
  }

  const batchIds: string[] = [];
  for (const some of chunks(batches)) batchIds.push(...(await saveBatches(sql, kitchenId, some)));
  const kept = new Set(batches.map(({ batchId }) => batchId));
  const gone = [...meters.keys()].filter((batchId) => !kept.has(batchId));
  batchIds.push(...(await deleteBatches(sql, kitchenId, gone)));

  const records = lotRecords(lots, events);
  const lotIds = new Set(await lotsOfKitchen(sql, kitchenId));
  for (const { lot } of records) lotIds.delete(lot.lotId);
  let changedLots = await deleteLots(sql, kitchenId, [...lotIds]);
  for (const some of chunks(records)) changedLots += await saveLots(sql, kitchenId, some);

  const subjects = await replaceContributions(
    sql,
    kitchenId,
    [...contributions.map(({ subject }) => subject), ...(await contributedSubjects(sql, kitchenId))],
    contributions,
    // What was never told is known since its facts came: so it is where a new version brings the ledger to an old log.
    (subject, firstKnown) => touched(subject) ?? (firstKnown ? newest.get(subject) : undefined) ?? origin,
  );
  const moves = new TotalMoves();
  for (const { day, machine, amounts } of contributions) {
    moves.add(`kitchen:${kitchenId}`, day, amounts);
    if (machine !== null) moves.add(`machine:${kitchenId}/${machine}`, day, amounts);
  }
  const totals = await setKitchenTotals(sql, kitchenId, moves);
  await clearRederive(sql, kitchenId);
  return { events: events.length, batchIds, lots: changedLots, subjects, totals };
}

/**
 * Rebuilds a kitchen that is marked for it and whose log is short; a long one waits for the next round of maintenance.
 * @returns null when it was not rebuilt
 */
export async function rederiveIfShort(
  sql: Sql,
  reference: ReferenceMemory,
  kitchenId: string,
  knownAt: Date,
  touched?: (subject: string) => PostingOrigin | null,
): Promise<Rebuilt | null> {
  const { cause, isLong } = await rederiveOf(sql, kitchenId, SHORT_LOG);
  if (cause === null || isLong) return null;
  return rebuildKitchen(sql, reference, kitchenId, { cause, eventId: null, knownAt }, touched);
}

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE);
}
