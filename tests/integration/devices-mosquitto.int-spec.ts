import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { expect, it } from '@jest/globals';
import { routes, type ClaimedCredential } from '@bakeloop/contracts';
import { DeviceRepository } from '@bakeloop/db';
import { connectMqtt, createLogger } from '@bakeloop/runtime';
import { ended, logIn } from '../support/attacks.js';
import { AGENT, agentEnvironment, writeAgentConfig } from '../support/agent-config.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import {
  keepsKitchensApart,
  PLATFORM,
  said,
  startPlatform,
  type Platform,
} from '../support/kitchens-broker.js';
import { startKitchensMosquitto, type KitchensMosquitto } from '../support/mosquitto-kitchens.js';
import { describeWith } from '../support/programs.js';
import { startServer } from '../support/server-process.js';

const CERTIFIED = 'ke-cert-01';

interface Setting {
  broker: KitchensMosquitto;
  platform: Platform;
}
async function begin(): Promise<Setting> {
  const broker = await startKitchensMosquitto([CERTIFIED]);
  return { broker, platform: await startPlatform(broker, { dynsec: broker.admin }) };
}

let setting: Promise<Setting> | undefined;
const set = (): Promise<Setting> => (setting ??= begin());

describeWith(
  ['mosquitto', 'mosquitto_ctrl', 'openssl', 'postgres'],
  'Mosquitto as we ship it for kitchens, with its dynamic security kept in step (T1, K1, K5)',
  () => {
    keepsKitchensApart(set);

    it('tells a kitchen that speaks MQTT 5 that a topic is not its own (T1, T2)', async () => {
      const { issue, enter } = (await set()).platform;
      const { client } = await enter(await issue('mqtt-five'), { protocolVersion: 5 });
      await expect(
        client.publishAsync('kitchens/v1/other/telemetry', 'forged', { qos: 1 }),
      ).rejects.toMatchObject({
        code: 135,
      });
      await client.publishAsync('kitchens/v1/mqtt-five/telemetry', 'own', { qos: 1 });
    });

    it('exchanges a code once; while the broker does not answer the code stays good, and nothing is issued (K2)', async () => {
      const { broker, platform } = await set();
      const { post, enter } = platform;
      const { body } = await post('/kitchens/claimed-one/claims');
      const { code } = routes.makeClaim.answer.parse(body);
      await broker.stop();
      expect(await post('/devices/claim', { code })).toMatchObject({
        status: 503,
        body: { type: '/problems/broker-away' },
      });
      await broker.restart();
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
      const { broker, platform } = await set();
      const { issue, revoke, enter } = platform;
      const revoked = await issue('revoked-away');
      await enter(revoked);
      await broker.stop();
      await revoke(revoked);
      await broker.restart();
      await eventually(() => expect(enter(revoked)).rejects.toThrow(/not authorized/i));
    });

    it('lets kitchens go on while the API starts anew, and ends what nobody issued', async () => {
      const { issue, enter, restartApi, database } = (await set()).platform;
      const [kitchen, unknown] = [await issue('goes-on-one'), await issue('unknown-one')];
      const connection = await enter(kitchen);
      await new DeviceRepository(database).revoke(unknown.credential);
      await restartApi();
      await eventually(() => expect(enter(unknown)).rejects.toThrow(/not authorized/i));
      expect(connection.client.connected).toBe(true);
    });

    it('makes users and roles anew when the broker has lost them; kitchens need a new credential then', async () => {
      const { broker, platform } = await set();
      const { issue, enter } = platform;
      const lost = await issue('lost-one');
      await broker.forget();
      await eventually(() => logIn(broker.platformUrl, PLATFORM));
      await expect(enter(lost)).rejects.toThrow(/not authorized/i);
      const anew = await issue(lost.id);
      const listener = await logIn(broker.platformUrl, PLATFORM);
      await listener.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
      const kitchen = await enter(anew);
      kitchen.client.publish('kitchens/v1/ke-nbo-01/telemetry', 'forged', { qos: 1 }, () => undefined);
      await said(kitchen, lost.id);
      await eventually(() => expect(listener.messages.map(({ payload }) => payload)).toEqual(['said']));
    });

    it('takes a certificate for the kitchen of its common name, while that has a credential', async () => {
      const { broker, platform } = await set();
      const { issue, revoke } = platform;
      const file = (name: string): Promise<Buffer> => broker.certificate(name);
      const tls = {
        ca: await file('ca.crt'),
        cert: await file(`${CERTIFIED}.crt`),
        key: await file(`${CERTIFIED}.key`),
      };
      const kitchen = await issue(CERTIFIED);
      const listener = await logIn(broker.platformUrl, PLATFORM);
      await listener.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
      const connection = await logIn(broker.certificateUrl, {}, tls);
      const mark = randomUUID();
      connection.client.publish('kitchens/v1/ke-nbo-01/telemetry', 'forged', { qos: 1 }, () => undefined);
      const own = await logIn(broker.certificateUrl, {}, tls);
      await own.client.publishAsync(`kitchens/v1/${CERTIFIED}/telemetry`, mark, { qos: 1 });
      await eventually(() =>
        expect(listener.messages).toEqual([{ topic: `kitchens/v1/${CERTIFIED}/telemetry`, payload: mark }]),
      );
      await revoke(kitchen);
      await ended(own);
      await expect(logIn(broker.certificateUrl, {}, { ca: tls.ca })).rejects.toThrow();
    });

    it('hears an agent that proves itself with a certificate', async () => {
      const { broker, platform } = await set();
      await platform.issue(CERTIFIED);
      const listener = await logIn(broker.platformUrl, PLATFORM);
      await listener.client.subscribeAsync(`kitchens/v1/${CERTIFIED}/birth`, { qos: 1 });
      const config = join(broker.folder, 'kitchen.json');
      await writeAgentConfig(config, CERTIFIED, {
        url: broker.certificateUrl,
        ca: 'ca.crt',
        cert: `${CERTIFIED}.crt`,
        key: `${CERTIFIED}.key`,
      });
      await startServer({
        url: broker.certificateUrl,
        command: process.execPath,
        args: [AGENT, 'run', '--config', config],
        options: { env: agentEnvironment() },
        stopSignal: 'SIGTERM',
        answers: () => eventually(() => expect(listener.messages).not.toEqual([])),
      });
    });

    it('is spoken to by no program that does not know its authority', async () => {
      const { broker, platform } = await set();
      const reasons: string[] = [];
      const logger = createLogger('line', { level: 'silent' });
      logger.warn = ((line: { reason?: string }) => void reasons.push(line.reason ?? '')) as never;
      const login = { url: broker.url, ...(await platform.issue('line-kitchen')), clientId: 'line', logger };
      const blind = connectMqtt(login);
      atEnd(() => blind.close());
      await eventually(() => expect(reasons.join()).toMatch(/self.signed|unable to verify/));
      expect(blind.connected).toBe(false);
      const knowing = connectMqtt({ ...login, tls: { ca: await broker.certificate('ca.crt') } });
      atEnd(() => knowing.close());
      await knowing.ready();
    });

    it('speaks no TLS 1.1', async () => {
      const { broker } = await set();
      const port = Number(new URL(broker.url).port);
      const ca = await broker.certificate('ca.crt');
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
