import { MAX_KITCHENS, type ApplicationAck, type ChangeNotice, type SettledEvent } from '@bakeloop/contracts';
import {
  addTallies,
  DecimalMemory,
  knownPacks,
  lockKitchens,
  markHours,
  markLate,
  saveBirth,
  saveDeadLetters,
  saveStatus,
  settlePackRuns,
  touchKitchens,
  type Database,
  type DeadLetterRow,
  type PackKey,
  type Sql,
  type Tally,
} from '@bakeloop/db';
import type { KitchenEvent } from '@bakeloop/domain';
import { acknowledgements, runsOf } from './acknowledge.js';
import { channelsRefusal, FleetBound, isSpeaking } from './bounds.js';
import { ChannelMemory, type Channels } from './channels.js';
import { storeResults } from './commands.js';
import { CurrentMemory, type Moved } from './current-memory.js';
import { readEvents, readMessage, type Message, type ReadMessage, type Refusal } from './message.js';
import { rederiveIfShort } from './rebuild.js';
import { ReferenceMemory } from './reference-memory.js';
import { Repeaters } from './repeaters.js';
import { isOfTheData, isRepetition, isUnsupported, retryTransient } from './sql-errors.js';
import { storeEvents } from './store-events.js';
import { storeReadings } from './store-readings.js';
import { recordsOf, sumTallies, Tallies } from './tallies.js';

/** What to send once a settlement is committed: never before (P2, P4). */
export interface Settlement {
  acks: { kitchenId: string; ack: ApplicationAck }[];
  changes: ChangeNotice[];
  /** Why something of the messages was refused, a sentence each. */
  refusals: string[];
  /** What came in, and what became of it. */
  tally: Tally;
}

/** What became of a message that is settled whole or not at all. */
export interface WholeSettlement {
  /** Why it was not settled; none: all of it was. */
  refusals: Refusal[];
  changes: ChangeNotice[];
  tally: Tally;
  /** Its channels, with the units that their values are kept in. */
  channels: Channels;
}

/** What a transaction has settled, before it is committed. */
interface Stored {
  channels: Channels;
  moved: Moved;
  letters: DeadLetterRow[];
  settlement: Settlement;
}

/** Ends a transaction of which nothing is to stay. */
class TakenBack extends Error {
  constructor(readonly stored: Stored) {
    super('taken back');
  }
}

/**
 * The use case behind every door: settles what kitchens and phones report. Settled means stored, recognised as a
 * duplicate, or kept as a dead letter with a reason; all of one call commits together or not at all.
 */
export class Recorder {
  private readonly channels = new ChannelMemory();
  private readonly current = new CurrentMemory();
  private readonly decimals = new DecimalMemory();
  private readonly reference = new ReferenceMemory();
  private readonly repeaters = new Repeaters();

  /** Until the server says that it takes no COPY: the embedded engine does not. */
  private copies = true;

  private readonly fleet: FleetBound;
  private readonly isHistory: boolean;

  /**
   * @param maxKitchens of the fleet; what comes of one more is not taken
   * @param isHistory what is settled was made up and happened before anybody looked: no alarm looks at it
   */
  constructor(
    private readonly database: Database,
    { maxKitchens = MAX_KITCHENS, isHistory = false }: { maxKitchens?: number; isHistory?: boolean } = {},
  ) {
    this.fleet = new FleetBound(maxKitchens);
    this.isHistory = isHistory;
  }

  /**
   * Settles messages in one transaction. When the database refuses a value that the contract let through, the messages
   * are settled one by one, so that a poisoned one costs no neighbour.
   * @throws whatever an unreachable or broken database throws: then nothing is settled, and the caller keeps the messages
   */
  settle(messages: readonly Message[]): Promise<Settlement> {
    return this.settleRead(messages.map(readMessage));
  }

