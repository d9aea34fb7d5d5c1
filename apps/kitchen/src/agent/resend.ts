import { backoffMs } from '@bakeloop/runtime';
import type { StoredPack } from './outbox.js';

/** A pack on its way, unacknowledged by the platform. */
interface Flight {
  pack: StoredPack;
  attempts: number;
  dueMs: number;
}

/** After 30 s without an acknowledgement again, then at growing intervals up to 5 minutes. */
const FIRST_RESEND_MS = 30_000;
const RESEND = { baseMs: 30_000, maxMs: 270_000 };
/** While both wait, every fourth place goes to the backlog: live readings first, yet an outage is worked off. */
const BACKLOG_EVERY = 4;

/**
 * Decides which pack is published next. At most `window` packs of a stream are unacknowledged at a time, so a platform
 * that comes back is not flooded. Pure bookkeeping: time and randomness are arguments.
 */
export class ResendWindow {
  private readonly flights = new Map<string, Flight>();
  private live: StoredPack[] = [];
  private backlog: StoredPack[];
  private turn = 0;

  /** @param backlog what was left by earlier runs, oldest first */
  constructor(
    private readonly window: number,
    backlog: readonly StoredPack[],
    private readonly random: () => number,
  ) {
    this.backlog = [...backlog];
  }

  get inFlight(): number {
    return this.flights.size;
  }

  get waiting(): number {
    return this.live.length + this.backlog.length;
  }

  add(pack: StoredPack): void {
    this.live.push(pack);
  }

  /** What has waited for a connection is backlog by now, and everything in flight is due at once. */
  reconnected(): void {
    this.backlog = [...this.backlog, ...this.live];
    this.live = [];
    for (const flight of this.flights.values()) {
      flight.dueMs = 0;
      flight.attempts = 0;
    }
  }

  /** @returns the packs to publish now; each counts as sent */
  next(nowMs: number): StoredPack[] {
    const sending: StoredPack[] = [];
    for (const flight of this.flights.values()) {
      if (flight.dueMs > nowMs) continue;
      sending.push(flight.pack);
      this.sent(flight, nowMs);
    }
    while (this.flights.size < this.window) {
      const pack = this.take();
      if (!pack) break;
      const flight: Flight = { pack, attempts: 0, dueMs: 0 };
      this.flights.set(pack.key, flight);
      sending.push(pack);
      this.sent(flight, nowMs);
    }
    return sending;
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
      done.push(...this.live.filter(settled), ...this.backlog.filter(settled));
      this.live = this.live.filter((pack) => !settled(pack));
      this.backlog = this.backlog.filter((pack) => !settled(pack));
    }
    return done;
  }

  /** A pack that the outbox no longer holds needs no acknowledgement. */
  drop(pack: StoredPack): void {
    this.flights.delete(pack.key);
  }

  private take(): StoredPack | undefined {
    const fromBacklog =
      this.live.length === 0 || (this.backlog.length > 0 && this.turn++ % BACKLOG_EVERY === 0);
    return fromBacklog ? this.backlog.shift() : this.live.shift();
  }

  private sent(flight: Flight, nowMs: number): void {
    flight.dueMs = nowMs + FIRST_RESEND_MS + backoffMs(flight.attempts, RESEND, this.random);
    flight.attempts++;
  }
}
