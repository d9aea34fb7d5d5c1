import { randomUUID } from 'node:crypto';
import { changeNotice, topics, type ChangeNotice } from '@bakeloop/contracts';
import { connectMqtt, type MqttLink } from '@bakeloop/runtime';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ApiSettings } from '../settings.js';
import { LiveRooms } from './live-rooms.js';

/** What commits change, over the broker: from whoever committed to every replica of the API. */
@Injectable()
export class Announcements implements OnApplicationBootstrap, OnApplicationShutdown {
  private link: MqttLink | undefined;

  constructor(
    private readonly settings: ApiSettings,
    private readonly rooms: LiveRooms,
  ) {}

  get connected(): boolean {
    return this.link?.connected ?? false;
  }

  onApplicationBootstrap(): void {
    const { mqttUrl, mqttUsername, mqttPassword, logger } = this.settings;
    this.link = connectMqtt({
      url: mqttUrl,
      username: mqttUsername,
      password: mqttPassword,
      clientId: `bakeloop-api-${randomUUID()}`,
      subscriptions: [topics.allChanges],
      // What was announced while this process was not connected is lost to it: every viewer begins anew.
      onConnect: () => this.rooms.resync(),
      onMessage: (_topic, payload) => this.hear(payload),
      // Until then every page is silent, and a few of these flood no broker.
      maxRetryMs: 3_000,
      logger,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.link?.close();
  }

  /** Tells all replicas, this one included; only this one's viewers when the broker is away. */
  announce(change: ChangeNotice): void {
    const topic = topics.changes(change.kitchenId);
    const told = this.link?.publish(topic, JSON.stringify(change), { qos: 0 });
    told?.catch(() => this.rooms.change(change));
  }

  private hear(payload: Buffer): void {
    const parsed = changeNotice.safeParse(parseJson(payload));
    if (parsed.success) this.rooms.change(parsed.data);
    else this.settings.logger.warn({ bytes: payload.length }, 'announcement not understood');
  }
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