  /** As `settle`, of messages that are read already: a busy door reads some at a time. */
  async settleRead(read: readonly ReadMessage[]): Promise<Settlement> {
    try {
      return await this.commit(read);
    } catch (error) {
      if (!isOfTheData(error)) throw error;
      if (read.length > 1) {
        const parts: Settlement[] = [];
        for (const one of read) parts.push(await this.settleRead([one]));
        return mergeSettlements(parts);
      }
      const [only] = read;
      if (only?.content.kind === 'events' && only.content.events.length > 1)
        return this.salvage(only, only.content.events);
      return this.commit(
        read.map((one) => ({
          ...one,
          content: { kind: 'refused' },
          refusals: [{ position: null, reason: 'database', detail: (error as Error).message }],
        })),
      );
    }
  }

  /**
   * Settles one message whole or not at all: where any of it is refused nothing is stored, and no dead letter is kept.
   * @param beside what is done in the same transaction, once all of it is settled; left out, all is taken back: a trial
   * @throws whatever an unreachable or broken database throws, or `beside`: then nothing is settled
   */
  async settleWhole(
    read: ReadMessage,
    beside?: (sql: Sql, tally: Tally) => Promise<void>,
  ): Promise<WholeSettlement> {
    try {
      const stored = await retryTransient(() =>
        this.database.transaction(async (sql) => {
          const settled = await this.store(sql, [read], false);
          if (beside === undefined || settled.letters.length > 0) throw new TakenBack(settled);
          await beside(sql, settled.settlement.tally);
          return settled;
        }),
      );
      return wholeOf(this.remember(stored));
    } catch (error) {
      if (error instanceof TakenBack) return wholeOf(error.stored);
      if (!isOfTheData(error)) throw error;
      const refusal = { position: null, reason: 'database', detail: (error as Error).message };
      return { refusals: [refusal], changes: [], tally: sumTallies([]), channels: new Map() };
    }
  }

  /**
   * E5: settles events posted over HTTPS; each gets its own answer, in order.
   * @throws whatever an unreachable database throws: then none is stored
   */
  async settleEvents(
    kitchenId: string,
    inputs: readonly unknown[],
    { receivedAt }: { receivedAt: Date },
  ): Promise<{ answers: SettledEvent[]; change: ChangeNotice }> {
    try {
      return await this.commitEvents(kitchenId, inputs, readEvents(inputs, receivedAt), receivedAt);
    } catch (error) {
      if (!isOfTheData(error)) throw error;
      if (inputs.length === 1) {
        const refusal = { position: 0, reason: 'database', detail: (error as Error).message } as const;
        return this.commitEvents(kitchenId, inputs, { events: [], refusals: [refusal] }, receivedAt);
      }
      const change = { ...noChange(kitchenId), kitchen: true };
      const answers: SettledEvent[] = [];
      for (const input of inputs) {
        const one = await this.settleEvents(kitchenId, [input], { receivedAt });
        answers.push(...one.answers);
        change.batchIds.push(...one.change.batchIds);
      }
      return { answers, change };
    }
  }

  private commitEvents(
    kitchenId: string,
    inputs: readonly unknown[],
    { events, refusals }: ReturnType<typeof readEvents>,
    receivedAt: Date,
  ): Promise<{ answers: SettledEvent[]; change: ChangeNotice }> {
    return retryTransient(() =>
      this.database.transaction(async (sql) => {
        await lockKitchens(sql, [kitchenId], receivedAt);
        const stored = await storeEvents(
          sql,
          this.reference,
          kitchenId,
          events.map((item) => ({ ...item, receivedAt, source: 'http' as const })),
        );
        const refused = [...refusals, ...stored.refusals];
        const tallies = new Tallies();
        tallies.add(kitchenId, 'received', inputs.length);
        tallies.add(kitchenId, 'deadLettered', refused.length);
        for (const outcome of stored.outcomes.values()) tallies.add(kitchenId, outcome, 1);
        await saveDeadLetters(
          sql,
          refused.map((refusal) => ({
            ...refusal,
            kitchenId,
            topic: `https kitchens/${kitchenId}/events`,
            payload: bytesOf(inputs[refusal.position ?? 0]),
            position: null,
            at: receivedAt,
          })),
        );
        const answers = inputs.map((input, position): SettledEvent => {
          const id = (input as { id?: unknown } | null)?.id;
          const refusal = refused.find((one) => one.position === position);
          return {
            id: typeof id === 'string' ? id : null,
            outcome: refusal ? 'rejected' : (stored.outcomes.get(position) ?? 'stored'),
            reason: refusal?.reason ?? null,
            detail: refusal?.detail ?? null,
          };
        });
        await addTallies(sql, tallies.byKitchen, receivedAt);
        const change = { ...noChange(kitchenId), batchIds: stored.batchIds, kitchen: true };
        return { answers, change };
      }),
    );
  }

