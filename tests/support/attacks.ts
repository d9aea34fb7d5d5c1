import { CANARY_ID } from '@bakeloop/contracts';
import { expect } from '@jest/globals';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { atEnd } from './cleanup.js';
import { eventually } from './eventually.js';

export interface Login {
  username: string;
  password: string;
}
/** A broker with the platform, kitchen A and kitchen B, each with a credential of its own. */
export interface Stage {
  url: string;
  /** Where the platform comes in; default: where kitchens do. */
  platformUrl?: string;
  /** Of the authority, where kitchens come in by TLS. */
  ca?: Buffer;
  platform: Login;
  a: Login & { id: string };
  b: Login & { id: string };
}

export interface Connection {
  client: MqttClient;
  messages: { topic: string; payload: string }[];
}

/** @throws when it is not let in */
export async function logIn(
  url: string,
  login: Partial<Login>,
  options: IClientOptions = {},
): Promise<Connection> {
  const messages: Connection['messages'] = [];
  const client = await connectAsync(url, { reconnectPeriod: 0, ...login, ...options }, false);
  client.on('message', (topic, payload) => {
    // The platform sends a pack of its own now and then.
    if (!topic.includes(CANARY_ID)) messages.push({ topic, payload: payload.toString() });
  });
  client.on('error', () => undefined);
  atEnd(() => client.endAsync(true));
  return { client, messages };
}

export function ended({ client }: Connection): Promise<void> {
  return client.connected
    ? new Promise((resolve) => void client.once('close', () => resolve()))
    : Promise.resolve();
}

const enter = (
  { url, ca }: Stage,
  login: Partial<Login>,
  options: IClientOptions = {},
): Promise<Connection> => logIn(url, login, { ...(ca ? { ca } : {}), ...options });
const enterPlatform = (stage: Stage, options: IClientOptions = {}): Promise<Connection> =>
  logIn(stage.platformUrl ?? stage.url, stage.platform, options);

const up = (id: string): string => `kitchens/v1/${id}/telemetry`;
const status = (id: string): string => `kitchens/v1/${id}/status`;
/** Sends without waiting for an answer: a broker may end the connection instead of giving one. */
const send = ({ client }: Connection, topic: string, payload: string): void =>
  void client.publish(topic, payload, { qos: 1 }, () => undefined);

/** What the platform has heard once all that was sent before has passed: a message of its own comes after them. */
async function heard(platform: Connection, sender: Connection): Promise<string[]> {
  const mark = `mark-${Math.random()}`;
  const arrived = new Promise<void>((resolve) =>
    platform.client.on('message', (_topic, payload) => payload.toString() === mark && resolve()),
  );
  await sender.client.publishAsync(status('mark-kitchen'), mark, { qos: 1 });
  await arrived;
  return platform.messages
    .map(({ topic, payload }) => `${topic} ${payload}`)
    .filter((line) => !line.endsWith(mark));
}

