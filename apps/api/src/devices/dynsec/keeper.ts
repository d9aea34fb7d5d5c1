import { setTimeout as delay } from 'node:timers/promises';
import { parseDeviceUsername } from '@bakeloop/contracts';
import { DeviceRepository, type Database } from '@bakeloop/db';
import { brokerCredential, type BrokerAccess, type BrokerCredential } from '@bakeloop/identity';
import type { Logger } from '@bakeloop/runtime';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BrokerUnreachable } from '../broker-unreachable.js';
import { DynsecConversation, type DynsecCommand, type DynsecResponse } from './conversation.js';
import { DEFAULT_ACCESS, isSameRole, kitchenRole, PLATFORM_ROLE, type Role } from './roles.js';

/** Marks the clients that are ours to change; their description is the id of the credential. */
const OURS = 'Bakeloop kitchen';
/** So long a change that got lost, or a credential whose time is over, may outlive itself. */
const RECONCILE_EVERY_MS = 60_000;
/** After one that failed. */
const AGAIN_AFTER_MS = 2_000;

export interface DynsecOptions {
  url: string;
  admin: { username: string; password: string };
  /** Of ingest and API: made where the broker does not know it. */
  platform: { username: string; password: string };
  database: Database;
  logger: Logger;
}

/**
 * Keeps the dynamic security of a Mosquitto in step with the credentials in the database. Mosquitto hashes passwords by
 * itself, so one can be told only when it is issued: what is reconciled is which of them stand, and what they may do.
 */
export class DynsecKeeper implements BrokerAccess, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly closing = new AbortController();
  private conversation: DynsecConversation | undefined;
  private wake = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private noting: Promise<void> = Promise.resolve();
  private readonly lost = new Set<string>();

  constructor(private readonly o: DynsecOptions) {}

  onApplicationBootstrap(): void {
    this.conversation = new DynsecConversation({
      url: this.o.url,
      ...this.o.admin,
      logger: this.o.logger,
      onConnect: () => this.soon(),
      // Not waited for: an answer behind it may be what the database waits for.
      onEntered: (username) => {
        this.noting = this.noting.then(() => this.noteUse(username));
      },
    });
    this.running = this.keep();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    this.soon();
    await this.running;
    await this.conversation?.close();
    await this.noting;
  }

  async admit({ id, kitchenId, username }: BrokerCredential, password: string): Promise<void> {
    const role = kitchenRole(kitchenId);
    const [, , admitted] = await this.ask([
      { command: 'deleteClient', username },
      { command: 'createRole', ...role },
      {
        command: 'createClient',
        username,
        password,
        textname: OURS,
        textdescription: id,
        roles: [{ rolename: role.rolename }],
      },
    ]);
    if (admitted?.error !== undefined)
      throw new BrokerUnreachable(`The broker does not take the credential: ${admitted.error}.`);
  }

  async expel(credentials: readonly BrokerCredential[]): Promise<void> {
    if (credentials.length === 0) return;
    try {
      const clients = await this.clients();
      const gone = clients.filter(({ username, textdescription }) =>
        credentials.some((ended) => ended.username === username && ended.id === textdescription),
      );
      await this.ask(gone.map(({ username }) => ({ command: 'deleteClient', username })));
    } catch (error) {
      this.o.logger.error({ err: error }, 'credentials could not be ended at the broker yet: tried again');
      this.soon();
    }
  }

  private async noteUse(username: string): Promise<void> {
    const named = parseDeviceUsername(username);
    if (named === null) return;
    await new DeviceRepository(this.o.database)
      .noteUseOf(named.kitchenId, named.slot)
      .catch((error: unknown) => this.o.logger.warn({ err: error, username }, 'its use was not noted'));
  }

  private soon(): void {
    this.wake.abort();
  }

  private async keep(): Promise<void> {
    let waitMs = RECONCILE_EVERY_MS;
    while (!this.closing.signal.aborted) {
      await delay(waitMs, undefined, { signal: this.wake.signal }).catch(() => undefined);
      if (this.closing.signal.aborted) return;
      this.wake = new AbortController();
      try {
        await this.reconcile();
        waitMs = RECONCILE_EVERY_MS;
      } catch (error) {
        this.o.logger.error({ err: error }, 'the broker is not in step with the credentials: tried again');
        waitMs = AGAIN_AFTER_MS;
      }
    }
  }

  /** Under the lock, so that a credential which is being issued is not taken for one that nobody knows. */
  private async reconcile(): Promise<void> {
    await this.o.database.transaction(async (sql) => {
      const devices = new DeviceRepository(sql);
      await devices.lock();
      const standing = (await devices.standing()).map(brokerCredential);
      await this.putRoles([...new Set(standing.map(({ kitchenId }) => kitchenId))].map(kitchenRole));
      const clients = await this.clients();
      const ours = clients.filter(({ textname }) => textname === OURS);
      const stands = new Set(standing.map(({ id }) => id));
      const known = new Set(ours.map(({ textdescription }) => textdescription));
      await this.ask(
        ours
          .filter(({ textdescription }) => !stands.has(textdescription ?? ''))
          .map(({ username }) => ({ command: 'deleteClient', username })),
      );
      if (!clients.some(({ username }) => username === this.o.platform.username))
        await this.ask([
          {
            command: 'createClient',
            ...this.o.platform,
            textname: 'Bakeloop platform',
            roles: [{ rolename: PLATFORM_ROLE.rolename }],
          },
        ]);
      this.tellLost(standing.filter(({ id }) => !known.has(id)));
    });
  }

  private async putRoles(kitchens: readonly Role[]): Promise<void> {
    const [, listed] = await this.ask([
      { command: 'setDefaultACLAccess', acls: DEFAULT_ACCESS },
      { command: 'listRoles', verbose: true, count: -1, offset: 0 },
    ]);
    const found = new Map(listed?.data?.roles?.map(({ rolename, acls }) => [rolename, acls]));
    const commands = [PLATFORM_ROLE, ...kitchens].flatMap((role): DynsecCommand[] => {
      const acls = found.get(role.rolename);
      if (acls === undefined) return [{ command: 'createRole', ...role }];
      return isSameRole(role, acls) ? [] : [{ command: 'modifyRole', ...role }];
    });
    await this.ask(commands);
  }

  /** Nobody can tell the broker the password of what it has lost, so somebody has to issue anew. */
  private tellLost(credentials: readonly BrokerCredential[]): void {
    for (const { id, kitchenId, username } of credentials) {
      if (this.lost.has(id)) continue;
      this.lost.add(id);
      this.o.logger.error(
        { kitchenId, username, credential: id },
        'the broker does not know this credential any more: issue a new one for the kitchen',
      );
    }
  }

  private async clients(): Promise<NonNullable<NonNullable<DynsecResponse['data']>['clients']>> {
    const [listed] = await this.ask([{ command: 'listClients', verbose: true, count: -1, offset: 0 }]);
    return listed?.data?.clients ?? [];
  }

  private async ask(commands: readonly DynsecCommand[]): Promise<DynsecResponse[]> {
    if (this.conversation === undefined) throw new BrokerUnreachable('The broker is not connected yet.');
    return this.conversation.ask(commands);
  }
}