  /** Settles the events of a message one by one, after the database refused one of them: the good ones are stored. */
  private async salvage(
    message: ReadMessage,
    events: readonly { position: number; event: KitchenEvent }[],
  ): Promise<Settlement> {
    const refusals = [...message.refusals];
    const parts: Settlement[] = [];
    for (const item of events)
      try {
        const alone = { kind: 'events' as const, events: [item] };
        parts.push(
          await this.commit([
            { ...message, tracking: null, refusals: [], content: alone, limited: undefined },
          ]),
        );
      } catch (error) {
        if (!isOfTheData(error)) throw error;
        refusals.push({ position: item.position, reason: 'database', detail: (error as Error).message });
      }
    parts.push(await this.commit([{ ...message, refusals, content: { kind: 'events', events: [] } }]));
    return mergeSettlements(parts);
  }

  private async commit(read: readonly ReadMessage[]): Promise<Settlement> {
    return this.remember(await this.storeCopying(read)).settlement;
  }

  /** After a commit, never before. */
  private remember(stored: Stored): Stored {
    this.channels.keep(stored.channels);
    this.current.keep(stored.moved);
    for (const change of stored.settlement.changes)
      if (change.channels) this.channels.forget(change.kitchenId);
    return stored;
  }

  /** Readings are nearly always new, and then copied. Where one is not, the copy fails as a whole, and they are inserted. */
  private async storeCopying(read: readonly ReadMessage[]) {
    const store = (copies: boolean) =>
      retryTransient(() => this.database.transaction((sql) => this.store(sql, read, copies)));
    if (!this.copies) return store(false);
    try {
      return await store(true);
    } catch (error) {
      if (isUnsupported(error)) this.copies = false;
      else if (!isRepetition(error)) throw error;
      return store(false);
    }
  }

