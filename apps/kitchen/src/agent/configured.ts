import { join } from 'node:path';
import type { Logger } from '@bakeloop/runtime';
import { birthOf } from '../config/birth.js';
import type { KitchenConfig } from '../config/read-config.js';
import type { ChannelConfig } from '../config/schema.js';
import { createDriver } from '../drivers/create.js';
import type { Driver } from '../drivers/driver.js';
import { superviseDriver, type DriverStatus, type SupervisorSettings } from '../drivers/supervisor.js';
import { Collector, type Collected } from '../report/collector.js';
import { compactSenml, type OutgoingReading } from '../report/compact-senml.js';
import { commandHandlers } from './command-handlers.js';
import { openLine } from './line.js';
import { createSteadyClock, type ClockSource } from './steady-clock.js';

export interface ConfiguredKitchenOptions {
  config: KitchenConfig;
  logger: Logger;
  /** Default the system's; for tests. */
  wallMs?: () => number;
  monotonicMs?: () => number;
  /** Jitter of resends, reconnects and restarts, [0, 1). */
  random?: () => number;
  /** Makes the drivers; for tests of those that misbehave. */
  driverOf?: typeof createDriver | ((...o: Parameters<typeof createDriver>) => Promise<Driver>);
  supervision?: SupervisorSettings['limits'];
}

export interface KitchenStatus {
  kitchenId: string;
  session: string;
  connected: boolean;
  /** Wall time of this kitchen, ISO 8601; null as long as it has no believable clock. */
  time: string | null;
  /** Whose time that is. */
  clock: ClockSource;
  /** How far the platform's clock is ahead of this kitchen's own, ms. */
  skewMs: number;
  /** Packs and bytes the platform has not settled yet. */
  stored: { packs: number; bytes: number };
  /** Packs that the platform refused, or refused something of, and that are kept aside; the newest 200 are. */
  rejected: number;
  /** Readings in memory that are not in a pack yet. */
  waiting: number;
  drivers: DriverStatus[];
}

