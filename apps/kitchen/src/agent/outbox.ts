import type { TrackedStream } from '@bakeloop/contracts';
import { ConfigError, type Logger } from '@bakeloop/runtime';
import type { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { thinOut } from '../report/thin-out.js';
import { isDamage, mendStore, openStore } from './outbox-store.js';

/** Streams of packs; those of the first two are never thinned out. */
export const STREAMS = ['results', 'events', 'telemetry'] as const satisfies readonly TrackedStream[];
export type Stream = (typeof STREAMS)[number];

/** A pack as it was published first: session, seq and bytes never change again (P1). */
export interface StoredPack {
  key: string;
  stream: Stream;
  session: string;
  seq: number;
  /** Length of `body` in characters; the payloads are ASCII but for names, so close enough to bytes for a bound. */
  size: number;
  createdMs: number;
}
const storedValue = z.object({ session: z.string(), createdMs: z.number(), body: z.string() });
type Value = z.infer<typeof storedValue>;
const storedCommand = z.object({ expiresMs: z.number(), ended: z.boolean() });
type Operation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };
/** A command that was heard (C4). */
export interface HeardCommand {
  id: string;
  /** By the server's clock, ms. Some time after it the id need not be remembered. */
  expiresMs: number;
  /** Whether its end was told. */
  ended: boolean;
}
export interface RejectedPack {
  stream: Stream;
  session: string;
  seq: number;
  reason: string;
  body: string;
}

/** What `append` stores. */
interface Appended {
  stream: Stream;
  session: string;
  /** When the session began, ms. */
  bornMs: number;
  seq: number;
  createdMs: number;
  body: string;
  cursorMs?: number;
  command?: HeardCommand | undefined;
}

export interface OutboxLimits {
  /** Above this the oldest telemetry is thinned out. Default 256 MiB. */
  maxBytes?: number;
  /** Rejected packs kept for a person to look at; the oldest go first. Default 200. */
  maxRejected?: number;
}

/** Keys sort by stream, then by age of the session, then by seq: reading in key order is reading in order of making. */
const packKey = (stream: Stream, bornMs: number, session: string, seq: number): string =>
  `pack!${stream}!${String(bornMs).padStart(14, '0')}!${session}!${String(seq).padStart(10, '0')}`;
const REJECTED = 'rejected!';
const CURSOR = 'meta!cursor';
const COMMAND = 'command!';

/**
 * Packs that the platform has not settled yet, on disk (P3).
 *
 * What is synced when: a pack of events, with the cursor that says up to where the log was told, and a pack of results,
 * with the command that it tells of, are written with fsync before `append` resolves. Telemetry is handed to the operating system: it survives a kill of the agent at any point,
 * a power cut may cost the last readings (fsync every 5 s would wear out a flash card). Deletions are not synced: a pack
 * that comes back after a power cut is sent again, which is harmless (P6).
 *
 * Bounded: when the packs outgrow `maxBytes`, the older half of telemetry is thinned out evenly in time, again until it
 * fits, so that a long outage is remembered coarsely from its beginning rather than cut off. Events are never dropped.
 * A full disk fails the write and harms nothing that is stored; the first write that finds room again goes through.
 * A store that a power cut has damaged is repaired, and all of it that can be read goes on; what cannot is not deleted.
 */
export class Outbox {
  /** In order of making. Apart, so that thinning never walks over the events. */
  private readonly packs: Record<Stream, Map<string, StoredPack>> = {
    results: new Map(),
    events: new Map(),
    telemetry: new Map(),
  };
  private readonly heard = new Map<string, HeardCommand>();
  /** Of the last write, where it failed. */
  private failure: unknown = null;
  private turn: Promise<unknown> = Promise.resolve();
  private reopened: Promise<void> = Promise.resolve();
  private bytes = 0;
  private asideCount = 0;

  private constructor(
    private readonly folder: string,
    private level: ClassicLevel,
    private readonly logger: Logger,
    private readonly maxBytes: number,
    private readonly maxRejected: number,
  ) {}

  /**
   * @throws ConfigError when another agent has the folder open, it cannot be written, or it is damaged and its disk is too
   * full for the repair
   */
  static async open(folder: string, logger: Logger, limits: OutboxLimits = {}): Promise<Outbox> {
    const { maxBytes = 256 * 1024 * 1024, maxRejected = 200 } = limits;
    try {
      return await openStore(folder, logger, async (level) => {
        const outbox = new Outbox(folder, level, logger, maxBytes, maxRejected);
        await outbox.load();
        return outbox;
      });
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      throw new ConfigError(
        `The outbox ${folder} cannot be opened: is another kitchen agent using it, or is the folder not writable?`,
        { cause: error },
      );
    }
  }

