import { backoffMs } from '@bakeloop/runtime';
import { Backlog } from './backlog.js';
import type { StoredPack } from './outbox.js';

/** A pack on its way, unacknowledged by the platform. */
interface Flight {
  pack: StoredPack;
  /** Sendings on this connection. */
  attempts: number;
  /** Infinity while it is on its way to the broker: on one connection nothing sent is lost, however slow the line. */
  dueMs: number;
}

/** What is to be published now. */
export interface Sending {
  pack: StoredPack;
  /** It was published on this connection before, and not acknowledged in time. */
  again: boolean;
}

/** After 30 s without an acknowledgement again, then at growing intervals up to 5 minutes. */
const FIRST_RESEND_MS = 30_000;
const RESEND = { baseMs: 30_000, maxMs: 270_000 };
/** While both wait, every fourth place goes to the backlog: live readings first, yet an outage is worked off. */
const BACKLOG_EVERY = 4;

export interface WindowOptions {
  /**
   * Serves the backlog from both ends in turn rather than in order of making: what happened last is seen soon, and what
   * happened first is not put off for ever. Default false.
   */
  bothEnds?: boolean;
  /** Whether the outbox still has the pack: it may have been thinned out while it waited. */
  holds?: (pack: StoredPack) => boolean;
}

/**
 * Decides which pack is published next. At most `window` packs of a stream are unacknowledged at a time, so a platform
 * that comes back is not flooded. Pure bookkeeping: time and randomness are arguments.
 */
export class ResendWindow {
  private readonly flights = new Map<string, Flight>();
  private readonly live = new Backlog<StoredPack>();
  private readonly backlog: Backlog<StoredPack>;
  private readonly bothEnds: boolean;
  private readonly holds: (pack: StoredPack) => boolean;
  private turn = 0;
  private fromBacklogTurn = 0;

  /** @param backlog what was left by earlier runs, oldest first */
  constructor(
    private readonly window: number,
    backlog: readonly StoredPack[],
    private readonly random: () => number,
    { bothEnds = false, holds = () => true }: WindowOptions = {},
  ) {
    this.backlog = new Backlog(backlog);
    this.bothEnds = bothEnds;
    this.holds = holds;
  }

  get inFlight(): number {
    return this.flights.size;
  }

  get waiting(): number {
    return this.live.length + this.backlog.length;
  }

  /** What waits behind a full window of newer ones is backlog: the line may be up and the platform not. */
  add(pack: StoredPack): void {
    this.live.push(pack);
    if (this.live.length > this.window) this.shelve();
  }

  /** What has waited for a connection is backlog by now, and everything in flight is due at once. */
  reconnected(): void {
    while (this.live.length > 0) this.shelve();
    for (const flight of this.flights.values()) {
      flight.dueMs = 0;
      flight.attempts = 0;
    }
  }

  /** @returns the pack to publish now, if any; it counts as sent, and is not due again before `handedOver` */
  next(nowMs: number): Sending | undefined {
    for (const flight of this.flights.values()) if (flight.dueMs <= nowMs) return this.send(flight);
    if (this.flights.size >= this.window) return undefined;
    const pack = this.take();
    if (!pack) return undefined;
    const flight: Flight = { pack, attempts: 0, dueMs: 0 };
    this.flights.set(pack.key, flight);
    return this.send(flight);
  }

  /** The broker has it, or the line broke: from now on the platform's acknowledgement is waited for. */
  handedOver({ key }: StoredPack, nowMs: number): void {
    const flight = this.flights.get(key);
    if (flight) flight.dueMs = nowMs + FIRST_RESEND_MS + backoffMs(flight.attempts - 1, RESEND, this.random);
  }

  /** @returns the packs of a session whose seq lies in one of the closed ranges, wherever they wait; they are done */
  settle(session: string, ranges: readonly (readonly [number, number])[]): StoredPack[] {
    const settled = (pack: StoredPack): boolean =>
      pack.session === session && ranges.some(([from, to]) => pack.seq >= from && pack.seq <= to);
    const done = [...this.flights.values()].map(({ pack }) => pack).filter(settled);
    for (const { key } of done) this.flights.delete(key);
    const named = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    // A pack may be settled by a delivery of an earlier run before this run has sent it. Looking for it costs a walk
    // over the backlog, which may be a week long: only when the acknowledgement names more than was on its way.
    if (done.length < named) {
      done.push(...this.live.takeWhere(settled), ...this.backlog.takeWhere(settled));
    }
    return done;
  }

  /** A pack that the outbox no longer holds needs no acknowledgement. */
  drop(pack: StoredPack): void {
    this.flights.delete(pack.key);
  }

  private take(): StoredPack | undefined {
    for (;;) {
      const pack = this.nextInLine();
      if (!pack || this.holds(pack)) return pack;
    }
  }

  private nextInLine(): StoredPack | undefined {
    const fromBacklog =
      this.live.length === 0 || (this.backlog.length > 0 && this.turn++ % BACKLOG_EVERY === 0);
    if (!fromBacklog) return this.live.takeOldest();
    return this.bothEnds && this.fromBacklogTurn++ % 2 === 1
      ? this.backlog.takeNewest()
      : this.backlog.takeOldest();
  }

  private shelve(): void {
    const pack = this.live.takeOldest();
    if (pack) this.backlog.push(pack);
  }

  private send(flight: Flight): Sending {
    const again = flight.attempts > 0;
    flight.dueMs = Infinity;
    flight.attempts++;
    return { pack: flight.pack, again };
  }
}
