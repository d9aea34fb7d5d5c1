import {
  batchLogsOfKitchen,
  clearRederive,
  deleteBatches,
  deleteLots,
  deleteUnnamedBatches,
  eventsOfKitchen,
  lotsOfKitchen,
  metersOf,
  placeKitchen,
  readContext,
  rederiveOf,
  replaceContributions,
  saveBatches,
  saveLots,
  setKitchenTotals,
  TotalMoves,
  unfoundedSubjects,
  type PostingOrigin,
  type Sql,
} from '@bakeloop/db';
import {
  KitchenDerivation,
  type BatchState,
  type Contribution,
  type KitchenContext,
  type KitchenMoved,
  type Lot,
} from '@bakeloop/domain';
import type { ReferenceMemory } from './reference-memory.js';

/** A log up to this long is derived again in the transaction that asks for it, events: a tenth of a second. */
const SHORT_LOG = 2_000;
/** Events of a log held at once: some 4 MB. */
const EVENTS_AT_ONCE = 2_000;
/** Lots written in one statement at most. */
const LOTS_AT_ONCE = 500;

export interface RebuildOptions {
  /** A nearer origin of some subjects. */
  touched?: ((subject: string) => PostingOrigin | null) | undefined;
  /** How many events were met so far of the log, and then of its batches; after each page of them. */
  onPage?: (of: 'log' | 'batches', events: number) => void;
  /** Events of a page. */
  eventsAtOnce?: number;
}

/** What a rebuild read, and what it found otherwise than it was. */
export interface Rebuilt {
  events: number;
  /** Batches that changed, came or went. */
  batchIds: string[];
  lots: number;
  /** Contributions that changed, so that the difference was posted. */
  contributions: number;
  /** Totals that were not the sum of the contributions. */
  totals: number;
}

/**
 * Derives everything of a kitchen again from its facts, with the code and the stored meters that the increments use, and
 * writes only what differs: differences of contributions are posted. The caller holds the kitchen's lock.
 *
 * The log is met twice, a page at a time: oldest first for the lots, which lead from any event to any other, and for what
 * events add by themselves; then batch by batch, with the lots. So what is held is a page, the longest batch, the sums of
 * each lot and of each day, and the steps between lots.
 * @param origin why a contribution may differ
 */
