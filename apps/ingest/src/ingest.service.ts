import { setTimeout as delay } from 'node:timers/promises';
import { DEFLATE, parseUpTopic, topics, UP_STREAMS, type ChangeNotice } from '@bakeloop/contracts';
import {
  analyzeGrown,
  applyPrivacy,
  applyRetention,
  createDataSource,
  detectEngine,
  isTooSlow,
  LONG_QUERY_TIMEOUT_MS,
  requireSchema,
  soberNow,
  tidyTables,
  type Engine,
} from '@bakeloop/db';
import {
  adoptCurrentMethod,
  CommandDesk,
  maintain,
  Recorder,
  type OpenedMessage,
  type Settlement,
} from '@bakeloop/record';
import {
  backoffMs,
  connectMqtt,
  createLogger,
  openHealthDoor,
  probe,
  type HealthDoor,
  type Logger,
  type MqttLink,
} from '@bakeloop/runtime';
import { traced, tracedStatement, tracingOf } from '@bakeloop/runtime/tracing';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { arrive, readInTurns } from './arrive.js';
import { INGEST_SETTINGS, type IngestSettings } from './settings.js';
import { carryCommands } from './courier.js';
import { CommitLanes } from './group.js';
import { HeldBack } from './held-back.js';
import { IngestMetrics } from './ingest-metrics.js';
import { KitchenPaces, PATIENCE_MS } from './pace.js';

const MIB = 1024 * 1024;
/**
 * Messages taken from a connection to the broker and not yet settled, at most: bounds memory while the database is away. A
 * deflated one counts as what it was inflated to and is kept as it came too, so these are at most 64 MiB; read is only what
 * is in a commit.
 */
const MAX_UNSETTLED = { messages: 2_000, bytes: 32 * MIB };
/** So many parts a group is settled in at most: a database that stood still is not slow, and has all of it to do then. */
const MAX_PARTS = 64;
/** One commit at most: bounds how long it holds its locks (and the embedded engine), and its memory. */
const MAX_GROUP = { maxMessages: 1_000, maxBytes: 8 * MIB };
/** Two keep two cores busy, and more only wait for each other. */
const LANES = 2;
/** How often rollups and energies are brought up to date, ms: S9 promises a minute, and what a round costs is mostly the round. */
const UPKEEP_EVERY_MS = 10_000;
/**
 * What a round of rollups may group in, MiB. It takes 5 for 200,000 readings, but less is planned for as too little: it goes
 * by way of the disk then, and takes a third longer.
 */
const UPKEEP_WORK_MEM_MIB = 64;
const HOUSEKEEPING_EVERY_MS = 15 * 60_000;
/** A few ingests flood no database or broker that comes back: it is tried again soon, however long it was away. */
const RETRY = { baseMs: 200, maxMs: 3_000 };
/** A statement of a settlement is short: without an answer for so long, ms, the server is stopped or the line is dead. */
const ANSWER_WITHIN_MS = 10_000;
/** When it ends, it waits so long for commits and upkeep that have begun, ms. What is not done then comes again. */
const END_WITHIN_MS = 5_000;
/** A probe waits so long for the database, ms. */
const PROBE_WITHIN_MS = 3_000;