  /** Packs in order of making, oldest first, results before events before telemetry. */
  list(): StoredPack[] {
    return STREAMS.flatMap((stream) => [...this.packs[stream].values()]);
  }

  /** Commands that are remembered, by id. */
  get commands(): ReadonlyMap<string, HeardCommand> {
    return this.heard;
  }

  /** Packs that are not settled. */
  get count(): number {
    return STREAMS.reduce((count, stream) => count + this.packs[stream].size, 0);
  }

  get sizeBytes(): number {
    return this.bytes;
  }

  /** Packs that the platform refused and that are kept aside: at most `maxRejected`, so that many or more. */
  get rejectedCount(): number {
    return this.asideCount;
  }

  /** Up to which instant the batch log has been put into packs, ms; null for a new outbox. */
  async cursorMs(): Promise<number | null> {
    await this.reopened;
    const text = await this.level.get(CURSOR);
    return text === undefined ? null : Number(text);
  }

  /**
   * Stores a pack, durable as said above. `cursorMs` moves and `command` is remembered with it, or not at all.
   * @returns the pack, and how many packs of old telemetry were thinned out to make room
   * @throws Error when it cannot be stored
   */
  append(o: Appended): Promise<{ pack: StoredPack; thinned: number }> {
    return this.inTurn(async () => {
      const key = packKey(o.stream, o.bornMs, o.session, o.seq);
      const value: Value = { session: o.session, createdMs: o.createdMs, body: o.body };
      const writes: Operation[] = [{ type: 'put', key, value: JSON.stringify(value) }];
      if (o.cursorMs !== undefined) writes.push({ type: 'put', key: CURSOR, value: String(o.cursorMs) });
      if (o.command !== undefined) writes.push(commandWrite(o.command));
      await this.write(writes, o.stream !== 'telemetry');
      if (o.command !== undefined) this.heard.set(o.command.id, o.command);
      const pack: StoredPack = {
        key,
        stream: o.stream,
        session: o.session,
        seq: o.seq,
        size: o.body.length,
        createdMs: o.createdMs,
      };
      this.remember(pack);
      return { pack, thinned: await this.thin() };
    });
  }

