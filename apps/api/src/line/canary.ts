import { randomUUID } from 'node:crypto';
import { CANARY_CHANNEL, CANARY_ID, topics } from '@bakeloop/contracts';
import { connectMqtt, type MqttLink } from '@bakeloop/runtime';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ApiSettings } from '../settings.js';

/**
 * Sends a pack a minute as a kitchen would, over the broker: how old the newest is that the database has says whether the
 * line between them works. It is never sent again: an old one would say nothing.
 */
@Injectable()
export class Canary implements OnApplicationBootstrap, OnApplicationShutdown {
  private link: MqttLink | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly session = randomUUID();
  private seq = 0;

  constructor(private readonly settings: ApiSettings) {}

  onApplicationBootstrap(): void {
    const { mqttUrl, mqttUsername, mqttPassword, canary, logger } = this.settings;
    this.link = connectMqtt({
      url: mqttUrl,
      username: mqttUsername,
      password: mqttPassword,
      clientId: `bakeloop-canary-${this.session}`,
      // At once, so that the alarm ends soon after a restart of the broker.
      onConnect: () => this.send(),
      logger,
    });
    this.timer = setInterval(() => this.send(), canary.everySeconds * 1_000);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.link?.close();
  }

  private send(): void {
    if (!this.link?.connected) return;
    const records = [{ n: CANARY_CHANNEL, bt: Date.now() / 1_000, v: ++this.seq }];
    const pack = JSON.stringify({ session: this.session, seq: this.seq, records });
    this.link.publish(topics.of(CANARY_ID, 'telemetry'), pack).catch((error: unknown) => {
      this.settings.logger.warn({ reason: (error as Error).message }, 'canary pack not taken by the broker');
    });
  }
}
