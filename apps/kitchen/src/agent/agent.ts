import { join } from 'node:path';
import type { SenmlRecord } from '@bakeloop/contracts';
import type { Logger } from '@bakeloop/runtime';
import { birthOf } from '../simulate.js';
import { workingDay } from '../world/day.js';
import type { SimulatedKitchen } from '../world/kitchens.js';
import { randomOf } from '../world/random.js';
import { createWorld, ORDINARY_MISHAPS, type Mishaps, type World } from '../world/world.js';
import { AGENT } from './agent-name.js';
import { simulatedClock } from './clock.js';
import { openLine } from './line.js';
import type { OutboxLimits } from './outbox.js';
import { samplesBetween } from './sampler.js';
import { createSkewEstimate } from './skew.js';
import { createWireFaults, type Fault } from './wire-faults.js';

export interface KitchenOptions {
  kitchen: SimulatedKitchen;
  seed: number;
  mqttUrl: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Holds one folder per kitchen. */
  dataDir: string;
  logger: Logger;
  /** Default 1. Faster: begins at `fromMs` and runs up to the present, then goes on at 1 (S5 forbids the future). */
  speed?: number | undefined;
  /** Where the log of a kitchen without a memory begins; default its last working day. For when its past is loaded otherwise. */
  logFromMs?: number | undefined;
  /** Where a kitchen without a memory begins: default now, or a day ago when `speed` is above 1. */
  fromMs?: number | undefined;
  faults?: readonly Fault[] | undefined;
  /** Between samples on shift, default 5 s; off shift one a minute. */
  intervalSeconds?: number | undefined;
  /** Unacknowledged packs per stream, default 20. */
  window?: number | undefined;
  outbox?: OutboxLimits | undefined;
  nowMs?: () => number;
  /** Jitter of resends and reconnects, [0, 1). */
  random?: () => number;
}

export interface RunningKitchen {
  readonly kitchenId: string;
  readonly session: string;
  /** Resolves when the platform has settled every pack made so far. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** A memory older than this is not caught up with reading by reading. The log is. */
const CATCH_UP_MS = DAY_MS;
/** The log is told again for at most this long; older events were told by whoever loaded the history. */
const CATCH_UP_LOG_MS = 14 * DAY_MS;
/** How often the drivers are asked whether a reading is due: the delay it can add to a reading, at most, ms. */
const TICK_MS = 250;
const RECORDS_PER_PACK = 400;
const EVENTS_PER_PACK = 200;

/** Clogs and PVC stay at their ordinary rate when asked for, so that live operation tells the log that history told. */
export function mishapsOf(faults: readonly Fault[]): Mishaps {
  return {
    clogShare: faults.includes('clog') ? ORDINARY_MISHAPS.clogShare : 0,
    pvcShare: faults.includes('pvc') ? ORDINARY_MISHAPS.pvcShare : 0,
  };
}

/** A new kitchen tells the log from its last working day on, so that the batch it is at has a beginning. */
function beginningOfLog(world: World, nowMs: number): number {
  const { kitchen, calendar } = world;
  return calendar.startMs(workingDay(kitchen, calendar.dayAt(nowMs), -1)) - 1;
}

/**
 * Runs one kitchen: drivers (simulated), sampler, durable outbox, publisher. Returns once the outbox is open; the broker may come later.
 * A restarted agent has a new session, sends what the last one left with its old session and seq (P1), and catches up
 * from the instant its memory ends.
 * @throws ConfigError when the outbox cannot be opened
 */
export async function startKitchen(o: KitchenOptions): Promise<RunningKitchen> {
  const { kitchen, seed, logger, nowMs = Date.now, random = Math.random, speed = 1 } = o;
  const faults = o.faults ?? ['clog', 'pvc'];
  const intervalSeconds = o.intervalSeconds ?? 5;
  const world = createWorld(kitchen, seed, mishapsOf(faults));
  const wireFaults = createWireFaults(faults, randomOf(seed, kitchen.id, 'wire'));
  const skew = createSkewEstimate(logger);
  const line = await openLine({
    kitchenId: kitchen.id,
    birthOf: (session) => ({ ...birthOf(kitchen, session), commands: ['report-state'] }),
    mqttUrl: o.mqttUrl,
    username: o.username,
    password: o.password,
    folder: join(o.dataDir, kitchen.id),
    outbox: o.outbox,
    window: o.window,
    faults: wireFaults,
    logger,
    nowMs,
    monotonicMs: () => performance.now(),
    onServerTime: (atMs) => skew.observe(atMs - nowMs()),
    random,
    commands: {
      'report-state': () => ({
        agent: AGENT,
        session: line.session,
        connected: line.connected,
        time: new Date(nowMs()).toISOString(),
        // A simulated kitchen lives in the time of the machine that it runs on.
        clock: 'own',
        skewMs: skew.ms,
        stored: line.stored,
        rejected: line.rejected,
      }),
    },
  });
  const bornMs = nowMs();

  const memoryMs = await line.cursorMs();
  const startMs = memoryMs ?? o.fromMs ?? (speed > 1 ? bornMs - DAY_MS : bornMs);
  const clock = simulatedClock({ startMs: speed > 1 ? startMs : bornMs, speed, nowMs });
  let sampledMs = Math.max(startMs, o.fromMs ?? (speed > 1 ? startMs : bornMs - CATCH_UP_MS));
  let toldMs =
    memoryMs === null
      ? (o.logFromMs ?? beginningOfLog(world, startMs))
      : Math.max(memoryMs, bornMs - CATCH_UP_LOG_MS);

  /** Events first: the cursor moves with the readings, past events that are already stored. */
  const tell = async (untilMs: number): Promise<void> => {
    const events = world.events(toldMs, untilMs);
    for (let from = 0; from < events.length; from += EVENTS_PER_PACK)
      await line.store('events', { events: events.slice(from, from + EVENTS_PER_PACK) });
    toldMs = untilMs;
    let records: SenmlRecord[] = [];
    let packedMs = sampledMs;
    const flush = async (): Promise<void> => {
      if (records.length > 0) await line.store('telemetry', { records }, { cursorMs: packedMs });
      records = [];
    };
    for (const sample of samplesBetween(world, intervalSeconds, sampledMs, untilMs)) {
      records.push(...wireFaults.distort(sample.records));
      packedMs = sample.timeMs;
      if (records.length >= RECORDS_PER_PACK) await flush();
    }
    await flush();
    sampledMs = Math.max(sampledMs, packedMs);
  };

  let stopping = false;
  let telling: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const tick = (): void => {
    telling = tell(clock())
      .catch((error: unknown) => logger.error({ err: error }, 'readings could not be stored'))
      .finally(() => {
        if (!stopping) timer = setTimeout(tick, TICK_MS);
      });
  };
  tick();
  logger.info({ session: line.session, stored: line.stored.packs, speed }, 'kitchen started');

  return {
    kitchenId: kitchen.id,
    session: line.session,
    async drained() {
      await telling;
      await line.drained();
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await telling;
      await line.stop();
    },
  };
}
