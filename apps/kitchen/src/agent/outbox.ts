import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TrackedStream } from '@bakeloop/contracts';
import { ConfigError } from '@bakeloop/runtime';
import { ClassicLevel } from 'classic-level';
import { thinOut } from '../report/thin-out.js';

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
interface Value {
  session: string;
  createdMs: number;
  body: string;
}
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

export interface OutboxLimits {
  /** Above this the oldest telemetry is thinned out. Default 256 MiB. */
  maxBytes?: number;
  /** Rejected packs kept for a person to look at; the oldest go first. Default 200. */
  maxRejected?: number;
}

/** LevelDB's own share, bytes: packs are written once and mostly read once, so little of it is worth keeping. */
const MEMORY = { writeBufferSize: 1024 * 1024, cacheSize: 512 * 1024 };

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
 */
export class Outbox {
  /** In order of making. Apart, so that thinning never walks over the events. */
  private readonly packs: Record<Stream, Map<string, StoredPack>> = {
    results: new Map(),
    events: new Map(),
    telemetry: new Map(),
  };
  private readonly heard = new Map<string, HeardCommand>();
  private readonly sessions = new Map<string, string>();
  private failed = false;
  private bytes = 0;
  private rejectedCount = 0;

  private constructor(
    private readonly level: ClassicLevel,
    private readonly maxBytes: number,
    private readonly maxRejected: number,
  ) {}

  /** @throws ConfigError when another agent has the folder open, or it cannot be written */
  static async open(folder: string, limits: OutboxLimits = {}): Promise<Outbox> {
    const level = new ClassicLevel(folder, MEMORY);
    try {
      await mkdir(dirname(folder), { recursive: true });
      await level.open();
    } catch (error) {
      throw new ConfigError(
        `The outbox ${folder} cannot be opened: is another kitchen agent using it, or is the folder not writable?`,
        { cause: error },
      );
    }
    const outbox = new Outbox(level, limits.maxBytes ?? 256 * 1024 * 1024, limits.maxRejected ?? 200);
    for await (const [key, text] of level.iterator({ gte: 'pack!', lt: 'pack"' })) {
      const { session, createdMs, body } = JSON.parse(text) as Value;
      const [, stream, , , seq] = key.split('!');
      outbox.remember({
        key,
        stream: STREAMS.find((known) => known === stream) ?? 'telemetry',
        session,
        seq: Number(seq),
        size: body.length,
        createdMs,
      });
    }
    for await (const [key, text] of level.iterator({ gte: COMMAND, lt: 'command"' })) {
      const id = key.slice(COMMAND.length);
      outbox.heard.set(id, { ...(JSON.parse(text) as Omit<HeardCommand, 'id'>), id });
    }
    for await (const key of level.keys({ gte: REJECTED, lt: 'rejected"' })) if (key) outbox.rejectedCount++;
    return outbox;
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

  /** Up to which instant the batch log has been put into packs, ms; null for a new outbox. */
  async cursorMs(): Promise<number | null> {
    const text = await this.level.get(CURSOR);
    return text === undefined ? null : Number(text);
  }

  /**
   * Stores a pack, durable as said above. `cursorMs` moves and `command` is remembered with it, or not at all.
   * @returns the pack, and how many packs of old telemetry were thinned out to make room
   */
  async append(o: {
    stream: Stream;
    session: string;
    /** When the session began, ms. */
    bornMs: number;
    seq: number;
    createdMs: number;
    body: string;
    cursorMs?: number;
    command?: HeardCommand | undefined;
  }): Promise<{ pack: StoredPack; thinned: number }> {
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
  }

  async moveCursor(cursorMs: number): Promise<void> {
    await this.level.put(CURSOR, String(cursorMs));
  }

  /** Commands whose time was over long enough need not be remembered. */
  async forgetCommands(ids: readonly string[]): Promise<void> {
    await this.write(ids.map((id) => ({ type: 'del', key: COMMAND + id })));
    for (const id of ids) this.heard.delete(id);
  }

  has(pack: StoredPack): boolean {
    return this.packs[pack.stream].has(pack.key);
  }

  /** @returns the payload exactly as it was stored; undefined once the pack is settled or thinned out */
  async body(pack: StoredPack): Promise<string | undefined> {
    const text = await this.level.get(pack.key);
    return text === undefined ? undefined : (JSON.parse(text) as Value).body;
  }

  /** Forgets packs that the platform has settled; those it rejected are kept aside with the reason. */
  async settle(packs: readonly StoredPack[], rejected: ReadonlyMap<number, string>): Promise<void> {
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
  }

  async rejected(): Promise<RejectedPack[]> {
    const values = await this.level.values({ gte: REJECTED, lt: 'rejected"' }).all();
    return values.map((text) => JSON.parse(text) as RejectedPack);
  }

  async close(): Promise<void> {
    await this.level.close();
  }

  /**
   * LevelDB takes nothing more after a failed write, also when there is room again on the disk: it is opened anew then,
   * and so finds what it has.
   */
  private async write(operations: Operation[], sync = false): Promise<void> {
    if (this.failed) {
      await this.level.close();
      await this.level.open();
      this.failed = false;
    }
    try {
      await this.level.batch(operations, { sync });
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  private remember(pack: StoredPack): void {
    // Packs of one session share its text: a backlog of 100,000 would hold it as many times.
    const session = this.sessions.get(pack.session);
    if (session === undefined) this.sessions.set(pack.session, pack.session);
    else pack.session = session;
    this.packs[pack.stream].set(pack.key, pack);
    this.bytes += pack.size;
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
      await this.write(dropped.map(({ key }) => ({ type: 'del', key })));
      for (const pack of dropped) this.forget(pack);
      thinned += dropped.length;
    }
    return thinned;
  }

  private async boundRejected(added: number): Promise<void> {
    this.rejectedCount += added;
    const excess = this.rejectedCount - this.maxRejected;
    if (excess <= 0) return;
    const oldest = await this.level.keys({ gte: REJECTED, lt: 'rejected"', limit: excess }).all();
    await this.level.batch(oldest.map((key) => ({ type: 'del', key })));
    this.rejectedCount -= oldest.length;
  }
}

function commandWrite({ id, ...rest }: HeardCommand): Operation {
  return { type: 'put', key: COMMAND + id, value: JSON.stringify(rest) };
}