/** The MQTT door: validate, settle, then acknowledge, then announce. */
@Injectable()
export class IngestService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger: Logger;
  /** For settling: given up soon, and tried again. */
  private readonly database;
  /** For maintenance, whose statements may take long. */
  private readonly upkeep;
  private readonly recorder: Recorder;
  private readonly groups: CommitLanes<OpenedMessage>;
  private readonly paces: KitchenPaces;
  /** Acknowledgements of kitchens that send more than they may. */
  private readonly heldBack = new HeldBack();
  /** Topics of packs that the broker keeps, told of already. */
  private readonly retainedPacks = new Set<string>();
  private readonly closing = new AbortController();
  private readonly metrics = new IngestMetrics(() => this.groups.unsettled);
  private health: HealthDoor | undefined;
  private inbound: MqttLink | undefined;
  /** Acknowledgements go out on a link of their own: on the inbound one they would queue behind messages. */
  private outbound: MqttLink | undefined;
  private maintenance: Promise<void> = Promise.resolve();
  private courier: Promise<void> = Promise.resolve();

  constructor(@Inject(INGEST_SETTINGS) private readonly settings: IngestSettings) {
    this.logger = createLogger('ingest', { level: settings.LOG_LEVEL });
    this.database = createDataSource(settings.DATABASE_URL, LANES + 1, ANSWER_WITHIN_MS, {
      onStatement: tracingOf(settings) && tracedStatement,
      retriesTransactions: true,
    });
    this.upkeep = createDataSource(settings.DATABASE_URL, 2, LONG_QUERY_TIMEOUT_MS, {
      workMemMib: UPKEEP_WORK_MEM_MIB,
    });
    this.recorder = new Recorder(this.database, { maxKitchens: settings.INGEST_MAX_KITCHENS });
    this.paces = new KitchenPaces({
      readingsPerSecond: settings.INGEST_KITCHEN_READINGS_PER_SECOND,
      burstReadings: settings.INGEST_KITCHEN_BURST_READINGS,
    });
    this.groups = new CommitLanes((messages) => this.settle(messages), { ...MAX_GROUP, lanes: LANES });
  }

  async onApplicationBootstrap(): Promise<void> {
    // First: it says what is waited for.
    await this.openHealth();
    await Promise.all([this.database.initialize(), this.upkeep.initialize()]);
    await requireSchema(this.database).catch(async (error: unknown) => {
      await this.onApplicationShutdown();
      throw error;
    });
    const engine = await detectEngine(this.database);
    this.logger.info({ engine: engine.version }, 'database ready');
    if (await adoptCurrentMethod(this.database))
      this.logger.info('the method is another than before: every kitchen is derived again');

    const {
      MQTT_URL: url,
      MQTT_USERNAME: username,
      MQTT_PASSWORD: password,
      INGEST_CLIENT_ID,
      INGEST_SHARED_GROUP,
    } = this.settings;
    const link = { url, username, password, logger: this.logger, maxRetryMs: RETRY.maxMs };
    const share = INGEST_SHARED_GROUP ? `$share/${INGEST_SHARED_GROUP}/` : '';
    this.outbound = connectMqtt({ ...link, clientId: `${INGEST_CLIENT_ID}-out` });
    await this.outbound.ready();
    this.inbound = connectMqtt({
      ...link,
      clientId: INGEST_CLIENT_ID,
      clean: false,
      maxUnsettled: MAX_UNSETTLED,
      subscriptions: UP_STREAMS.map((stream) => share + topics.all(stream)),
      onMessage: (topic, payload, { retained, weighs }) => {
        if (retained) this.noteRetained(topic);
        const message = { topic, payload, receivedAt: new Date(), retained };
        const arrived = arrive(message, this.paces, performance.now());
        // A deflated pack is small on the wire and not in memory.
        weighs(Math.max(arrived.bytes, payload.length));
        return this.groups.add(arrived);
      },
      onConnect: ({ sessionPresent, protocolVersion }) => {
        this.metrics.connected({ sessionPresent });
        this.logger.info({ sessionPresent, protocolVersion }, 'broker connected');
      },
    });
    await this.inbound.ready();
    this.maintenance = this.keepUp(engine);
    this.courier = carryCommands({
      desk: new CommandDesk(this.database),
      outbound: this.outbound,
      announce: (changes) => this.announce(changes),
      logger: this.logger,
      signal: this.closing.signal,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.inbound?.close();
    // A statement that waits for a lock, or for a server that is stopped, holds nobody up: unacknowledged, it is safe.
    const patience = delay(END_WITHIN_MS, false, { ref: false });
    const ended = (work: Promise<void>): Promise<boolean> => Promise.race([work.then(() => true), patience]);
    const settled = await ended(this.groups.idle());
    const kept = await ended(this.maintenance);
    this.heldBack.release();
    const carried = await ended(this.courier);
    if (!settled || !kept || !carried)
      this.logger.warn({ settled, kept, carried }, 'stopped with statements under way');
    await this.outbound?.close();
    await this.health?.close();
    if (settled && carried && this.database.isInitialized) await this.database.destroy();
    if (kept && this.upkeep.isInitialized) await this.upkeep.destroy();
  }

  private async openHealth(): Promise<void> {
    const { HEALTH_PORT: port, HEALTH_HOST: host } = this.settings;
    if (port === undefined) return;
    const databaseAnswers = probe(() => this.database.query('SELECT 1'), PROBE_WITHIN_MS);
    this.health = await openHealthDoor({
      host,
      port,
      ready: async () => ({
        database: this.database.isInitialized && (await databaseAnswers()),
        // Only one of the two links would store and never answer, or answer what never comes.
        broker: (this.inbound?.connected ?? false) && (this.outbound?.connected ?? false),
      }),
      metrics: this.metrics.withProcess(),
    });
    this.logger.info({ host, port: this.health.port }, 'health door open');
  }

  /** Settles messages however long it takes: while the database is away they stay unacknowledged, and in order. */
  private async settle(messages: readonly OpenedMessage[]): Promise<void> {
    let open = await readInTurns(messages);
    let parts = 1;
    for (let attempt = 0; open.length > 0; attempt++) {
      try {
        const size = Math.ceil(open.length / parts);
        while (open.length > 0) {
          const part = open.slice(0, size);
          // A span a commit, never one a message: that would cost the hot path.
          const settlement = await traced('settle', { 'bakeloop.messages': part.length }, () =>
            this.recorder.settleRead(part),
          );
          this.answer(settlement);
          this.metrics.committed(part, settlement.tally, Date.now());
          open = open.slice(size);
        }
        if (attempt > 0) this.logger.info({ messages: messages.length }, 'database back, messages settled');
      } catch (error) {
        this.metrics.failed();
        // What a database cannot do at once in time, it may do in parts; one that is away does it at once when it is back.
        if (isTooSlow(error)) parts = Math.min(parts * 2, MAX_PARTS);
        this.logger.error({ err: error, attempt, messages: open.length }, 'not settled, will try again');
        await delay(backoffMs(attempt, RETRY, Math.random), undefined, { signal: this.closing.signal });
      }
    }
  }

  /** Brokers cannot forbid a kitchen to have a pack kept for whoever subscribes; it is not read a second time, and told once. */
  private noteRetained(topic: string): void {
    const stream = parseUpTopic(topic)?.stream;
    if (stream === 'birth' || stream === 'status' || this.retainedPacks.has(topic)) return;
    this.retainedPacks.add(topic);
    this.logger.warn(
      { topic, topics: this.retainedPacks.size },
      'a retained pack is ignored: only birth and status are to be retained',
    );
  }

  /** After the commit only (P2). A lost answer costs a resend, so it is not waited for. */
  private answer({ acks, changes, tally }: Settlement): void {
    const nowMs = performance.now();
    for (const { kitchenId, ack } of acks) {
      const acknowledge = (): void =>
        this.send(
          topics.of(kitchenId, 'ack'),
          { ...ack, at: new Date().toISOString(), accepts: [DEFLATE] },
          1,
        );
      const aheadMs = Math.min(this.paces.aheadMs(kitchenId, nowMs), PATIENCE_MS);
      if (aheadMs > 0) this.heldBack.hold(aheadMs, acknowledge);
      else acknowledge();
    }
    this.announce(changes);
    this.logger.debug(tally, 'settled');
  }

  private announce(changes: readonly ChangeNotice[]): void {
    for (const change of changes) this.send(topics.changes(change.kitchenId), change, 0);
  }

  private send(topic: string, body: unknown, qos: 0 | 1): void {
    this.outbound?.publish(topic, JSON.stringify(body), { qos }).catch((error: unknown) => {
      this.logger.warn({ topic, reason: (error as Error).message }, 'not published');
    });
  }

  /** Rollups, energies, compression and retention, driven from here so that they run where no background worker exists. */
  private async keepUp(engine: Engine): Promise<void> {
    let housekeepingAtMs = 0;
    while (!this.closing.signal.aborted) {
      try {
        await analyzeGrown(this.upkeep);
        const now = await soberNow(this.upkeep);
        const round = await maintain(this.upkeep, engine, now.getTime());
        this.announce(round.changes);
        for (const failure of round.failures)
          this.logger.error({ err: failure }, 'maintenance failed in part');
        if (performance.now() >= housekeepingAtMs) {
          housekeepingAtMs = performance.now() + HOUSEKEEPING_EVERY_MS;
          await tidyTables(this.upkeep);
          await applyRetention(this.upkeep, engine, now);
          await applyPrivacy(this.upkeep, now);
        }
        // A short breath between rounds lets live packs through.
        await delay(round.more ? 50 : UPKEEP_EVERY_MS, undefined, { signal: this.closing.signal });
      } catch (error) {
        if (this.closing.signal.aborted) return;
        this.logger.warn({ err: error }, 'maintenance failed, will try again');
        await delay(UPKEEP_EVERY_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }
}
