import { setTimeout as wait } from 'node:timers/promises';
import { MAX_VALUE } from '@bakeloop/contracts';
import { backoffMs, type Logger } from '@bakeloop/runtime';
import { aborted } from './aborted.js';
import type { Driver, DriverClock, DriverContext, Sample } from './driver.js';

/** What can be said of a driver at any moment. */
export interface DriverStatus {
  name: string;
  type: string;
  state: 'starting' | 'ok' | 'failing' | 'stopped';
  /** Since when it is in this state; wall time, ISO 8601, null without a clock. */
  since: string | null;
  /** What went wrong last; kept while it works again. */
  lastError?: string;
  /** Runs that went wrong in a row; a run of a minute begins the count anew. */
  failures: number;
  readings: number;
  /** Channels that do not work while the driver does, and why. */
  channels: Record<string, string>;
}

export interface SupervisedDriver {
  readonly status: DriverStatus;
  /** Ends its run and begins another, without the wait that follows a failure. */
  restart(): void;
  /** Resolves when the driver has ended, or after the grace it is given for that. */
  stop(): Promise<void>;
}

export interface DriverPlan {
  name: string;
  type: string;
  channels: readonly string[];
  /** Called for each run, so that a driver begins without a memory of the failed one. May load its library. */
  create: () => Promise<Driver>;
}

export interface SupervisorSettings {
  plan: DriverPlan;
  clock: DriverClock;
  logger: Logger;
  random: () => number;
  deliver: (sample: Sample & { atMs: number }) => void;
  limits?: Partial<typeof LIMITS> | undefined;
}

const LIMITS = {
  /** Between runs: long enough that a failing driver is no load, short enough that a plugged-in cable is noticed. */
  backoff: { baseMs: 1_000, maxMs: 60_000 },
  /** Added to every wait, since jitter may come to nothing, ms. */
  leastWaitMs: 250,
  /** A run as long as this was a good one: the next failure waits as the first does, ms. */
  goodRunMs: 60_000,
  /** Without a word for so long after its start a driver hangs, ms: longer than any timeout of ours. */
  startMs: 90_000,
  /** What an aborted driver gets to close what it opened, ms. */
  graceMs: 5_000,
  /** How often silence is looked for, ms. */
  watchMs: 1_000,
  /** Hanging runs of one driver that are left behind at most; each keeps what it holds. */
  maxAbandoned: 5,
  /** Of one change of state of one driver or channel so often at most, ms; the log has the rest at level debug. */
  quietMs: 60_000,
  /** A driver that goes on failing is told of again so often, ms. */
  remindMs: 3_600_000,
};

/** A driver said nothing for longer than it may. */
class DriverHangs extends Error {
  override readonly name = 'DriverHangs';
}

/**
 * Runs one driver for as long as the kitchen runs. A run that throws, ends or hangs is followed by another, after a
 * growing wait with jitter. A run that does not end when aborted is left behind: what it reports later is not heard.
 * Changes of state are logged once each, and at most once a minute where they come and go.
 */