  private async store(sql: Sql, given: readonly ReadMessage[], copies: boolean): Promise<Stored> {
    const read = await this.fleet.admit(sql, given);
    const changes = new Map<string, ChangeNotice>();
    const changeOf = (kitchenId: string): ChangeNotice => {
      const change = changes.get(kitchenId) ?? noChange(kitchenId);
      changes.set(kitchenId, change);
      return change;
    };
    const refusals = new Map<ReadMessage, Refusal[]>(read.map((one) => [one, [...one.refusals]]));
    const refuse = (one: ReadMessage, more: readonly Refusal[]): void =>
      void refusals.get(one)?.push(...more);

    const ofKitchens = read.filter(
      (one): one is ReadMessage & { kitchenId: string } => one.kitchenId !== null,
    );
    const now = read[0]?.message.receivedAt ?? new Date(0);
    // What cannot be read founds no kitchen.
    const speaking = ofKitchens.filter(({ content }) => isSpeaking(content));
    if (speaking.length > 0)
      await lockKitchens(
        sql,
        speaking.map((one) => one.kitchenId),
        now,
      );

    const tracked = ofKitchens.filter((one) => one.tracking !== null);
    const isKnown = tracked.length > 0 && (await knownPacks(sql, runsOf(tracked.map(packKey))));
    const duplicates = new Set(tracked.filter((one) => isKnown && isKnown(packKey(one))));
    const fresh = ofKitchens.filter((one) => !duplicates.has(one));
    const tallies = new Tallies();
    for (const one of read) tallies.addMessage(one);
    for (const one of duplicates) tallies.add(one.kitchenId, 'duplicate', recordsOf(one));

    for (const one of fresh) {
      const { content, kitchenId, message } = one;
      if (content.kind === 'birth') {
        const refusal = await channelsRefusal(sql, kitchenId, content.birth);
        if (refusal) {
          refuse(one, [refusal]);
          tallies.add(kitchenId, 'received', 1);
        } else if (await saveBirth(sql, kitchenId, content.birth, message.receivedAt)) {
          Object.assign(changeOf(kitchenId), { kitchen: true, channels: true });
          const rebuilt = await rederiveIfShort(sql, this.reference, kitchenId, message.receivedAt);
          changeOf(kitchenId).batchIds.push(...(rebuilt?.batchIds ?? []));
        }
      }
      if (content.kind === 'status' && (await saveStatus(sql, kitchenId, content.status, message.receivedAt)))
        changeOf(kitchenId).kitchen = true;
    }

    const memory = { channels: this.channels, current: this.current, decimals: this.decimals };
    const writer = {
      copies,
      repeats: (kitchenId: string) => this.repeaters.has(kitchenId, Date.now()),
      repeated: (kitchenId: string) => this.repeaters.add(kitchenId, Date.now()),
    };
    const readings = await storeReadings(sql, memory, fresh, writer, tallies);
    for (const [one, bad] of readings.refusals) refuse(one, bad);
    for (const [kitchenId, live] of readings.live) changeOf(kitchenId).readings = live;

    const told = fresh.filter(({ content }) => content.kind === 'events');
    for (const kitchenId of [...new Set(told.map((one) => one.kitchenId))].sort()) {
      const logs = told.filter((one) => one.kitchenId === kitchenId);
      const items = logs.flatMap((one) =>
        one.content.kind === 'events'
          ? one.content.events.map((item) => ({
              ...item,
              one,
              receivedAt: one.message.receivedAt,
              source: one.source ?? ('mqtt' as const),
            }))
          : [],
      );
      if (items.length === 0) continue;
      const indexed = items.map((item, position) => ({ ...item, position }));
      const stored = await storeEvents(sql, this.reference, kitchenId, indexed);
      for (const outcome of stored.outcomes.values()) tallies.add(kitchenId, outcome, 1);
      for (const refusal of stored.refusals) {
        const item = items[refusal.position ?? 0];
        if (item) refuse(item.one, [{ ...refusal, position: item.position }]);
      }
      changeOf(kitchenId).kitchen = true;
      changeOf(kitchenId).batchIds.push(...stored.batchIds);
    }

    for (const one of fresh) {
      const { content, kitchenId, message } = one;
      if (content.kind !== 'results') continue;
      const items = content.results.map((item) => ({ ...item, receivedAt: message.receivedAt }));
      const stored = await storeResults(sql, kitchenId, items);
      for (const outcome of stored.outcomes.values()) tallies.add(kitchenId, outcome, 1);
      refuse(one, stored.refusals);
      changeOf(kitchenId).kitchen = true;
    }

    const settledNow = read.filter((one) => !duplicates.has(one as (typeof tracked)[number]));
    for (const one of settledNow) tallies.add(one.kitchenId, 'deadLettered', refusals.get(one)?.length ?? 0);
    const letters = settledNow.flatMap((one) => lettersOf(one, refusals.get(one) ?? []));
    await saveDeadLetters(sql, letters);
    for (const letter of letters) if (letter.kitchenId) changeOf(letter.kitchenId).kitchen = true;

    // A pack with a refusal stays unremembered: sent again, it is answered with the same refusal, and stores nothing new.
    const clean = tracked.filter((one) => !duplicates.has(one) && refusals.get(one)?.length === 0);
    if (clean.length > 0) await settlePackRuns(sql, runsOf(clean.map(packKey)));
    if (speaking.length > 0) await touchKitchens(sql, heardOf(speaking, readings.live));
    if (readings.behind.length > 0 && !this.isHistory) await markLate(sql, readings.behind);
    // Last, for all who write readings meet in the same hour and wait here for each other's commit.
    if (readings.hours.length > 0) await markHours(sql, readings.hours);
    await addTallies(sql, tallies.byKitchen, now);

    return {
      channels: readings.channels,
      moved: readings.moved,
      letters,
      settlement: {
        acks: acknowledgements(
          tracked.map((one) => ({
            ...packKey(one),
            refusals: duplicates.has(one) ? [] : (refusals.get(one) ?? []),
          })),
        ),
        changes: [...changes.values()],
        refusals: letters.map(({ detail }) => detail),
        tally: sumTallies(tallies.byKitchen.values()),
      },
    };
  }
}

