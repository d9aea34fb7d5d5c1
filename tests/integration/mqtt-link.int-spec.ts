import { setTimeout as wait } from 'node:timers/promises';
import { startBroker, type EmbeddedBroker } from '@bakeloop/embedded';
import { connectMqtt, createLogger, type MqttLink, type MqttSettings } from '@bakeloop/runtime';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { atEnd, tempDir } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startTcpProxy } from '../support/tcp-proxy.js';

const logger = createLogger('test', { level: 'silent' });

describe('a link to the broker', () => {
  let broker: EmbeddedBroker;
  beforeAll(async () => {
    broker = await startBroker({ dataDir: await tempDir(), platformPassword: 'secret' });
    atEnd(() => broker.stop());
  });

  const link = async (clientId: string, settings: Partial<MqttSettings> = {}): Promise<MqttLink> => {
    const made = connectMqtt({
      url: broker.url,
      clientId,
      username: 'platform',
      password: 'secret',
      logger,
      ...settings,
    });
    atEnd(() => made.close());
    await made.ready();
    return made;
  };

  it.each([0, 1] as const)(
    'holds at most `maxUnsettled` messages of QoS %i, and loses none when it goes on',
    async (qos) => {
      const taken: string[] = [];
      let goOn = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      await link(`slow-${qos}`, {
        subscriptions: [`burst/${qos}`],
        maxUnsettled: { messages: 5, bytes: 1_000_000 },
        onMessage: async (_topic, payload) => {
          taken.push(payload.toString());
          await held;
        },
      });
      // Comes to this link in its turn: once its own message is back, the broker has sent the burst too.
      let echoed = false;
      const sender = await link(`fast-${qos}`, {
        subscriptions: [`burst/${qos}`],
        onMessage: (_topic, payload) => void (echoed ||= payload.toString() === 'last'),
      });
      const burst = [...Array.from({ length: 50 }, (_, n) => String(n)), 'last'];
      for (const one of burst) await sender.publish(`burst/${qos}`, one, { qos });
      await eventually(() => expect([echoed, taken.length >= 5]).toEqual([true, true]));
      expect(taken).toHaveLength(5);
      goOn();
      await eventually(() => expect([...taken].sort()).toEqual([...burst].sort()));
    },
  );

  it('speaks MQTT 3.1.1 to a broker that knows nothing else (T2)', async () => {
    const versions: number[] = [];
    await link('older', { onConnect: ({ protocolVersion }) => void versions.push(protocolVersion) });
    expect(versions).toEqual([4]);
  });

  it('closes within seconds, also when the broker never answers what is on its way', async () => {
    const line = await startTcpProxy(broker.url);
    const silent = await link('silent', { url: line.url });
    line.halfOpen();
    const lost = expect(silent.publish('nowhere', 'x')).rejects.toThrow(/connection (lost|closed)/i);
    const began = performance.now();
    await silent.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    await lost;
  });

  it('takes no packet larger than it says, and goes on with what is smaller', async () => {
    const taken: number[] = [];
    await link('small', {
      subscriptions: ['size'],
      maxPacketBytes: 10_000,
      onMessage: (_topic, payload) => void taken.push(payload.length),
    });
    const sender = await link('large');
    for (const bytes of [9_000, 500_000]) await sender.publish('size', 'x'.repeat(bytes));
    // What is sent while it connects anew is not for it: a session that begins clean has no queue.
    await eventually(
      async () => {
        await sender.publish('size', 'again');
        expect(taken.at(-1)).toBe(5);
      },
      { withinMs: 15_000, everyMs: 100 },
    );
    expect(taken[0]).toBe(9_000);
    expect(taken).not.toContain(500_000);
  });

  it('takes no more while a message weighs more than its payload', async () => {
    const taken: string[] = [];
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await link('weighing', {
      subscriptions: ['weight'],
      maxUnsettled: { messages: 100, bytes: 1_000 },
      onMessage: async (_topic, payload, { weighs }) => {
        taken.push(payload.toString());
        weighs(400);
        await held;
      },
    });
    let echoed = 0;
    const sender = await link('light', { subscriptions: ['weight'], onMessage: () => void echoed++ });
    for (let n = 0; n < 10; n++) await sender.publish('weight', String(n));
    await eventually(() => expect(echoed).toBe(10));
    expect(taken).toEqual(['0', '1', '2']);
    goOn();
    await eventually(() => expect(taken).toHaveLength(10));
  });

  it('leaves a broker that has silently gone, and takes over a new connection what was sent meanwhile (P4)', async () => {
    const line = await startTcpProxy(broker.url);
    const taken: string[] = [];
    let ended = 0;
    await link('watchful', {
      url: line.url,
      clean: false,
      subscriptions: ['watched'],
      keepaliveSeconds: 1,
      maxUnsettled: { messages: 5, bytes: 1_000_000 },
      onMessage: (_topic, payload) => void taken.push(payload.toString()),
      onDisconnect: () => void ended++,
    });
    const sender = await link('speaker');
    // A broker that only has nothing to say answers all the same.
    await wait(2_500);
    expect(ended).toBe(0);
    line.halfOpen();
    await sender.publish('watched', 'while it was gone');
    await eventually(() => expect(taken).toEqual(['while it was gone']), { withinMs: 10_000 });
    expect(ended).toBe(1);
  });

  it('does not take a broker for gone that it does not listen to, while messages wait for their commit (P4)', async () => {
    const taken: string[] = [];
    let ended = 0;
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await link('full', {
      subscriptions: ['full'],
      keepaliveSeconds: 1,
      maxUnsettled: { messages: 2, bytes: 1_000_000 },
      onMessage: async (_topic, payload) => {
        taken.push(payload.toString('utf8', 0, 1));
        await held;
      },
      onDisconnect: () => void ended++,
    });
    const sender = await link('filler');
    const all = ['1', '2', '3', '4', '5'];
    // So much that what comes after it stays in the socket, the broker's answers too.
    for (const one of all) await sender.publish('full', one.padEnd(100_000));
    await wait(3_200);
    expect(taken).toEqual(['1', '2']);
    goOn();
    await eventually(() => expect(taken).toEqual(all));
    expect(ended).toBe(0);
  });

  it('gives back to the broker what could not be handled, and all that came behind it: it comes again over a new connection (P4)', async () => {
    const taken: string[] = [];
    const sessions: boolean[] = [];
    let secondCame = (): void => undefined;
    const second = new Promise<void>((resolve) => {
      secondCame = resolve;
    });
    await link('failing', {
      clean: false,
      subscriptions: ['given-back'],
      maxUnsettled: { messages: 10, bytes: 1_000_000 },
      onConnect: ({ sessionPresent }) => void sessions.push(sessionPresent),
      onMessage: async (_topic, payload) => {
        taken.push(payload.toString());
        if (taken.length === 2) secondCame();
        if (taken.length > 1) return;
        await second;
        // The second is done by now, and may not be acknowledged before the first.
        await wait(100);
        throw new Error('not today');
      },
    });
    const sender = await link('insisting');
    for (const one of ['1', '2']) await sender.publish('given-back', one);
    await eventually(() => expect(taken).toEqual(['1', '2', '1', '2']), { withinMs: 10_000 });
    expect(sessions).toEqual([false, true]);
  });

  it.each([1, 10])('says which messages the broker had kept, taking %i at a time', async (messages) => {
    const topic = `kept/${messages}`;
    const sender = await link(`keeper-${messages}`);
    await sender.publish(topic, 'before', { retain: true });
    const taken: [string, boolean][] = [];
    await link(`late-${messages}`, {
      subscriptions: [topic],
      ...(messages > 1 ? { maxUnsettled: { messages, bytes: 1_000_000 } } : {}),
      onMessage: (_topic, payload, { retained }) => void taken.push([payload.toString(), retained]),
    });
    await eventually(() => expect(taken).toEqual([['before', true]]));
    await sender.publish(topic, 'now', { retain: true });
    await eventually(() =>
      expect(taken).toEqual([
        ['before', true],
        ['now', false],
      ]),
    );
  });
});
