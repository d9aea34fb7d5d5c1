import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { expect, it } from '@jest/globals';
import { startApi } from '@bakeloop/api';
import { routes, type ClaimedCredential, type IssuedCredential } from '@bakeloop/contracts';
import { createDataSource, DeviceRepository } from '@bakeloop/db';
import { connectMqtt, createLogger } from '@bakeloop/runtime';
import type { IClientOptions } from 'mqtt';
import { ATTACKS, ended, logIn, type Connection, type Login, type Stage } from '../support/attacks.js';
import { AGENT, agentEnvironment, writeAgentConfig } from '../support/agent-config.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startKitchensMosquitto, type KitchensMosquitto } from '../support/mosquitto-kitchens.js';
import { describeWith } from '../support/programs.js';
import { freshDatabase } from '../support/postgres.js';
import { startServer } from '../support/server-process.js';
import { fetchSignedIn } from '../support/signed-in.js';

const CERTIFIED = 'ke-cert-01';
const platform: Login = { username: 'platform', password: 'password of the platform' };

interface Setting {
  mosquitto: KitchensMosquitto;
  database: ReturnType<typeof createDataSource>;
  get(path: string): Promise<unknown>;
  post(path: string, body?: object): Promise<{ status: number; body: unknown }>;
  /** A kitchen comes in as it would: by TLS, with its password. */
  enter(login: Partial<Login>, options?: IClientOptions): Promise<Connection>;
  restartApi(): Promise<void>;
}

