import type { Logger } from '@bakeloop/runtime';

/** What a sensor showed. */
export interface Sample {
  /** One of the driver's channels, `machine/measure`. */
  channel: string;
  /** In the channel's unit. */
  value: number;
  /** When, on the kitchen's monotonic clock, ms; default now. Samples of one look share it. */
  atMs?: number | undefined;
}

/** Time as a driver needs it. */
export interface DriverClock {
  /** Since some unknown beginning, ms; never goes back, never jumps. For intervals and for `Sample.atMs`. */
  monotonicMs(): number;
  /** Wall time, ms since the epoch; null as long as this kitchen has no believable clock. */
  wallMs(): number | null;
}

/** What a driver is given, for one run. */
export interface DriverContext {
  /** Aborted when the run must end: the driver closes what it opened and returns. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly clock: DriverClock;
  /** A reading. It costs next to nothing: how often it is sent is decided elsewhere. Says also that the driver works. */
  report(sample: Sample): void;
  /** The driver works, though it has nothing to report now. */
  well(): void;
  /** Something does not work while the driver goes on: one channel, or without a channel all of it. */
  trouble(reason: string, channel?: string): void;
}

/**
 * Reads sensors of one kind from one place. `run` goes on until its signal aborts and resolves then; when it throws, or
 * returns earlier, it is run again after a while. Whatever it does, short of holding the event loop, costs no other
 * driver anything.
 */
export interface Driver {
  run(context: DriverContext): Promise<void>;
  /** The longest it may say nothing at all while it works, ms; longer counts as hanging. Without it silence is normal. */
  readonly silenceMs?: number | undefined;
}
