import { setTimeout as delay } from 'node:timers/promises';
import type { BrokerAccess, BrokerCredential } from '@bakeloop/identity';
import type { Logger } from '@bakeloop/runtime';
import type { OnApplicationShutdown } from '@nestjs/common';

/** How an EMQX is asked to end connections: its REST API, with a key made on its dashboard or in its bootstrap file. */
export interface EmqxApi {
  /** For example `http://emqx:18083`. */
  url: string;
  key: string;
  secret: string;
}

/** An EMQX that does not answer loses nothing: what a connection does next is refused within five seconds, and ends it. */
const ANSWER_WITHIN_MS = 5_000;
const AGAIN_AFTER_MS = [1_000, 5_000, 15_000, 60_000];

/**
 * Ends the connections of credentials at an EMQX, which asks the API of everything else. There a kitchen's client id is its
 * user name (`use_username_as_clientid`), so one is found by it; a new connection is refused, since the credential is over.
 */
export class EmqxAccess implements BrokerAccess, OnApplicationShutdown {
  private readonly closing = new AbortController();
  private readonly under = new Set<Promise<void>>();

  constructor(
    private readonly api: EmqxApi,
    private readonly logger: Logger,
  ) {}

  admit(): Promise<void> {
    return Promise.resolve();
  }

  async expel(credentials: readonly BrokerCredential[]): Promise<void> {
    if (credentials.length === 0) return;
    const usernames = credentials.map(({ username }) => username);
    try {
      await this.kick(usernames);
    } catch (error) {
      this.logger.warn({ err: error, usernames }, 'EMQX did not end connections yet: tried again');
      const again = this.kickLater(usernames).finally(() => this.under.delete(again));
      this.under.add(again);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.under);
  }

  private async kickLater(usernames: readonly string[]): Promise<void> {
    for (const waitMs of AGAIN_AFTER_MS)
      try {
        await delay(waitMs, undefined, { signal: this.closing.signal });
        return await this.kick(usernames);
      } catch {
        if (this.closing.signal.aborted) return;
      }
    this.logger.error({ usernames }, 'EMQX did not end connections: each ends with the next that it does');
  }

  /** Who is not connected is none to be ended. @throws Error when EMQX does not take it */
  private async kick(usernames: readonly string[]): Promise<void> {
    const { url, key, secret } = this.api;
    const answer = await fetch(new URL('/api/v5/clients/kickout/bulk', url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
      },
      body: JSON.stringify(usernames),
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(ANSWER_WITHIN_MS), this.closing.signal]),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`EMQX answers ${answer.status}`);
  }
}
