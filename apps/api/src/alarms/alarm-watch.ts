import {
  AlarmChannelRepository,
  ContributionRepository,
  DeliveryRepository,
  isDatabaseAway,
  type Database,
  type DueDelivery,
} from '@bakeloop/db';
import { retryAfterMs } from '@bakeloop/domain';
import { evaluateAlarms } from '@bakeloop/record';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ScaleDrift } from '../lineage/scale-drift.js';
import { Announcements } from '../live/announcements.js';
import { endsWithin } from '../ends-within.js';
import { ApiSettings } from '../settings.js';
import { AlarmSettings } from './alarm-settings.js';
import { Senders } from './ways/senders.js';

/** Messages that are sent at a time: more than one person has channels, so that nobody whose channels hang holds up all. */
const AT_A_TIME = 32;
/** Looks that follow each other without a pause at most: what is left waits, so that a backlog holds up nobody. */
const LOOKS_ON_END = 8;

/** The database that alarms are evaluated in. A class, so that it can be injected. */
export class AlarmDatabase {
  constructor(readonly database: Database) {}
}

/**
 * Evaluates alarms and sends what is to be told, as long as the API runs. Of several APIs one looks at a time. No look waits
 * for what is sent: whoever is told answers when they like.
 */
@Injectable()
export class AlarmWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly startedMs = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | null = null;
  private taking: Promise<void> | null = null;
  /** What is being sent, by channel: to one channel goes one at a time. */
  private readonly sending = new Map<string, Promise<void>>();
  private isEnding = false;

  constructor(
    private readonly of: AlarmDatabase,
    private readonly alarms: AlarmSettings,
    private readonly drift: ScaleDrift,
    private readonly deliveries: DeliveryRepository,
    private readonly channels: AlarmChannelRepository,
    private readonly senders: Senders,
    private readonly announcements: Announcements,
    private readonly settings: ApiSettings,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      void this.look();
      void this.send();
    }, this.alarms.everySeconds * 1_000);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    clearInterval(this.timer);
    await endsWithin(Promise.all([this.underWay, this.taking, ...this.sending.values()]));
    this.senders.close();
  }

  /** Looks, unless that is under way. */
  private async look(): Promise<void> {
    this.underWay ??= this.orSay('alarms not evaluated', () => this.evaluate()).finally(
      () => (this.underWay = null),
    );
    return this.underWay;
  }

  /** Begins to send what is due, as far as there is room; the rest follows as there is. */
  async send(): Promise<void> {
    if (this.isEnding) return;
    this.taking ??= this.orSay('no messages taken', () => this.take()).finally(() => (this.taking = null));
    return this.taking;
  }

  private async evaluate(): Promise<void> {
    for (let looks = 0; looks < LOOKS_ON_END && !this.isEnding; looks++) {
      const { changed, more, queued } = await evaluateAlarms(this.of.database, {
        now: new Date(),
        startedMs: this.startedMs,
        driftOf: (kitchenId, sql) => this.drift.of(kitchenId, new ContributionRepository(sql)),
      });
      for (const kitchenId of new Set(changed)) if (kitchenId !== null) this.tellPages(kitchenId);
      if (queued) void this.send();
      if (!more) break;
    }
  }

  private async orSay(what: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (!isDatabaseAway(error)) this.settings.logger.error({ err: error }, what);
      else this.settings.logger.debug({ err: error }, `${what}: the database is away`);
    }
  }

  /** Pages that show a kitchen read its row again. */
  tellPages(kitchenId: string): void {
    this.announcements.announce({ kitchenId, readings: [], batchIds: [], kitchen: true, channels: false });
  }

  private async take(): Promise<void> {
    const room = AT_A_TIME - this.sending.size;
    if (room === 0) return;
    for (const delivery of await this.deliveries.take(room, [...this.sending.keys()])) {
      const { channelId } = delivery;
      const done = this.orSay('message not settled', () => this.sendOne(delivery)).finally(() => {
        this.sending.delete(channelId);
        void this.send();
      });
      this.sending.set(channelId, done);
    }
  }

  private async sendOne(delivery: DueDelivery): Promise<void> {
    const { sent, answer, final, gone } = await this.senders.send(delivery);
    if (gone) await this.channels.gone(delivery.channelId);
    // A test is watched by who asked for it: they see the answer and try again themselves.
    const isOnce = final || delivery.message.say === 'test';
    const againInMs = sent || isOnce ? null : retryAfterMs(delivery.tries, Math.random());
    await this.deliveries.settle(delivery.id, { sent, answer, againInMs });
    if (!sent)
      this.settings.logger.warn(
        { delivery: delivery.id, way: delivery.kind, tries: delivery.tries, againInMs },
        'alarm not delivered',
      );
  }
}