export async function rebuildKitchen(
  sql: Sql,
  reference: ReferenceMemory,
  kitchenId: string,
  origin: PostingOrigin,
  { touched, onPage, eventsAtOnce = EVENTS_AT_ONCE }: RebuildOptions = {},
): Promise<Rebuilt> {
  const context = await readContext(sql, kitchenId, await reference.read(sql));
  const derivation = new KitchenDerivation(context);
  const rebuilt: Rebuilt = { events: 0, batchIds: [], lots: 0, contributions: 0, totals: 0 };
  const moves = new TotalMoves();
  /** Replaces what the subjects of `facts` contribute. @param facts what told of each first */
  const replace = async (
    facts: ReadonlyMap<string, PostingOrigin>,
    contributions: readonly Contribution[],
  ): Promise<void> => {
    rebuilt.contributions += await replaceContributions(
      sql,
      kitchenId,
      [...facts.keys()],
      contributions,
      // What was never told is known since its facts came: so it is where a new version brings the ledger to an old log.
      (subject, firstKnown) => touched?.(subject) ?? (firstKnown ? facts.get(subject) : undefined) ?? origin,
    );
    for (const { day, machine, amounts } of contributions) {
      moves.add(`kitchen:${kitchenId}`, day, amounts);
      if (machine !== null) moves.add(`machine:${kitchenId}/${machine}`, day, amounts);
    }
  };

  const moved: KitchenMoved[] = [];
  for await (const page of eventsOfKitchen(sql, kitchenId, eventsAtOnce)) {
    const facts = new Map<string, PostingOrigin>();
    const contributions: Contribution[] = [];
    for (const { event, receivedAt, counts } of page) {
      facts.set(`event:${event.id}`, { cause: 'event', eventId: event.id, knownAt: receivedAt });
      if (event.type === 'kitchen.moved') moved.push(event);
      const own = counts ? derivation.add(event) : null;
      if (own !== null) contributions.push(own);
    }
    await replace(facts, contributions);
    rebuilt.events += page.length;
    onPage?.('log', rebuilt.events);
  }
  await place(sql, kitchenId, context, moved, origin.knownAt);

  rebuilt.lots = await storeLots(sql, kitchenId, derivation.finishLots());

  let ofBatches = 0;
  for await (const logs of batchLogsOfKitchen(sql, kitchenId, eventsAtOnce)) {
    const meters = await metersOf(sql, kitchenId, [...logs.keys()]);
    const facts = new Map<string, PostingOrigin>();
    const states: BatchState[] = [];
    const contributions: Contribution[] = [];
    const gone: string[] = [];
    for (const [batchId, log] of logs) {
      const newest = log.reduce((left, right) => (right.receivedAt >= left.receivedAt ? right : left));
      const fact = { cause: 'event', eventId: newest.event.id, knownAt: newest.receivedAt } as const;
      facts.set(`batch:${batchId}`, fact);
      const events = log.filter(({ counts }) => counts).map(({ event }) => event);
      const found = derivation.batch(batchId, events, meters(batchId));
      if (found === null) gone.push(batchId);
      else {
        states.push(found.state);
        contributions.push(found.contribution);
      }
      ofBatches += log.length;
    }
    rebuilt.batchIds.push(...(await saveBatches(sql, kitchenId, states)));
    rebuilt.batchIds.push(...(await deleteBatches(sql, kitchenId, gone)));
    await replace(facts, contributions);
    onPage?.('batches', ofBatches);
  }
  rebuilt.batchIds.push(...(await deleteUnnamedBatches(sql, kitchenId)));
  const unfounded = await unfoundedSubjects(sql, kitchenId);
  await replace(new Map(unfounded.map((subject) => [subject, origin])), []);

  rebuilt.totals = await setKitchenTotals(sql, kitchenId, moves);
  await clearRederive(sql, kitchenId);
  return rebuilt;
}

/** Stores the lots that something was put into, and removes all others. @returns how many changed */
async function storeLots(sql: Sql, kitchenId: string, lots: ReadonlyMap<string, Lot>): Promise<number> {
  const stored = await lotsOfKitchen(sql, kitchenId);
  const gone = stored.filter((lotId) => lots.get(lotId)?.filled !== true);
  let changed = await deleteLots(sql, kitchenId, gone);
  for (const some of chunks(lots.values(), LOTS_AT_ONCE)) {
    const filled = some.filter((lot) => lot.filled);
    changed += await saveLots(sql, kitchenId, filled);
  }
  return changed;
}

/** Puts the kitchen where it now is, where an event ever said that it moved. */
async function place(
  sql: Sql,
  kitchenId: string,
  { places }: KitchenContext,
  moved: readonly KitchenMoved[],
  now: Date,
): Promise<void> {
  const here = places.findLast(({ since }) => since === null || new Date(since) <= now);
  if (here === undefined || moved.length === 0) return;
  // Of the versions of a move, the one that counts is where the kitchen now is.
  const told = moved.find(
    ({ time, data }) =>
      Date.parse(time) === Date.parse(here.since ?? '') &&
      String(data.position) === String(here.position) &&
      data.timeZone === here.timeZone,
  );
  await placeKitchen(sql, kitchenId, here, told?.data.place ?? null);
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
  touched?: RebuildOptions['touched'],
): Promise<Rebuilt | null> {
  const { cause, isLong } = await rederiveOf(sql, kitchenId, SHORT_LOG);
  if (cause === null || isLong) return null;
  return rebuildKitchen(sql, reference, kitchenId, { cause, eventId: null, knownAt }, { touched });
}

function* chunks<T>(all: Iterable<T>, atOnce: number): Generator<T[]> {
  let some: T[] = [];
  for (const one of all) {
    some.push(one);
    if (some.length < atOnce) continue;
    yield some;
    some = [];
  }
  yield some;
}