export function superviseDriver(settings: SupervisorSettings): SupervisedDriver {
  const { plan, clock, random, deliver } = settings;
  const limits = { ...LIMITS, ...settings.limits };
  const logger = settings.logger.child({ driver: plan.name, type: plan.type });
  const own = new Set(plan.channels);
  let stopping = false;
  /** Ends the present run, or the wait after it. */
  let cut = new AbortController();
  const now = (): string | null => {
    const wallMs = clock.wallMs();
    return wallMs === null ? null : new Date(wallMs).toISOString();
  };
  const status: DriverStatus = {
    name: plan.name,
    type: plan.type,
    state: 'starting',
    since: now(),
    failures: 0,
    readings: 0,
    channels: {},
  };
  let failingSinceMs = 0;
  let remindAtMs = 0;
  let abandoned = 0;
  const quietUntilMs = new Map<string, number>();
  /** The level at which a change of state is told: what comes and goes all the time must not fill the log. */
  const levelFor = (what: string, level: 'info' | 'warn'): 'info' | 'warn' | 'debug' => {
    const nowMs = clock.monotonicMs();
    if (nowMs < (quietUntilMs.get(what) ?? -Infinity)) return 'debug';
    quietUntilMs.set(what, nowMs + limits.quietMs);
    return level;
  };

  const works = (): void => {
    if (status.state === 'ok') return;
    const failedForSeconds = Math.round((clock.monotonicMs() - failingSinceMs) / 1_000);
    const level = levelFor('works', 'info');
    logger[level](status.state === 'failing' ? { failedForSeconds } : {}, 'driver works');
    Object.assign(status, { state: 'ok', since: now() });
  };
  const fails = (reason: string): void => {
    status.lastError = reason;
    const nowMs = clock.monotonicMs();
    if (status.state !== 'failing') {
      failingSinceMs = nowMs;
      remindAtMs = nowMs + limits.remindMs;
      Object.assign(status, { state: 'failing', since: now() });
      logger[levelFor('fails', 'warn')]({ reason }, 'driver fails');
    } else if (nowMs >= remindAtMs) {
      remindAtMs = nowMs + limits.remindMs;
      logger.warn({ reason, since: status.since, failures: status.failures }, 'driver still fails');
    } else logger.debug({ reason }, 'driver fails again');
  };
  const channelFails = (channel: string, reason: string): void => {
    if (status.channels[channel] === reason) return;
    status.channels[channel] = reason;
    logger[levelFor(`fails ${channel}`, 'warn')]({ channel, reason }, 'channel fails');
  };

  /** One run, until it ends, hangs or is stopped. @throws what went wrong */
  const runOnce = async (): Promise<void> => {
    const run = new AbortController();
    const { signal } = run;
    const ends = cut.signal;
    const endRun = (): void => run.abort();
    ends.addEventListener('abort', endRun, { once: true });
    let heardMs = clock.monotonicMs();
    let heard = false;
    const listening = (): boolean => {
      if (signal.aborted) return false;
      heardMs = clock.monotonicMs();
      heard = true;
      return true;
    };
    const context: DriverContext = {
      signal,
      logger,
      clock,
      report({ channel, value, atMs = clock.monotonicMs() }) {
        if (!listening()) return;
        if (!own.has(channel)) throw new Error(`reported "${channel}", which is none of its channels`);
        works();
        status.readings++;
        if (!(Math.abs(value) <= MAX_VALUE)) return channelFails(channel, `${value} is no measurement`);
        if (status.channels[channel] !== undefined) {
          delete status.channels[channel];
          logger[levelFor(`works ${channel}`, 'info')]({ channel }, 'channel works');
        }
        deliver({ channel, value, atMs });
      },
      well: () => {
        if (listening()) works();
      },
      trouble(reason, channel) {
        if (!listening()) return;
        if (channel === undefined) fails(reason);
        else channelFails(channel, reason);
      },
    };

    let watch: NodeJS.Timeout | undefined;
    // Loading the driver's library is part of the run: it may fail or hang like the rest.
    const running = (async () => {
      const driver = await plan.create();
      const silenceMs = driver.silenceMs;
      return { silenceMs, done: driver.run(context) };
    })();
    const ended = running.then(({ done }) => done);
    const hangs = new Promise<never>((_, reject) => {
      let silenceMs: number | undefined;
      running.then(
        (begun) => (silenceMs = begun.silenceMs),
        () => undefined,
      );
      watch = setInterval(() => {
        const limitMs = heard ? silenceMs : Math.max(limits.startMs, silenceMs ?? 0);
        if (limitMs !== undefined && clock.monotonicMs() - heardMs > limitMs)
          reject(new DriverHangs(`hangs: nothing heard of it for ${Math.round(limitMs / 1_000)} s`));
      }, limits.watchMs);
      watch.unref();
    });
    try {
      await Promise.race([ended, hangs, aborted(signal)]);
      if (!ends.aborted) throw new Error('ended by itself');
    } finally {
      clearInterval(watch);
      ends.removeEventListener('abort', endRun);
      run.abort();
      if (!(await within(ended, limits.graceMs))) {
        abandoned++;
        logger.error({ abandoned }, 'driver does not end when asked to: left behind');
        const back = (): void => void abandoned--;
        ended.then(back, back);
      }
    }
  };

  const whole = (async () => {
    while (!stopping) {
      cut = new AbortController();
      const beganMs = clock.monotonicMs();
      try {
        if (abandoned >= limits.maxAbandoned)
          throw new Error(`${abandoned} runs of it hang: not started again`);
        await runOnce();
      } catch (error) {
        if (cut.signal.aborted) continue;
        if (clock.monotonicMs() - beganMs >= limits.goodRunMs) status.failures = 0;
        fails(error instanceof Error ? error.message : String(error));
        const waitMs = limits.leastWaitMs + backoffMs(status.failures++, limits.backoff, random);
        await wait(waitMs, undefined, { signal: cut.signal, ref: false }).catch(() => undefined);
      }
    }
    Object.assign(status, { state: 'stopped', since: now() });
  })();

  return {
    status,
    restart() {
      if (stopping) return;
      logger.info('driver is restarted as asked');
      Object.assign(status, { state: 'starting', since: now() });
      cut.abort();
    },
    async stop() {
      stopping = true;
      cut.abort();
      await whole;
    },
  };
}

/** Whether a promise settles, however, within a time. */
async function within(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const done = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
