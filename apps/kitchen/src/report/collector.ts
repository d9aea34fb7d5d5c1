import { byException, unreported, type ReportMemory, type ReportRule } from './by-exception.js';
import { thinOut } from './thin-out.js';

export interface CollectedChannel {
  name: string;
  rule: ReportRule;
  /** Between two readings that count, ms: of more frequent ones the newest counts. */
  sampleMs: number;
  /** How long a reported reading may wait for company, ms. */
  reportMs: number;
}

/** A reading that is to be sent. */
export interface Collected {
  channel: string;
  value: number;
  /** Monotonic, ms. */
  atMs: number;
}

interface State extends CollectedChannel {
  memory?: ReportMemory;
  admittedMs: number;
  /** When the next reading is expected if all came at their interval, ms: what runs ahead of it is a flood. */
  expectedMs: number;
  /** Late readings that are still taken, as of an instant. */
  late: { left: number; asOfMs: number };
  /** Came too soon after the one before; counts when its turn comes and nothing newer has taken its place. */
  held?: { atMs: number; value: number } | undefined;
}

/**
 * Readings that wait in memory for the next message, when neither a clock nor a disk takes them: 20,000 are some 3 MB
 * and, by exception, hours of a kitchen.
 */
const MAX_WAITING = 20_000;
/** Readings that may come at once: a poller that was held up catches up, and is no flood. */
const BURST = 3;

/** A reading older than this when it comes is late, ms: no look at a sensor takes so long. */
const LATE_FROM_MS = 60_000;
/** Late readings of a channel that are taken at once: a day of them, of a sensor that was away, ms. */
const LATE_MS = 86_400_000;
const mostLate = (sampleMs: number): number => Math.min(MAX_WAITING, LATE_MS / sampleMs);

const runsAhead = (state: State, atMs: number): boolean => state.expectedMs - atMs >= BURST * state.sampleMs;

/**
 * Collects what the drivers read: on average at most one reading per channel and sampling interval, reported by exception, kept
 * until `take`. However fast a driver reports, it costs one number per channel.
 */
export class Collector {
  private readonly channels: ReadonlyMap<string, State>;
  private waiting: Collected[] = [];
  private leaveMs = Infinity;
  private thinned = 0;
  private flood = 0;

  constructor(
    channels: readonly CollectedChannel[],
    private readonly maxWaiting = MAX_WAITING,
  ) {
    this.channels = new Map(
      channels.map((channel) => {
        const late = { left: mostLate(channel.sampleMs), asOfMs: -Infinity };
        return [channel.name, { ...channel, admittedMs: -Infinity, expectedMs: -Infinity, late }];
      }),
    );
  }

  /**
   * @param nowMs when it came
   * @throws Error for a channel that is not configured: a fault of the driver
   */
  add(channel: string, sample: { atMs: number; value: number }, nowMs = sample.atMs): void {
    const state = this.stateOf(channel);
    const isLate = sample.atMs < Math.max(state.admittedMs, nowMs - LATE_FROM_MS);
    if (isLate && !takesLate(state, nowMs)) {
      this.flood++;
      return;
    }
    if (sample.atMs >= state.admittedMs && runsAhead(state, sample.atMs)) {
      if (!state.held || sample.atMs >= state.held.atMs) state.held = sample;
      return;
    }
    if (state.held && sample.atMs >= state.held.atMs) state.held = undefined;
    this.admit(state, sample);
  }

  /** The instant at which something that waits must leave, monotonic ms; Infinity when nothing does. */
  get dueMs(): number {
    return this.leaveMs;
  }

  get size(): number {
    return this.waiting.length;
  }

  /** Readings that came too soon count now, if their turn has come. */
  settle(nowMs: number): void {
    for (const state of this.channels.values()) if (!runsAhead(state, nowMs)) this.admitHeld(state);
  }

  /** @returns what waits, oldest first; it waits no longer */
  take(): Collected[] {
    const taken = this.waiting;
    this.waiting = [];
    this.leaveMs = Infinity;
    return taken;
  }

  /** Puts back what could not be stored. */
  giveBack(readings: readonly Collected[], retryAtMs: number): void {
    this.waiting = [...readings, ...this.waiting];
    this.leaveMs = Math.min(this.leaveMs, retryAtMs);
    this.bound();
  }

  /**
   * What was read last and not reported is reported, and all that waits leaves at the next look.
   * @param names channels; default all
   * @throws Error for a channel that is not configured
   */
  reportNow(names: readonly string[] = [...this.channels.keys()]): void {
    const states = names.map((name) => this.stateOf(name));
    for (const state of states) {
      this.admitHeld(state);
      const rest = state.memory && unreported(state.memory);
      if (!rest) continue;
      state.memory = { reported: rest, last: rest };
      this.waiting.push({ channel: state.name, ...rest });
    }
    if (this.waiting.length > 0) this.leaveMs = -Infinity;
    this.bound();
  }

  /** @returns how many readings were given up since the last call because too many waited */
  takeThinned(): number {
    const { thinned } = this;
    this.thinned = 0;
    return thinned;
  }

  /** @returns how many late readings were not taken since the last call: more than a sensor can have */
  takeFlood(): number {
    const { flood } = this;
    this.flood = 0;
    return flood;
  }

  private stateOf(channel: string): State {
    const state = this.channels.get(channel);
    if (!state) throw new Error(`"${channel}" is no channel of this kitchen`);
    return state;
  }

  private admitHeld(state: State): void {
    const { held } = state;
    state.held = undefined;
    if (held) this.admit(state, held);
  }

  private admit(state: State, sample: { atMs: number; value: number }): void {
    if (sample.atMs >= state.admittedMs) {
      state.admittedMs = sample.atMs;
      state.expectedMs = Math.max(state.expectedMs, sample.atMs) + state.sampleMs;
    }
    const { memory, report } = byException(state.rule, state.memory, sample);
    state.memory = memory;
    for (const { atMs, value } of report) this.waiting.push({ channel: state.name, atMs, value });
    if (report.length === 0) return;
    this.leaveMs = Math.min(this.leaveMs, sample.atMs + state.reportMs);
    this.bound();
  }

  /** Of each channel's older half about every second reading goes: a long wait is remembered coarsely, not cut off. */
  private bound(): void {
    if (this.waiting.length <= this.maxWaiting) return;
    const before = this.waiting.length;
    const older = new Map<string, number[]>();
    for (const { channel, atMs } of this.waiting.slice(0, before >> 1)) {
      const times = older.get(channel);
      if (times) times.push(atMs);
      else older.set(channel, [atMs]);
    }
    const stays = new Map([...older].map(([channel, times]) => [channel, thinOut(times).values()]));
    this.waiting = this.waiting.filter(
      ({ channel }, at) => at >= before >> 1 || stays.get(channel)?.next().value !== false,
    );
    this.thinned += before - this.waiting.length;
  }
}

/** Late readings are history. On end as many are taken as come in time, and once a day of them. */
function takesLate({ late, sampleMs }: State, nowMs: number): boolean {
  const passed = Math.max(0, Math.min(nowMs - late.asOfMs, LATE_MS)) / sampleMs;
  late.left = Math.min(mostLate(sampleMs), late.left + passed);
  late.asOfMs = Math.max(late.asOfMs, nowMs);
  if (late.left < 1) return false;
  late.left--;
  return true;
}