  /** Commands whose time was over long enough need not be remembered. */
  forgetCommands(ids: readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      await this.write(ids.map((id) => ({ type: 'del', key: COMMAND + id })));
      for (const id of ids) this.heard.delete(id);
    });
  }

  has(pack: StoredPack): boolean {
    return this.packs[pack.stream].has(pack.key);
  }

  /** @returns the payload exactly as it was stored; undefined once the pack is settled or thinned out */
  async body(pack: StoredPack): Promise<string | undefined> {
    await this.reopened;
    const text = await this.level.get(pack.key);
    return text === undefined ? undefined : (JSON.parse(text) as Value).body;
  }

  /** Forgets packs that the platform has settled; those it rejected are kept aside with the reason. */
  settle(packs: readonly StoredPack[], rejected: ReadonlyMap<number, string>): Promise<void> {
    return this.inTurn(async () => {
      const puts: Operation[] = [];
      for (const pack of packs) {
        const reason = rejected.get(pack.seq);
        if (reason === undefined) continue;
        const { stream, session, seq } = pack;
        const aside: RejectedPack = { stream, session, seq, reason, body: (await this.body(pack)) ?? '' };
        puts.push({ type: 'put', key: `${REJECTED}${pack.key}`, value: JSON.stringify(aside) });
      }
      // Forgotten first: where the disk takes no deletion the pack is sent again by a later run, which is harmless (P6).
      for (const pack of packs) this.forget(pack);
      const deletions = packs.map(({ key }) => ({ type: 'del' as const, key }));
      await this.write([...puts, ...deletions]);
      if (puts.length > 0) await this.boundRejected(puts.length);
    });
  }

  async rejected(): Promise<RejectedPack[]> {
    await this.reopened;
    const values = await this.level.values({ gte: REJECTED, lt: 'rejected"' }).all();
    return values.map((text) => JSON.parse(text) as RejectedPack);
  }

  /** After all that was asked of it before. */
  close(): Promise<void> {
    return this.inTurn(() => this.level.close());
  }

  /** One after the other: while one opens the store anew, the writes of another would find it closed. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  /** To be called in turn. */
  private async write(operations: Operation[], sync = false): Promise<void> {
    if (this.failure !== null) {
      this.reopened = this.reopen(this.failure);
      await this.reopened;
      this.failure = null;
    }
    try {
      await this.level.batch(operations, { sync });
    } catch (error) {
      // One that was closed for good stays closed.
      if (this.level.status === 'open') this.failure = error;
      throw error;
    }
  }

  /**
   * LevelDB takes nothing more after a failed write, also when there is room again on the disk: it is opened anew then,
   * and so finds what it has.
   */
  private async reopen(failure: unknown): Promise<void> {
    await this.level.close();
    try {
      if (isDamage(failure)) throw failure;
      await this.level.open();
    } catch (error) {
      if (!isDamage(error)) throw error;
      await mendStore(this.folder, this.logger, error, (level) => {
        this.level = level;
        return this.load();
      });
    }
  }

  /** Reads what the store holds. What cannot be understood is left where it is. */
  private async load(): Promise<void> {
    for (const stream of STREAMS) this.packs[stream].clear();
    this.heard.clear();
    this.bytes = 0;
    this.asideCount = 0;
    // Packs of one session share its text: a backlog of 100,000 would hold it as many times.
    const sessions = new Map<string, string>();
    let unreadable = 0;
    for await (const [key, text] of this.level.iterator({ gte: 'pack!', lt: 'pack"' })) {
      const pack = packOf(key, text);
      if (pack === null) {
        unreadable++;
        continue;
      }
      pack.session = sessions.get(pack.session) ?? pack.session;
      sessions.set(pack.session, pack.session);
      this.remember(pack);
    }
    for await (const [key, text] of this.level.iterator({ gte: COMMAND, lt: 'command"' })) {
      const id = key.slice(COMMAND.length);
      const command = storedCommand.safeParse(parsedJson(text));
      if (command.success) this.heard.set(id, { ...command.data, id });
      else unreadable++;
    }
    for await (const key of this.level.keys({ gte: REJECTED, lt: 'rejected"' })) if (key) this.asideCount++;
    if (unreadable > 0)
      this.logger.warn(
        { folder: this.folder, entries: unreadable },
        'entries of the outbox cannot be understood: left in it, all others go on',
      );
  }

  private remember(pack: StoredPack): void {
    const { size: replaced = 0 } = this.packs[pack.stream].get(pack.key) ?? {};
    this.packs[pack.stream].set(pack.key, pack);
    this.bytes += pack.size - replaced;
  }

  private forget(pack: StoredPack): void {
    if (this.packs[pack.stream].delete(pack.key)) this.bytes -= pack.size;
  }

  /**
   * Each thinning frees an eighth to a quarter of the telemetry, so that the walk over it is paid for by many appends.
   * Only where events fill the budget almost alone it comes often, and then there is little telemetry to walk over.
   */
  private async thin(): Promise<number> {
    let thinned = 0;
    while (this.bytes > this.maxBytes) {
      const { telemetry } = this.packs;
      // Only events are left: they are the plastic itself, and stay.
      if (telemetry.size < 2) return thinned;
      const older = [...telemetry.values()].slice(0, Math.ceil(telemetry.size / 2));
      const stays = older.length === 1 ? [false] : thinOut(older.map(({ createdMs }) => createdMs));
      const dropped = older.filter((_, at) => !stays[at]);
      try {
        await this.write(dropped.map(({ key }) => ({ type: 'del', key })));
      } catch (error) {
        // The pack that it was to make room for is stored, and the next one has it tried again.
        this.logger.warn({ err: error }, 'outbox full, and old readings cannot be thinned out now');
        return thinned;
      }
      for (const pack of dropped) this.forget(pack);
      thinned += dropped.length;
    }
    return thinned;
  }

  private async boundRejected(added: number): Promise<void> {
    this.asideCount += added;
    const excess = this.asideCount - this.maxRejected;
    if (excess <= 0) return;
    const oldest = await this.level.keys({ gte: REJECTED, lt: 'rejected"', limit: excess }).all();
    await this.write(oldest.map((key) => ({ type: 'del', key })));
    this.asideCount -= oldest.length;
  }
}

function commandWrite({ id, ...rest }: HeardCommand): Operation {
  return { type: 'put', key: COMMAND + id, value: JSON.stringify(rest) };
}

/** @returns null for what is no pack, or no longer */
function packOf(key: string, text: string): StoredPack | null {
  const [, name, , , seq] = key.split('!');
  const stream = STREAMS.find((known) => known === name);
  const value = storedValue.safeParse(parsedJson(text));
  if (!stream || !value.success || !(Number(seq) >= 1)) return null;
  const { session, createdMs, body } = value.data;
  return { key, stream, session, seq: Number(seq), size: body.length, createdMs };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
