import type { AlarmLanguage } from '@bakeloop/contracts';
import type { DueDelivery } from '@bakeloop/db';
import { Injectable } from '@nestjs/common';
import webPush from 'web-push';
import { Mailer } from '../../mail/mailer.js';
import { ApiSettings } from '../../settings.js';
import { AlarmSettings } from '../alarm-settings.js';
import { messageWords } from '../words.js';
import { postOut, RefusedAddress } from './outgoing.js';
import { signedHeaders } from './signature.js';

/** What became of a try. `final`: another would come to the same. `gone`: nobody is there any more. */
export interface Sent {
  sent: boolean;
  answer: string;
  final?: boolean;
  gone?: boolean;
}

/** A push service keeps what a browser cannot get now for so long, s: an alarm of yesterday is no news. */
const PUSH_KEPT_S = 4 * 3_600;
/** Answers that are never another: who asks is wrong, not when. */
const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 408 && status !== 429;

/** The ways to people, each tried once; who calls tries again. */
@Injectable()
export class Senders {
  constructor(
    private readonly alarms: AlarmSettings,
    private readonly mailer: Mailer,
    private readonly settings: ApiSettings,
  ) {}

  /** Never throws: what went wrong is the answer. */
  async send(delivery: DueDelivery): Promise<Sent> {
    try {
      switch (delivery.kind) {
        case 'email':
          return await this.mail(delivery, delivery.target.address);
        case 'webhook':
          return await this.webhook(delivery, delivery.target);
        case 'push':
          return await this.push(delivery, delivery.target);
      }
    } catch (error) {
      const answer = (error as Error).message.slice(0, 300);
      return { sent: false, answer, final: error instanceof RefusedAddress };
    }
  }

  close(): void {
    this.mailer.close();
  }

  private mail({ id, message, language }: DueDelivery, to: string): Promise<Sent> {
    const { title, text } = messageWords(message, language as AlarmLanguage);
    const lines = [text, this.linkOf(message), this.linkOf(null)];
    return this.mailer.send({ id, to, subject: title, text: lines.filter(Boolean).join('\n\n') });
  }

  private async webhook(
    { id, message, language }: DueDelivery,
    { url, secret }: { url: string; secret: string },
  ): Promise<Sent> {
    const words = messageWords(message, language as AlarmLanguage);
    const body = JSON.stringify({
      type: `alarm.${message.say}`,
      timestamp: new Date().toISOString(),
      data: { ...words, alarm: message.alarm, url: this.linkOf(message) },
    });
    const { status, answer } = await postOut(url, {
      headers: signedHeaders(secret, { id, nowMs: Date.now(), body }),
      body,
      allowLoopback: this.alarms.allowLoopback,
    });
    return answered(status, answer, status === 410);
  }

  private async push(
    { message, language }: DueDelivery,
    target: { endpoint: string; keys: { p256dh: string; auth: string } },
  ): Promise<Sent> {
    const { pushKeys, pushSubject, allowLoopback } = this.alarms;
    const words = messageWords(message, language as AlarmLanguage);
    const payload = JSON.stringify({ ...words, tag: message.alarm?.id ?? 'test', url: this.linkOf(message) });
    const { endpoint, headers, body } = webPush.generateRequestDetails(target, payload, {
      vapidDetails: { subject: pushSubject, ...pushKeys },
      TTL: PUSH_KEPT_S,
      urgency: message.alarm?.severity === 'critical' ? 'high' : 'normal',
    });
    const { status, answer } = await postOut(endpoint, {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: body ?? '',
      allowLoopback,
    });
    return answered(status, answer, status === 404 || status === 410);
  }

  private linkOf(message: DueDelivery['message'] | null): string {
    const id = message?.alarm?.id;
    if (message === null) return `${this.settings.publicUrl}/alarms/channels`;
    return id === undefined ? `${this.settings.publicUrl}/alarms` : `${this.settings.publicUrl}/alarms/${id}`;
  }
}

function answered(status: number, answer: string, gone: boolean): Sent {
  const sent = status >= 200 && status < 300;
  const line = [String(status), answer.split('\n')[0]?.trim().slice(0, 200)].filter(Boolean).join(' ');
  return { sent, answer: line, gone, final: gone || isFinal(status) };
}