/** Everything that one kitchen may try against another or the platform; each has a promise as its name. */
export const ATTACKS: Record<string, (stage: Stage) => Promise<void>> = {
  'takes nothing from a kitchen on the topics of another, nor where only the platform speaks': async (
    stage,
  ) => {
    const platform = await enterPlatform(stage);
    await platform.client.subscribeAsync(['kitchens/v1/#', 'platform/v1/#'], { qos: 1 });
    for (const topic of [
      up(stage.b.id),
      `kitchens/v1/${stage.a.id}/ack`,
      `kitchens/v1/${stage.b.id}/commands`,
      'platform/v1/changes/x',
    ])
      send(await enter(stage, stage.a), topic, 'forged');
    const own = await enter(stage, stage.a);
    await own.client.publishAsync(up(stage.a.id), 'mine', { qos: 1 });
    expect(await heard(platform, await enterPlatform(stage))).toEqual([`${up(stage.a.id)} mine`]);
  },

  'delivers to a kitchen what is below its own id and nothing else, whatever it was granted': async (
    stage,
  ) => {
    const filters = [
      '#',
      '+/+/+/+',
      'kitchens/#',
      'kitchens/v1/+/telemetry',
      `kitchens/v1/${stage.b.id}/#`,
      '$SYS/#',
      '$share/g/kitchens/v1/+/ack',
      `kitchens/v1/${stage.a.id}/+`,
    ];
    let spy = await enter(stage, stage.a);
    const spies = [spy];
    // Some brokers refuse, some grant and filter what they deliver, some end the connection.
    for (const filter of filters) {
      await spy.client.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
      if (!spy.client.connected) spies.push((spy = await enter(stage, stage.a)));
    }
    const platform = await enterPlatform(stage);
    await (await enter(stage, stage.b)).client.publishAsync(up(stage.b.id), 'private', { qos: 1 });
    await platform.client.publishAsync(`kitchens/v1/${stage.b.id}/ack`, 'private', { qos: 1 });
    await platform.client.publishAsync('platform/v1/changes/x', 'private', { qos: 1 });
    const arrived = new Promise((resolve) => spy.client.once('message', resolve));
    await platform.client.publishAsync(`kitchens/v1/${stage.a.id}/ack`, 'own', { qos: 1 });
    await arrived;
    const messages = spies.flatMap(({ messages }) => messages);
    expect([...new Set(messages.map(({ payload }) => payload))]).toEqual(['own']);
  },

  'lets nobody in with a wrong secret, that of another kitchen, none, or without a name': async (stage) => {
    const { a, b } = stage;
    for (const login of [
      { username: a.id, password: 'guess' },
      { username: a.id, password: b.password },
      { username: a.id, password: '' },
      { username: `${a.id}.2`, password: a.password },
      { username: a.id.toUpperCase(), password: a.password },
      { username: `${a.id}/#`, password: a.password },
      { username: '#', password: a.password },
      { username: stage.platform.username, password: a.password },
      {},
    ])
      await expect(enter(stage, login)).rejects.toThrow();
    await enter(stage, a);
  },

  'publishes no will of a kitchen on the topics of another': async (stage) => {
    const platform = await enterPlatform(stage);
    await platform.client.subscribeAsync('kitchens/v1/+/status', { qos: 1 });
    for (const id of [stage.b.id, stage.a.id]) {
      const will = { topic: status(id), payload: Buffer.from(`gone ${id}`), qos: 1, retain: false } as const;
      // Some brokers do not let it in, some keep the will to themselves.
      const dying = await enter(stage, stage.a, { will }).catch(() => null);
      dying?.client.stream.destroy();
    }
    await eventually(() => expect(platform.messages).not.toEqual([]));
    expect(await heard(platform, await enterPlatform(stage))).toEqual([
      `${status(stage.a.id)} gone ${stage.a.id}`,
    ]);
  },

  'does not let a kitchen end the connection of another, or of the platform, by taking its client id': async (
    stage,
  ) => {
    const victims = [
      await enter(stage, stage.b, { clientId: `kitchen-${stage.b.id}` }),
      await enterPlatform(stage, { clientId: 'bakeloop-ingest' }),
    ];
    for (const { client } of victims)
      await enter(stage, stage.a, { clientId: client.options.clientId ?? '', clean: true }).catch(
        () => undefined,
      );
    for (const { client } of victims) {
      await client.publishAsync(up(stage.b.id), 'still here', { qos: 1 });
      expect(client.connected).toBe(true);
    }
  },

  'has at most one connection of a credential and client id: the newer one ends the one before': async (
    stage,
  ) => {
    const first = await enter(stage, stage.a, { clientId: 'one-id' });
    const second = await enter(stage, stage.a, { clientId: 'one-id' });
    await ended(first);
    await second.client.publishAsync(up(stage.a.id), 'second', { qos: 1 });
  },
};