/** What was posted, for the dead letter. Nesting without end cannot be written out again. */
function bytesOf(input: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(input) ?? 'null');
  } catch {
    return Buffer.from('(nested too deep to be kept)');
  }
}

function noChange(kitchenId: string): ChangeNotice {
  return { kitchenId, readings: [], batchIds: [], kitchen: false, channels: false };
}

function packKey(one: ReadMessage): PackKey {
  if (one.kitchenId === null || one.tracking === null) throw new TypeError('not a tracked pack');
  const { session, stream, seq } = one.tracking;
  return { kitchenId: one.kitchenId, session, stream, seq };
}

/** Letters of one message at most: the raw bytes are kept once, and a person needs no more to see what is wrong. */
const MAX_LETTERS = 100;

function lettersOf(one: ReadMessage, refusals: readonly Refusal[]): DeadLetterRow[] {
  const { topic, payload, receivedAt } = one.message;
  const kept = refusals.slice(0, MAX_LETTERS);
  const more = refusals.length - kept.length;
  if (more > 0)
    kept.push({ position: null, reason: 'more', detail: `${more} more records of this pack were refused` });
  return kept.map((refusal) => ({
    ...refusal,
    kitchenId: one.kitchenId,
    topic,
    payload,
    at: receivedAt,
  }));
}

/**
 * When each kitchen was last heard of, and how far its clock is from ours: newest device time less arrival. Only readings
 * that became current tell the clock; an old pack sent again tells its age.
 */
function heardOf(
  read: readonly (ReadMessage & { kitchenId: string })[],
  live: ReadonlyMap<string, ChangeNotice['readings']>,
): { kitchenId: string; at: Date; skewMs: number | null }[] {
  const heard = new Map<string, Date>();
  for (const { kitchenId, message, content } of read) {
    // A will, or what the broker kept: not the kitchen speaking now (B3).
    if (message.retained || (content.kind === 'status' && content.status.state === 'offline')) continue;
    const before = heard.get(kitchenId);
    if (!before || message.receivedAt > before) heard.set(kitchenId, message.receivedAt);
  }
  return [...heard]
    .map(([kitchenId, at]) => {
      const newest = (live.get(kitchenId) ?? []).reduce(
        (latest, { timeMs }) => Math.max(latest, timeMs),
        -Infinity,
      );
      return { kitchenId, at, skewMs: newest === -Infinity ? null : newest - at.getTime() };
    })
    .sort((left, right) => (left.kitchenId < right.kitchenId ? -1 : 1));
}

function wholeOf({ settlement: { changes, tally }, letters, channels }: Stored): WholeSettlement {
  const refusals = letters.map(({ position, reason, detail }) => ({ position, reason, detail }));
  return { refusals, changes, tally, channels };
}

function mergeSettlements(parts: readonly Settlement[]): Settlement {
  return {
    acks: parts.flatMap((part) => part.acks),
    changes: parts.flatMap((part) => part.changes),
    refusals: parts.flatMap((part) => part.refusals),
    tally: sumTallies(parts.map((part) => part.tally)),
  };
}
