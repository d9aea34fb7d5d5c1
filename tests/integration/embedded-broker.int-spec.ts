import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { type EmbeddedBroker, PLATFORM_CLIENT_PREFIX, startBroker } from '@bakeloop/embedded';
import { connect as connectNow, connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';

const platformPassword = 'secret';
const kitchenTopic = 'kitchens/v1/ke-nbo-01/telemetry';

async function start(dataDir: string): Promise<EmbeddedBroker> {
  const broker = await startBroker({ dataDir, platformPassword });
  atEnd(() => broker.stop());
  return broker;
}

interface Received {
  client: MqttClient;
  messages: { topic: string; payload: string }[];
}

async function connect(broker: EmbeddedBroker, options: IClientOptions): Promise<Received> {
  const messages: Received['messages'] = [];
  const client = await connectAsync(broker.url, { reconnectPeriod: 0, ...options });
  client.on('message', (topic, payload) => void messages.push({ topic, payload: payload.toString() }));
  client.on('error', () => undefined);
  atEnd(() => client.endAsync(true));
  return { client, messages };
}

const kitchen = (broker: EmbeddedBroker): Promise<Received> => connect(broker, { username: 'ke-nbo-01' });
const platform = (broker: EmbeddedBroker): Promise<Received> =>
  connect(broker, { username: 'platform', password: platformPassword });

/** The platform's session: what comes for it while it is away is kept, and sent before anybody can ask. */
async function session(broker: EmbeddedBroker, messages: Received['messages'] = []): Promise<MqttClient> {
  const client = connectNow(broker.url, {
    username: 'platform',
    password: platformPassword,
    clientId: 'ingest',
    clean: false,
    reconnectPeriod: 0,
  });
  client.on('message', (topic, payload) => void messages.push({ topic, payload: payload.toString() }));
  atEnd(() => client.endAsync(true));
  await new Promise<void>((resolve) => void client.once('connect', () => resolve()));
  return client;
}

it('delivers to a persistent session what was published while it was away, also after a restart', async () => {
  const dataDir = await tempDir();
  const first = await start(dataDir);
  const away = await session(first);
  await away.subscribeAsync('kitchens/v1/+/+', { qos: 1 });
  await away.endAsync();
  const { client } = await kitchen(first);
  for (let n = 0; n < 20; n++) await client.publishAsync(kitchenTopic, `pack ${n}`, { qos: 1 });
  await client.publishAsync('kitchens/v1/ke-nbo-01/birth', 'alive', { qos: 1, retain: true });
  await client.endAsync();
  // It acknowledges before it has stored.
  await setTimeout(500);
  await first.stop();

  const second = await start(dataDir);
  const messages: Received['messages'] = [];
  await session(second, messages);
  await eventually(() => {
    expect(messages.map(({ payload }) => payload).sort()).toEqual(
      [...Array.from({ length: 20 }, (_, n) => `pack ${n}`), 'alive'].sort(),
    );
  });
  const later = await platform(second);
  await later.client.subscribeAsync('kitchens/v1/+/birth');
  await eventually(() => {
    expect(later.messages).toEqual([{ topic: 'kitchens/v1/ke-nbo-01/birth', payload: 'alive' }]);
  });
});

it('delivers every message of a burst to a connected persistent session', async () => {
  const broker = await start(await tempDir());
  const messages: Received['messages'] = [];
  const subscriber = await session(broker, messages);
  await subscriber.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
  const { client } = await kitchen(broker);
  await Promise.all(
    Array.from({ length: 500 }, (_, n) => client.publishAsync(kitchenTopic, String(n), { qos: 1 })),
  );
  await eventually(() => {
    expect(new Set(messages.map(({ payload }) => payload)).size).toBe(500);
  });
});

it('keeps a kitchen below its own topics (T1)', async () => {
  const broker = await start(await tempDir());
  const everything = await platform(broker);
  await everything.client.subscribeAsync('#', { qos: 1 });
  const own = await kitchen(broker);
  for (const foreign of ['kitchens/v1/gh-acc-01/ack', 'kitchens/v1/+/ack', '#', '$SYS/#']) {
    await expect(own.client.subscribeAsync(foreign, { qos: 1 })).rejects.toThrow();
  }
  for (const foreign of ['kitchens/v1/gh-acc-01/telemetry', 'kitchens/v1/ke-nbo-01/ack', '$SYS/x', 'other']) {
    const { client } = await kitchen(broker);
    const closed = new Promise((resolve) => client.once('close', () => resolve(undefined)));
    client.publish(foreign, 'forged', { qos: 1 }, () => undefined);
    await closed;
  }
  await own.client.publishAsync(kitchenTopic, 'mine', { qos: 1 });
  await eventually(() => {
    expect(everything.messages).toEqual([{ topic: kitchenTopic, payload: 'mine' }]);
  });
  expect(broker.refusedCount).toBe(8);
});

it('refuses a wrong password of the platform and a will on a foreign topic', async () => {
  const broker = await start(await tempDir());
  await expect(connect(broker, { username: 'platform', password: 'guess' })).rejects.toThrow(/password/i);
  const will = { topic: 'kitchens/v1/gh-acc-01/status', payload: Buffer.from('offline') };
  await expect(
    connect(broker, { username: 'ke-nbo-01', will: { ...will, qos: 1, retain: true } }),
  ).rejects.toThrow();
});

it('does not hand the platform’s queue to a kitchen that claims its client id', async () => {
  const broker = await start(await tempDir());
  const away = await session(broker);
  await away.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
  await away.endAsync();
  const other = await connect(broker, { username: 'gh-acc-01' });
  await other.client.publishAsync('kitchens/v1/gh-acc-01/telemetry', 'private', { qos: 1 });
  const thief = await connect(broker, { username: 'ke-nbo-01', clientId: 'ingest', clean: false });
  await thief.client.subscribeAsync('kitchens/v1/ke-nbo-01/+', { qos: 1 });
  await thief.client.publishAsync(kitchenTopic, 'own', { qos: 1 });
  await eventually(() => {
    expect(thief.messages).toEqual([{ topic: kitchenTopic, payload: 'own' }]);
  });
});

it('lets nobody but the platform use a client id of the platform, so that nobody ends or empties its session', async () => {
  const broker = await start(await tempDir());
  const ingest = await connect(broker, {
    username: 'platform',
    password: platformPassword,
    clientId: `${PLATFORM_CLIENT_PREFIX}ingest`,
    clean: false,
  });
  await ingest.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
  for (const username of [undefined, 'ke-nbo-01']) {
    await expect(
      connect(broker, {
        ...(username === undefined ? {} : { username }),
        clientId: `${PLATFORM_CLIENT_PREFIX}ingest`,
        clean: true,
      }),
    ).rejects.toThrow();
  }
  const { client } = await kitchen(broker);
  await client.publishAsync(kitchenTopic, 'still heard', { qos: 1 });
  await eventually(() => expect(ingest.messages.map(({ payload }) => payload)).toEqual(['still heard']));
  expect(ingest.client.connected).toBe(true);
  expect(broker.refusedCount).toBe(2);
});

it('carries a payload above the 256 KiB of T3, up to 1 MiB, and ends a connection that announces more, before it sends it', async () => {
  const broker = await start(await tempDir());
  const { client } = await kitchen(broker);
  const listener = await platform(broker);
  await listener.client.subscribeAsync('kitchens/v1/+/telemetry', { qos: 1 });
  await client.publishAsync(kitchenTopic, Buffer.alloc(1024 * 1024, 'x'), { qos: 1 });
  await eventually(() =>
    expect(listener.messages.map(({ payload }) => payload.length)).toEqual([1024 * 1024]),
  );
  const raw = connectTcp(broker.port, '127.0.0.1');
  raw.on('error', () => undefined);
  await once(raw, 'connect');
  raw.write(Buffer.from([0x10, 0xff, 0xff, 0x7f])); // a CONNECT of 2 MB
  await new Promise((resolve) => raw.once('close', resolve));
  const closed = new Promise((resolve) => client.once('close', () => resolve(undefined)));
  client.publish(kitchenTopic, Buffer.alloc(1024 * 1024 + 2_048, 'x'), { qos: 1 }, () => undefined);
  await closed;
  expect(broker.refusedCount).toBe(2);
});

it('says which port or folder is taken', async () => {
  const dataDir = await tempDir();
  const broker = await start(dataDir);
  await expect(startBroker({ dataDir, platformPassword })).rejects.toMatchObject({
    code: 'DATA_FOLDER_IN_USE',
  });
  await expect(
    startBroker({ dataDir: await tempDir(), platformPassword, port: broker.port }),
  ).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`${broker.port}.*MQTT_PORT`)) as unknown,
  });
});
