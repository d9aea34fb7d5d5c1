import { expect, it } from '@jest/globals';
import { startApi, type ApiOptions } from '@bakeloop/api';
import { routes, type IssuedCredential } from '@bakeloop/contracts';
import { createDataSource } from '@bakeloop/db';
import type { IClientOptions } from 'mqtt';
import { ATTACKS, ended, logIn, type Connection, type Login, type Stage } from './attacks.js';
import { atEnd } from './cleanup.js';
import { eventually } from './eventually.js';
import { freshDatabase } from './postgres.js';
import { fetchSignedIn } from './signed-in.js';

/** A broker where each kitchen needs a credential. */
export interface KitchensBroker {
  /** Where kitchens come in, by TLS with a password. */
  readonly url: string;
  /** For ingest and API. */
  readonly platformUrl: string;
  /** A file of the certificates that were made for it: `ca.crt`, and of each kitchen. */
  certificate(name: string): Promise<Buffer>;
}

export type Kitchen = Login & { id: string; credential: string };

/** The API beside such a broker, as a person at it has it, and how kitchens come in. */
export interface Platform {
  database: ReturnType<typeof createDataSource>;
  get(path: string): Promise<unknown>;
  post(path: string, body?: object): Promise<{ status: number; body: unknown }>;
  /** A credential of this kitchen, made by the API. */
  issue(id: string): Promise<Kitchen>;
  revoke(kitchen: Kitchen): Promise<void>;
  /** A kitchen comes in as it would: by TLS, with its password. */
  enter(login: Partial<Login>, options?: IClientOptions): Promise<Connection>;
  restartApi(): Promise<void>;
}

export const PLATFORM: Login = { username: 'platform', password: 'password of the platform' };

/** @param options how this API and the broker know of each other */
export async function startPlatform(broker: KitchensBroker, options: Partial<ApiOptions>): Promise<Platform> {
  const databaseUrl = await freshDatabase();
  const database = createDataSource(databaseUrl);
  await database.initialize();
  atEnd(() => database.destroy());
  await database.runMigrations();
  const start = () =>
    startApi({
      databaseUrl,
      mqttUrl: broker.platformUrl,
      mqttUsername: PLATFORM.username,
      mqttPassword: PLATFORM.password,
      port: 0,
      demo: true,
      logLevel: 'silent',
      ...options,
    });
  let api = await start();
  atEnd(() => api.stop());
  const ca = await broker.certificate('ca.crt');
  // Until the API is there, the broker knows of nobody; an EMQX looks for it every 15 s.
  await eventually(() => logIn(broker.platformUrl, PLATFORM), { withinMs: 45_000, everyMs: 250 });
  const post: Platform['post'] = async (path, body = {}) => {
    const response = await fetchSignedIn(`${api.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    database,
    get: async (path) => (await fetchSignedIn(`${api.url}/api/v1${path}`)).json(),
    post,
    async issue(id) {
      const { body, status } = await post(`/kitchens/${id}/credentials`);
      expect(status).toBe(200);
      const { credential, password } = routes.issueCredential.answer.parse(body) as IssuedCredential;
      return { id, username: credential.username, password, credential: credential.id };
    },
    revoke: async ({ id, credential }) =>
      void (await post(`/kitchens/${id}/credentials/${credential}/revoke`)),
    enter: (login, options) => logIn(broker.url, login, { ca, ...options }),
    async restartApi() {
      await api.stop();
      api = await start();
    },
  };
}

/** The kitchen says something on its own topic, and the broker has taken it. */
export const said = async (connection: Connection, id: string): Promise<void> =>
  void (await connection.client.publishAsync(`kitchens/v1/${id}/telemetry`, 'said', { qos: 1 }));

/** What every broker keeps where each kitchen has a credential. */
export function keepsKitchensApart(set: () => Promise<{ broker: KitchensBroker; platform: Platform }>): void {
  let stage: Promise<Stage> | undefined;
  const staged = async (): Promise<Stage> => {
    const { broker, platform } = await set();
    return {
      url: broker.url,
      platformUrl: broker.platformUrl,
      ca: await broker.certificate('ca.crt'),
      platform: PLATFORM,
      a: await platform.issue('ke-nbo-01'),
      b: await platform.issue('gh-acc-01'),
    };
  };
  for (const [promise, attack] of Object.entries(ATTACKS))
    it(promise, async () => attack(await (stage ??= staged())));

  it('ends an open connection within five seconds of its credential, and no other (K4)', async () => {
    const { issue, revoke, enter } = (await set()).platform;
    const [revoked, other] = [await issue('revoked-one'), await enter(await issue('other-one'))];
    const connection = await enter(revoked);
    const begunMs = performance.now();
    await revoke(revoked);
    await ended(connection);
    expect(performance.now() - begunMs).toBeLessThan(5_000);
    await expect(enter(revoked)).rejects.toThrow();
    expect(other.client.connected).toBe(true);
  });

  it('takes two credentials of a kitchen; a third takes the place of the one that was used less lately (K3)', async () => {
    const { issue, enter, get } = (await set()).platform;
    const first = await issue('three-one');
    const second = await issue(first.id);
    await said(await enter(first), first.id);
    await said(await enter(second), first.id);
    await eventually(async () => {
      const { items } = routes.credentials.answer.parse(await get(`/kitchens/${first.id}/credentials`));
      expect(items.filter(({ usedAt }) => usedAt === null)).toEqual([]);
    });
    const third = await issue(first.id);
    await said(await enter(third), first.id);
    await said(await enter(second), first.id);
    await expect(enter(first)).rejects.toThrow(/not authorized/i);
  });

  it('lets several ingests share what kitchens send', async () => {
    const { broker, platform } = await set();
    const ingest = await logIn(broker.platformUrl, PLATFORM);
    await ingest.client.subscribeAsync('$share/ingest/kitchens/v1/+/telemetry', { qos: 1 });
    await said(await platform.enter(await platform.issue('shared-one')), 'shared-one');
    await eventually(() => expect(ingest.messages.map(({ payload }) => payload)).toEqual(['said']));
  });
}
