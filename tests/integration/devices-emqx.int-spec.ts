import { beforeAll, expect, it } from '@jest/globals';
import { DeviceRepository } from '@bakeloop/db';
import { ended, logIn } from '../support/attacks.js';
import { startKitchensEmqx, type KitchensEmqx } from '../support/emqx-kitchens.js';
import { eventually } from '../support/eventually.js';
import { keepsKitchensApart, said, startPlatform, type Platform } from '../support/kitchens-broker.js';
import { describeWhere } from '../support/programs.js';

interface Setting {
  broker: KitchensEmqx;
  platform: Platform;
}
async function begin(): Promise<Setting> {
  const broker = await startKitchensEmqx();
  const { port, secret: brokerHookSecret } = broker.asks;
  return { broker, platform: await startPlatform(broker, { port, brokerHookSecret, emqx: broker.restApi }) };
}

let setting: Promise<Setting> | undefined;
const set = (): Promise<Setting> => (setting ??= begin());

describeWhere(
  ['emqx', 'openssl', 'postgres'],
  'EMQX as we ship its settings for kitchens, which asks the API (T1, K1, K5)',
  () => {
    beforeAll(set, 400_000);

    keepsKitchensApart(set);

    it('ends the connection of a kitchen on a topic that is not its own, and says why to one that speaks MQTT 5 (T1, T2)', async () => {
      const { issue, enter } = (await set()).platform;
      const kitchen = await issue('mqtt-five');
      const elsewhere = 'kitchens/v1/other/telemetry';
      for (const trespass of ['publish', 'subscribe']) {
        const connection = await enter(kitchen, { protocolVersion: 5 });
        await said(connection, kitchen.id);
        const { client } = connection;
        const told = new Promise((resolve) =>
          client.once('disconnect', ({ reasonCode }) => resolve(reasonCode)),
        );
        if (trespass === 'publish') client.publish(elsewhere, 'forged', { qos: 1 }, () => undefined);
        else client.subscribe(elsewhere, { qos: 1 }, () => undefined);
        expect(await told).toBe(135);
        await ended(connection);
      }
    });

    it('ends a connection by itself with what it does five seconds after its credential, where nobody told it to (K4)', async () => {
      const { issue, enter, database } = (await set()).platform;
      const revoked = await issue('revoked-untold');
      const connection = await enter(revoked);
      await said(connection, revoked.id);
      await new DeviceRepository(database).revoke(revoked.credential);
      await eventually(
        () => {
          // Without waiting: the broker ends the connection instead of an answer.
          void said(connection, revoked.id).catch(() => undefined);
          expect(connection.client.connected).toBe(false);
        },
        { withinMs: 10_000, everyMs: 250 },
      );
      await expect(enter(revoked)).rejects.toThrow(/not authorized/i);
    });

    it('ends a connection when the time of its credential is over (K4)', async () => {
      const { issue, enter, database } = (await set()).platform;
      const ending = await issue('ending-one');
      await database.query(`UPDATE device_credential SET expires_at = now() + interval '2 s' WHERE id = $1`, [
        ending.credential,
      ]);
      await ended(await enter(ending));
      await expect(enter(ending)).rejects.toThrow(/not authorized/i);
    });

    it('lets a kitchen take no client id but its own, also by the listener of the platform', async () => {
      const { broker, platform } = await set();
      const [kitchen, victim] = [await platform.issue('thief-one'), await platform.issue('victim-one')];
      const connection = await platform.enter(victim);
      await expect(logIn(broker.platformUrl, kitchen, { clientId: victim.username })).rejects.toThrow(
        /not authorized/i,
      );
      await said(connection, victim.id);
      expect(connection.client.connected).toBe(true);
    });

    it('has no door but those two', async () => {
      const { broker, platform } = await set();
      await expect(logIn(broker.webSocketUrl, await platform.issue('web-one'))).rejects.toThrow(
        /ECONNREFUSED/,
      );
    });
  },
);