export interface RunningConfiguredKitchen {
  readonly session: string;
  status(): KitchenStatus;
  /** Resolves when the platform has settled every pack made so far. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/** How often it is looked whether something must leave: the delay it may add to a report interval, ms. */
const TICK_MS = 250;
/** How often the clock is compared and held readings are let in, ms. */
const CHECK_MS = 1_000;
/** Readings of one pack at most: some 12 KB, a few seconds on a 2G line. */
const RECORDS_PER_PACK = 400;
/** Before storing is tried again after it failed (a full disk), ms. */
const RETRY_MS = 5_000;
/** How often the state of everything is logged, ms. */
const TELL_MS = 15 * 60_000;

/**
 * Runs a kitchen as its configuration says: drivers under supervision, readings reported by exception, packed, kept in
 * the outbox and sent until acknowledged. Returns once the outbox is open; broker and sensors may come later.
 * @throws ConfigError when the outbox cannot be opened
 */
export async function startConfiguredKitchen(o: ConfiguredKitchenOptions): Promise<RunningConfiguredKitchen> {
  const { config, logger, random = Math.random, driverOf = createDriver } = o;
  const { kitchen, broker, drivers } = config;
  const clock = createSteadyClock({
    logger,
    ...(o.wallMs ? { wallMs: o.wallMs } : {}),
    ...(o.monotonicMs ? { monotonicMs: o.monotonicMs } : {}),
  });
  const channels = new Map<string, ChannelConfig>(
    drivers.flatMap((driver) => driver.channels.map((channel) => [channel.name, channel] as const)),
  );
  const collector = new Collector(
    [...channels.values()].map(({ name, kind, deadband, ...interval }) => ({
      name,
      // Half a sample of tolerance, so that a heartbeat of 60 s sampled every 5 s comes at 60 s and not at 65.
      rule: { kind, deadband, heartbeatMs: interval.heartbeatSeconds * 1_000 - interval.sampleSeconds * 500 },
      sampleMs: interval.sampleSeconds * 1_000,
      reportMs: interval.reportSeconds * 1_000,
    })),
  );
  const line = await openLine({
    kitchenId: kitchen.id,
    birthOf: (session) => birthOf(config, session),
    mqttUrl: broker.url,
    username: broker.username,
    password: broker.password,
    tls: broker.tls,
    deflate: broker.deflate,
    // One folder per kitchen: what another kitchen left in the same place is never sent as this one's.
    folder: join(config.outbox.folder, kitchen.id),
    outbox: { maxBytes: config.outbox.maxBytes },
    logger,
    nowMs: () => clock.wallMs() ?? 0,
    monotonicMs: clock.monotonicMs,
    onServerTime: clock.serverTime,
    random,
    commands: commandHandlers({
      taken: config.commands,
      status: () => status(),
      collector,
      flush: () => (flushing = flushing.then(flush)),
      drivers: () => supervised,
    }),
  });

  const outgoing = ({ channel, value, atMs }: Collected): OutgoingReading => ({
    channel,
    unit: channels.get(channel)?.unit ?? '',
    value,
    timeMs: clock.wallOf(atMs) ?? 0,
  });
  let failing = false;
  /** Puts what waits into packs, if this kitchen knows the time. What cannot be stored goes on waiting. */
  const flush = async (): Promise<void> => {
    if (clock.wallMs() === null) return;
    const taken = collector.take();
    let stored = 0;
    try {
      for (; stored < taken.length; stored += RECORDS_PER_PACK)
        await line.store('telemetry', {
          records: compactSenml(taken.slice(stored, stored + RECORDS_PER_PACK).map(outgoing)),
        });
      if (failing) logger.info('readings are stored again');
      failing = false;
    } catch (error) {
      collector.giveBack(taken.slice(stored), clock.monotonicMs() + RETRY_MS);
      if (!failing)
        logger.error({ err: error, waiting: collector.size }, 'readings cannot be stored: kept in memory');
      failing = true;
    }
  };

  let flushing: Promise<void> = Promise.resolve();
  const ticks = setInterval(() => {
    if (collector.dueMs <= clock.monotonicMs()) flushing = flushing.then(flush);
  }, TICK_MS);
  const checks = setInterval(() => {
    clock.check();
    collector.settle(clock.monotonicMs());
    const thinned = collector.takeThinned();
    if (thinned > 0)
      logger.warn({ readings: thinned }, 'too many readings wait in memory: every second old one given up');
    const flood = collector.takeFlood();
    if (flood > 0) logger.warn({ readings: flood }, 'more late readings than a sensor can have: given up');
    if (clock.wallMs() === null) line.askTime();
  }, CHECK_MS);

  const supervised = drivers.map((driver) =>
    superviseDriver({
      plan: {
        name: driver.name,
        type: driver.type,
        channels: driver.channels.map(({ name }) => name),
        create: () => driverOf(driver, kitchen.id),
      },
      clock,
      logger,
      random,
      limits: o.supervision,
      deliver: ({ channel, value, atMs }) => {
        const decimals = channels.get(channel)?.decimals;
        const shown = decimals === undefined ? value : Number(value.toFixed(decimals));
        collector.add(channel, { atMs, value: shown }, clock.monotonicMs());
      },
    }),
  );
  const status = (): KitchenStatus => {
    const wallMs = clock.wallMs();
    return {
      kitchenId: kitchen.id,
      session: line.session,
      connected: line.connected,
      time: wallMs === null ? null : new Date(wallMs).toISOString(),
      clock: clock.source,
      skewMs: clock.skewMs,
      stored: line.stored,
      rejected: line.rejected,
      waiting: collector.size,
      drivers: supervised.map((driver) => driver.status),
    };
  };
  const tells = setInterval(() => {
    const { kitchenId: _, drivers: states, ...rest } = status();
    logger.info(
      {
        ...rest,
        rssMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
        drivers: Object.fromEntries(states.map(({ name, state }) => [name, state])),
      },
      'state of the kitchen',
    );
  }, TELL_MS);
  logger.info(
    { session: line.session, stored: line.stored.packs, drivers: drivers.length },
    'kitchen started',
  );

  return {
    session: line.session,
    status,
    async drained() {
      await flushing;
      await line.drained();
    },
    async stop() {
      for (const timer of [ticks, checks, tells]) clearInterval(timer);
      await Promise.all(supervised.map((driver) => driver.stop()));
      collector.reportNow();
      await flushing.then(flush);
      await line.stop();
    },
  };
}
