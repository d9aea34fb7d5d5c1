import {
  AlarmChannelRepository,
  ContributionRepository,
  DeliveryRepository,
  isDatabaseAway,
  type Database,
} from '@bakeloop/db';
import { retryAfterMs } from '@bakeloop/domain';
import { evaluateAlarms } from '@bakeloop/record';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ScaleDrift } from '../lineage/scale-drift.js';
import { Announcements } from '../live/announcements.js';
import { ApiSettings } from '../settings.js';
import { AlarmSettings } from './alarm-settings.js';
import { Senders } from './ways/senders.js';

/** Messages that are sent at a time. */
const AT_A_TIME = 8;
/** Looks that follow each other without a pause at most: what is left waits, so that a backlog holds up nobody. */
const LOOKS_ON_END = 8;

/** The database that alarms are evaluated in. A class, so that it can be injected. */
export class AlarmDatabase {
  constructor(readonly database: Database) {}
}

/** Evaluates alarms and sends what is to be told, as long as the API runs. Of several APIs one looks at a time. */
@Injectable()
export class AlarmWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly startedMs = Date.now();
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> | null = null;
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
    this.timer = setInterval(() => void this.look(), this.alarms.everySeconds * 1_000);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    clearInterval(this.timer);
    await this.underWay;
    this.senders.close();
  }

  /** Looks and sends, unless that is under way. */
  async look(): Promise<void> {
    this.underWay ??= this.lookAndSend().finally(() => (this.underWay = null));
    return this.underWay;
  }

  private async lookAndSend(): Promise<void> {
    try {
      for (let looks = 0; looks < LOOKS_ON_END && !this.isEnding; looks++) {
        const { changed, more } = await evaluateAlarms(this.of.database, {
          now: new Date(),
          startedMs: this.startedMs,
          driftOf: (kitchenId, sql) => this.drift.of(kitchenId, new ContributionRepository(sql)),
        });
        for (const kitchenId of new Set(changed)) if (kitchenId !== null) this.tellPages(kitchenId);
        if (!more) break;
      }
      await this.sendWaiting();
    } catch (error) {
      if (!isDatabaseAway(error)) this.settings.logger.error({ err: error }, 'alarms not evaluated');
      else this.settings.logger.debug({ err: error }, 'alarms not evaluated: the database is away');
    }
  }

  /** Pages that show a kitchen read its row again. */
  tellPages(kitchenId: string): void {
    this.announcements.announce({ kitchenId, readings: [], batchIds: [], kitchen: true, channels: false });
  }

  private async sendWaiting(): Promise<void> {
    for (let due = await this.deliveries.take(AT_A_TIME); due.length > 0 && !this.isEnding;) {
      await Promise.all(
        due.map(async (delivery) => {
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
        }),
      );
      due = due.length < AT_A_TIME ? [] : await this.deliveries.take(AT_A_TIME);
    }
  }
}
