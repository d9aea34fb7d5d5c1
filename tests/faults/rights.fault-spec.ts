import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topics } from '@bakeloop/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { mosquittoWith } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { startEmbeddedBroker, type Broker } from './brokers.js';
import { report } from './report.js';

const OWN = 'ke-nbo-01';
const OTHER = 'gh-acc-01';

/** Mosquitto with the rights that infra/mosquitto/mosquitto.conf advises. Who somebody is, is not asked here. */
async function mosquittoWithRights(): Promise<Broker> {
  const folder = await tempDir();
  const acl = join(folder, 'acl');
  await writeFile(
    acl,
    'pattern write kitchens/v1/%u/#\npattern read kitchens/v1/%u/#\n\nuser platform\ntopic readwrite #\n',
  );
  const process = await mosquittoWith(folder, (port) =>
    [`listener ${port} 127.0.0.1`, 'allow_anonymous true', `acl_file ${acl}`].join('\n'),
  );
  return { process, platform: { username: 'platform' }, isImpatient: false, devices: 0 };
}

describeWith(['mosquitto'], 'F36 a kitchen that reaches for what is not its own', () => {
  describe.each([
    ['Mosquitto, MQTT 3.1.1', mosquittoWithRights, 4],
    ['Mosquitto, MQTT 5', mosquittoWithRights, 5],
    ['the embedded broker, MQTT 3.1.1', startEmbeddedBroker, 4],
  ] as const)('on %s', (name, start, protocolVersion) => {
    let broker: Broker;
    let platform: MqttClient;
    const heard: string[] = [];
    beforeAll(async () => {
      broker = await start();
      platform = await connect({ ...broker.platform, protocolVersion: 4 });
      platform.on('message', (topic, payload) => void heard.push(`${topic} ${payload.toString()}`));
      await platform.subscribeAsync('#', { qos: 1 });
    });
    const connect = async (options: IClientOptions): Promise<MqttClient> => {
      const client = await connectAsync(
        broker.process.url,
        { protocolVersion, reconnectPeriod: 0, ...options },
        false,
      );
      client.on('error', () => undefined);
      atEnd(() => client.endAsync(true));
      return client;
    };

    it('publishes nothing there: not plainly, retained, as a will, nor as the platform', async () => {
      const foreign = [
        topics.of(OTHER, 'telemetry'),
        topics.of(OTHER, 'events'),
        topics.of(OTHER, 'birth'),
        topics.of(OTHER, 'ack'),
        topics.changes(OWN),
        'kitchens/v1/+/telemetry',
        '$SYS/broker/uptime',
        'anything',
      ];
      for (const topic of foreign)
        for (const [qos, retain] of [
          [0, false],
          [1, false],
          [1, true],
        ] as const) {
          const client = await connect({ username: OWN });
          // A broker may end the connection, answer with a reason, or answer as if nothing were wrong.
          await Promise.race([
            client.publishAsync(topic, 'forged', { qos, retain }).catch(() => undefined),
            new Promise<void>((ended) => client.once('close', () => ended())),
          ]);
          await client.endAsync(true);
        }
      const will = {
        topic: topics.of(OTHER, 'status'),
        payload: Buffer.from('offline'),
        qos: 1 as const,
        retain: true,
      };
      const dying = await connect({ username: OWN, will }).catch(() => null);
      dying?.stream.destroy();

      const own = await connect({ username: OWN });
      await own.publishAsync(topics.of(OWN, 'telemetry'), 'mine', { qos: 1 });
      await eventually(() => expect(heard).toContain(`${topics.of(OWN, 'telemetry')} mine`));
      expect(heard).toEqual([`${topics.of(OWN, 'telemetry')} mine`]);
      const late = await connect({ ...broker.platform });
      const kept: string[] = [];
      late.on('message', (topic) => void kept.push(topic));
      await late.subscribeAsync('#', { qos: 1 });
      await platform.publishAsync(topics.of(OWN, 'commands'), 'last', { qos: 1 });
      await eventually(() => expect(kept).toContain(topics.of(OWN, 'commands')));
      expect(kept).toEqual([topics.of(OWN, 'commands')]);
    });

    it('hears nothing from there, whatever it subscribes to', async () => {
      const own = await connect({ username: OWN });
      const overheard: string[] = [];
      own.on('message', (topic) => void overheard.push(topic));
      for (const filter of [
        topics.of(OTHER, 'ack'),
        'kitchens/v1/+/ack',
        'kitchens/v1/#',
        '#',
        '+/#',
        '$SYS/#',
        topics.allChanges,
        `$share/x/${topics.all('telemetry')}`,
        '$share/x/#',
      ])
        await own.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
      await own.subscribeAsync(topics.of(OWN, 'ack'), { qos: 1 });
      const other = await connect({ username: OTHER });
      await other.publishAsync(topics.of(OTHER, 'telemetry'), 'private', { qos: 1 });
      await platform.publishAsync(topics.of(OTHER, 'ack'), '{}', { qos: 1 });
      await platform.publishAsync(topics.changes(OTHER), '{}', { qos: 1 });
      await platform.publishAsync(topics.of(OWN, 'ack'), '{}', { qos: 1 });
      await eventually(() => expect(overheard).toContain(topics.of(OWN, 'ack')));
      // Its own topic may come once for each subscription that covers it.
      expect(new Set(overheard.filter((topic) => !topic.startsWith(`kitchens/v1/${OWN}/`)))).toEqual(
        new Set(),
      );
      report('F36', { on: name, overheard: 0 });
    });
  });
});