async function begin(): Promise<Setting> {
  const mosquitto = await startKitchensMosquitto([CERTIFIED]);
  const databaseUrl = await freshDatabase();
  const database = createDataSource(databaseUrl);
  await database.initialize();
  atEnd(() => database.destroy());
  await database.runMigrations();
  const start = () =>
    startApi({
      databaseUrl,
      mqttUrl: mosquitto.platformUrl,
      mqttUsername: platform.username,
      mqttPassword: platform.password,
      dynsec: mosquitto.admin,
      port: 0,
      demo: true,
      logLevel: 'silent',
    });
  let api = await start();
  atEnd(() => api.stop());
  const ca = await mosquitto.certificate('ca.crt');
  // The API makes this user, and what nobody may do by default.
  await eventually(() => logIn(mosquitto.platformUrl, platform));
  return {
    mosquitto,
    database,
    get: async (path) => (await fetchSignedIn(`${api.url}/api/v1${path}`)).json(),
    async post(path, body = {}) {
      const response = await fetchSignedIn(`${api.url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
    enter: (login, options) => logIn(mosquitto.url, login, { ca, ...options }),
    async restartApi() {
      await api.stop();
      api = await start();
    },
  };
}

let setting: Promise<Setting> | undefined;
const set = (): Promise<Setting> => (setting ??= begin());

type Kitchen = Login & { id: string; credential: string };
async function issue(id: string): Promise<Kitchen> {
  const { body, status } = await (await set()).post(`/kitchens/${id}/credentials`);
  expect(status).toBe(200);
  const { credential, password } = routes.issueCredential.answer.parse(body) as IssuedCredential;
  return { id, username: credential.username, password, credential: credential.id };
}
const revoke = async ({ id, credential }: Kitchen): Promise<void> =>
  void (await (await set()).post(`/kitchens/${id}/credentials/${credential}/revoke`));
const said = async (connection: Connection, id: string): Promise<void> =>
  void (await connection.client.publishAsync(`kitchens/v1/${id}/telemetry`, 'said', { qos: 1 }));

describeWith(
  ['mosquitto', 'mosquitto_ctrl', 'openssl', 'postgres'],
  'Mosquitto as we ship it for kitchens, with its dynamic security kept in step (T1, K1, K5)',
  () => {
    let stage: Promise<Stage> | undefined;
    const staged = async (): Promise<Stage> => {
      const { mosquitto } = await set();
      return {
        url: mosquitto.url,
        platformUrl: mosquitto.platformUrl,
        ca: await mosquitto.certificate('ca.crt'),
        platform,
        a: await issue('ke-nbo-01'),
        b: await issue('gh-acc-01'),
      };
    };
    for (const [promise, attack] of Object.entries(ATTACKS))
      it(promise, async () => attack(await (stage ??= staged())));

    it('tells a kitchen that speaks MQTT 5 that a topic is not its own (T1, T2)', async () => {
      const { enter } = await set();
      const { client } = await enter(await issue('mqtt-five'), { protocolVersion: 5 });
      await expect(
        client.publishAsync('kitchens/v1/other/telemetry', 'forged', { qos: 1 }),
      ).rejects.toMatchObject({
        code: 135,
      });
      await client.publishAsync('kitchens/v1/mqtt-five/telemetry', 'own', { qos: 1 });
    });

    it('ends an open connection within five seconds of its credential, and no other (K4)', async () => {
      const { enter } = await set();
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
      const { enter, get } = await set();
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

    it('exchanges a code once; while the broker does not answer the code stays good, and nothing is issued (K2)', async () => {
      const { post, enter, mosquitto } = await set();
      const { body } = await post('/kitchens/claimed-one/claims');
      const { code } = routes.makeClaim.answer.parse(body);
      await mosquitto.stop();
      expect(await post('/devices/claim', { code })).toMatchObject({
        status: 503,
        body: { type: '/problems/broker-away' },
      });
      await mosquitto.restart();
      const claimed = await eventually(
        async () => {
          const answer = await post('/devices/claim', { code });
          expect(answer.status).toBe(200);
          return answer.body as ClaimedCredential;
          // Each asking counts as one of the thirty that an address has.
        },
        { withinMs: 20_000, everyMs: 1_000 },
      );
      await said(await enter(claimed), 'claimed-one');
      expect((await post('/devices/claim', { code })).status).toBe(410);
    });

    it('catches up on what was revoked while the broker was away', async () => {
      const { enter, mosquitto } = await set();
      const revoked = await issue('revoked-away');
      await enter(revoked);
      await mosquitto.stop();
      await revoke(revoked);
      await mosquitto.restart();
      await eventually(() => expect(enter(revoked)).rejects.toThrow(/not authorized/i));
    });

    it('lets kitchens go on while the API starts anew, and ends what nobody issued', async () => {
      const { enter, restartApi, database } = await set();
      const [kitchen, unknown] = [await issue('goes-on-one'), await issue('unknown-one')];
      const connection = await enter(kitchen);
      await new DeviceRepository(database).revoke(unknown.credential);
      await restartApi();
      await eventually(() => expect(enter(unknown)).rejects.toThrow(/not authorized/i));
      expect(connection.client.connected).toBe(true);
    });

    it('makes users and roles anew when the broker has lost them; kitchens need a new credential then', async () => {
      const { mosquitto, enter } = await set();
      const lost = await issue('lost-one');
      await mosquitto.forget();
      await eventually(() => logIn(mosquitto.platformUrl, platform));
      await expect(enter(lost)).rejects.toThrow(/not authorized/i);
      const anew = await issue(lost.id);
      const listener = await logIn(mosquitto.platformUrl, platform);
      await listener.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
      const kitchen = await enter(anew);
      kitchen.client.publish('kitchens/v1/ke-nbo-01/telemetry', 'forged', { qos: 1 }, () => undefined);
      await said(kitchen, lost.id);
      await eventually(() => expect(listener.messages.map(({ payload }) => payload)).toEqual(['said']));
    });

    it('lets several ingests share what kitchens send', async () => {
      const { mosquitto, enter } = await set();
      const ingest = await logIn(mosquitto.platformUrl, platform);
      await ingest.client.subscribeAsync('$share/ingest/kitchens/v1/+/telemetry', { qos: 1 });
      await said(await enter(await issue('shared-one')), 'shared-one');
      await eventually(() => expect(ingest.messages.map(({ payload }) => payload)).toEqual(['said']));
    });

    it('takes a certificate for the kitchen of its common name, while that has a credential', async () => {
      const { mosquitto } = await set();
      const file = (name: string): Promise<Buffer> => mosquitto.certificate(name);
      const tls = {
        ca: await file('ca.crt'),
        cert: await file(`${CERTIFIED}.crt`),
        key: await file(`${CERTIFIED}.key`),
      };
      const kitchen = await issue(CERTIFIED);
      const listener = await logIn(mosquitto.platformUrl, platform);
      await listener.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
      const connection = await logIn(mosquitto.certificateUrl, {}, tls);
      const mark = randomUUID();
      connection.client.publish('kitchens/v1/ke-nbo-01/telemetry', 'forged', { qos: 1 }, () => undefined);
      const own = await logIn(mosquitto.certificateUrl, {}, tls);
      await own.client.publishAsync(`kitchens/v1/${CERTIFIED}/telemetry`, mark, { qos: 1 });
      await eventually(() =>
        expect(listener.messages).toEqual([{ topic: `kitchens/v1/${CERTIFIED}/telemetry`, payload: mark }]),
      );
      await revoke(kitchen);
      await ended(own);
      await expect(logIn(mosquitto.certificateUrl, {}, { ca: tls.ca })).rejects.toThrow();
    });

    it('hears an agent that proves itself with a certificate', async () => {
      const { mosquitto } = await set();
      await issue(CERTIFIED);
      const listener = await logIn(mosquitto.platformUrl, platform);
      await listener.client.subscribeAsync(`kitchens/v1/${CERTIFIED}/birth`, { qos: 1 });
      const config = join(mosquitto.folder, 'kitchen.json');
      await writeAgentConfig(config, CERTIFIED, {
        url: mosquitto.certificateUrl,
        ca: 'ca.crt',
        cert: `${CERTIFIED}.crt`,
        key: `${CERTIFIED}.key`,
      });
      await startServer({
        url: mosquitto.certificateUrl,
        command: process.execPath,
        args: [AGENT, 'run', '--config', config],
        options: { env: agentEnvironment() },
        stopSignal: 'SIGTERM',
        answers: () => eventually(() => expect(listener.messages).not.toEqual([])),
      });
    });

    it('is spoken to by no program that does not know its authority', async () => {
      const { mosquitto } = await set();
      const reasons: string[] = [];
      const logger = createLogger('line', { level: 'silent' });
      logger.warn = ((line: { reason?: string }) => void reasons.push(line.reason ?? '')) as never;
      const login = { url: mosquitto.url, ...(await issue('line-kitchen')), clientId: 'line', logger };
      const blind = connectMqtt(login);
      atEnd(() => blind.close());
      await eventually(() => expect(reasons.join()).toMatch(/self.signed|unable to verify/));
      expect(blind.connected).toBe(false);
      const knowing = connectMqtt({ ...login, tls: { ca: await mosquitto.certificate('ca.crt') } });
      atEnd(() => knowing.close());
      await knowing.ready();
    });

    it('speaks no TLS 1.1', async () => {
      const { mosquitto } = await set();
      const port = Number(new URL(mosquitto.url).port);
      const ca = await mosquitto.certificate('ca.crt');
      const shake = (version: 'TLSv1.1' | 'TLSv1.2') =>
        new Promise<string | null>((resolve, reject) => {
          const [minVersion, maxVersion] = [version, version];
          // Node itself would offer nothing so old without this.
          const ciphers = 'DEFAULT@SECLEVEL=0';
          const socket = connectTls({ host: 'localhost', port, ca, minVersion, maxVersion, ciphers });
          socket.once('error', reject);
          socket.once('secureConnect', () => {
            resolve(socket.getProtocol());
            socket.destroy();
          });
        });
      expect(await shake('TLSv1.2')).toBe('TLSv1.2');
      await expect(shake('TLSv1.1')).rejects.toThrow(/alert protocol version/i);
    });
  },
);
