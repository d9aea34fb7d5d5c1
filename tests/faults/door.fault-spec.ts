import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { sized } from '../support/at-length.js';
import { atEnd } from '../support/cleanup.js';
import type { Dice } from '../support/dice.js';
import { eventually } from '../support/eventually.js';
import { residentBytes } from '../support/processes.js';
import { describeWith } from '../support/programs.js';
import { answerOf, BROKERS, connectPacket, dial, startWitness, type Broker } from './brokers.js';
import { report } from './report.js';
import { diceOf } from './settings.js';

const MIB = 1024 * 1024;
const TOPIC = 'kitchens/v1/fuzz-kitchen/telemetry';

const utf8 = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text as string);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};
/** A packet of less than 16 KiB with any first byte. */
const packet = (first: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return Buffer.concat([Buffer.from([first, ...length]), body]);
};
const publish = (topic: string | Buffer, first = 0x32): Buffer =>
  packet(first, utf8(topic), Buffer.from([0, 7]), Buffer.from('forged'));

/** What MQTT calls a protocol error or a malformed packet; after each the connection has to end. */
const MALFORMED: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['a length that never ends', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])],
  ['a packet of no known type', packet(0x00)],
  ['quality of service 3', publish(TOPIC, 0x36)],
  ['a second CONNECT', connectPacket('again')],
  ['a topic with a wildcard', publish('kitchens/v1/+/telemetry')],
  ['a topic with a NUL', publish('kitchens/v1/fuzz\0kitchen/telemetry')],
  ['a topic that is not UTF-8', publish(Buffer.from([0x6b, 0xc3, 0x28, 0xff]))],
  ['a SUBSCRIBE without a filter', packet(0x82, Buffer.from([0, 1]))],
  ['a PUBLISH shorter than its topic', packet(0x32, Buffer.from([0x7f, 0xff]), Buffer.from('short'))],
];

describeWith(['mosquitto'], 'the MQTT door', () => {
  describe.each(BROKERS)('of %s', (name, start) => {
    let broker: Broker;
    beforeAll(async () => {
      broker = await start();
    });
    const enter = async (clientId: string): Promise<Socket> => {
      const socket = await dial(broker.process.url);
      socket.write(connectPacket(clientId));
      expect(await answerOf(socket)).toMatchObject({ cmd: 'connack', returnCode: 0 });
      return socket;
    };
    const closes = (socket: Socket): Promise<unknown> =>
      eventually(() => expect(socket.closed).toBe(true), { withinMs: 5_000 });

    it.each(MALFORMED)('F30 ends the connection after %s, and delivers nothing', async (_what, bytes) => {
      const witness = await startWitness(broker);
      const socket = await enter('malformed');
      socket.resume();
      socket.write(bytes);
      await closes(socket);
      await witness.stop();
      expect(witness.strangers).toEqual([]);
    });

    it('F30 ends a connection that begins with anything but CONNECT', async () => {
      const witness = await startWitness(broker);
      for (const bytes of [publish(TOPIC), packet(0xc0), Buffer.from('GET / HTTP/1.1\r\n\r\n')]) {
        const socket = await dial(broker.process.url);
        socket.resume();
        socket.write(bytes);
        await closes(socket);
      }
      await witness.stop();
      expect(witness.strangers).toEqual([]);
    });

    it('F30 lives on whatever bytes come, and troubles nobody else', async () => {
      const dice = diceOf(`F30 ${name}`);
      const witness = await startWitness(broker);
      const rounds = sized({ short: 400, long: 10_000 });
      const before = await residentBytes(broker.process.pid());
      let left = rounds;
      const attack = async (): Promise<void> => {
        while (left-- > 0) {
          const socket = await dial(broker.process.url);
          socket.resume();
          socket.write(nonsense(dice));
          await Promise.race([new Promise((ended) => socket.once('close', ended)), wait(dice.int(0, 60))]);
          socket.destroy();
        }
      };
      await Promise.all(Array.from({ length: 20 }, attack));
      const slowestMs = await witness.stop();
      const grown = (await residentBytes(broker.process.pid())) - before;
      report('F30', {
        broker: name,
        produced: rounds,
        slowest_ms: slowestMs,
        grown_mib: Math.round(grown / MIB),
      });
      expect(slowestMs).toBeLessThan(sized({ short: 5_000, long: 1_000 }));
      expect(grown).toBeLessThan(100 * MIB);
    });

    it('F28 reads nothing of what announces 256 MB', async () => {
      const witness = await startWitness(broker);
      const before = await residentBytes(broker.process.pid());
      const sockets = await Promise.all(Array.from({ length: 20 }, (_, index) => enter(`large-${index}`)));
      for (const socket of sockets) {
        socket.resume();
        socket.write(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]));
        socket.write(Buffer.alloc(64 * 1024));
      }
      await Promise.all(sockets.map(closes));
      await witness.stop();
      const grown = (await residentBytes(broker.process.pid())) - before;
      report('F28', { broker: name, produced: sockets.length, grown_mib: Math.round(grown / MIB) });
      expect(grown).toBeLessThan(20 * MIB);
    });

    it('F31 lets others in while many say CONNECT a byte at a time', async () => {
      const sockets = await Promise.all(
        Array.from({ length: sized({ short: 200, long: 1_000 }) }, () => dial(broker.process.url)),
      );
      const hello = connectPacket('slow');
      let at = 0;
      const drip = setInterval(
        () => {
          for (const socket of sockets) if (!socket.destroyed) socket.write(hello.subarray(at, at + 1));
          at = Math.min(at + 1, hello.length - 2);
        },
        sized({ short: 100, long: 10_000 }),
      );
      atEnd(async () => {
        clearInterval(drip);
        for (const socket of sockets) socket.destroy();
      });
      const witness = await startWitness(broker);
      const beganMs = performance.now();
      const good = await connectAsync(broker.process.url, { reconnectPeriod: 0, connectTimeout: 10_000 });
      const connectMs = Math.round(performance.now() - beganMs);
      await good.endAsync();
      const open = (): number => sockets.filter(({ closed }) => !closed).length;
      if (broker.isImpatient && sized({ short: false, long: true }))
        await eventually(() => expect(open()).toBe(0), { withinMs: 60_000, everyMs: 1_000 });
      await witness.stop();
      report('F31', { broker: name, produced: sockets.length, connect_ms: connectMs, open: open() });
      expect(connectMs).toBeLessThan(sized({ short: 5_000, long: 1_000 }));
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    });

    it('F14 F15 takes a fleet that comes back at one instant, and holds it idle', async () => {
      const devices = sized({ short: 500, long: broker.devices });
      const witness = await startWitness(broker);
      const before = await residentBytes(broker.process.pid());
      const beganMs = performance.now();
      const sockets = new Set<Socket>();
      atEnd(async () => {
        for (const socket of sockets) socket.destroy();
      });
      let tries = 0;
      const dice = diceOf(`F14 ${name}`);
      // The queue of the system for new connections may overflow: a device then tries again a little later.
      const comeBack = async (index: number): Promise<void> => {
        tries++;
        const socket = await dial(broker.process.url).catch(() => null);
        socket?.write(connectPacket(`storm-${index}`));
        const answer = socket && (await answerOf(socket));
        if (socket && answer?.cmd === 'connack') return void sockets.add(socket);
        socket?.destroy();
        await wait(dice.int(0, 3_000));
        return comeBack(index);
      };
      await Promise.all(Array.from({ length: devices }, (_, index) => comeBack(index)));
      const upMs = Math.round(performance.now() - beganMs);
      const idleFrom = await residentBytes(broker.process.pid());
      await wait(sized({ short: 0, long: 60_000 }));
      const after = await residentBytes(broker.process.pid());
      expect([...sockets].filter(({ closed }) => closed).length).toBe(0);
      const slowestMs = await witness.stop();
      const grown = after - before;
      const idleGrown = after - idleFrom;
      report('F14 F15', {
        broker: name,
        produced: devices,
        up_ms: upMs,
        tries,
        slowest_ms: slowestMs,
        grown_mib: Math.round(grown / MIB),
        idle_grown_kib: Math.round(idleGrown / 1_024),
      });
      for (const socket of sockets) socket.destroy();
      expect(slowestMs).toBeLessThan(sized({ short: 5_000, long: 5_000 }));
      if (sized({ short: false, long: true })) expect(idleGrown).toBeLessThan(MIB);
      expect(upMs).toBeLessThan(30_000);
      expect(grown).toBeLessThan(300 * MIB);
    });
  });
});

/** Bytes of a connection: mostly packets that were right and are not any more, some of them after a right CONNECT. */
function nonsense(dice: Dice): Buffer {
  const protocolVersion = dice.pick([4, 5] as const);
  const right = (one: Packet): Buffer => mqttPacket.generate(one, { protocolVersion });
  const packets: Packet[] = [
    {
      cmd: 'publish',
      topic: TOPIC,
      payload: 'x'.repeat(dice.int(0, 300)),
      qos: 0,
      dup: false,
      retain: false,
    },
    {
      cmd: 'publish',
      topic: TOPIC,
      payload: '[]',
      qos: 1,
      dup: false,
      retain: dice.chance(0.2),
      messageId: 1,
    },
    { cmd: 'publish', topic: TOPIC, payload: '[]', qos: 2, dup: true, retain: false, messageId: 2 },
    { cmd: 'pubrel', messageId: dice.int(1, 3) },
    { cmd: 'puback', messageId: dice.int(1, 3) },
    { cmd: 'subscribe', messageId: 3, subscriptions: [{ topic: 'kitchens/v1/fuzz-kitchen/ack', qos: 1 }] },
    { cmd: 'unsubscribe', messageId: 4, unsubscriptions: ['a/b', '#'] },
    { cmd: 'pingreq' },
    { cmd: 'disconnect' },
  ];
  const bytes = Buffer.concat(
    Array.from({ length: dice.int(1, 4) }, () => mutated(right(dice.pick(packets)), dice)),
  );
  const hello = connectPacket(`fuzz-${dice.int(1, 50)}`, protocolVersion);
  if (dice.chance(0.1)) return Buffer.from(Array.from({ length: dice.int(1, 400) }, () => dice.int(0, 255)));
  if (dice.chance(0.2)) return Buffer.concat([mutated(hello, dice), bytes]);
  return dice.chance(0.8) ? Buffer.concat([hello, bytes]) : bytes;
}

function mutated(bytes: Buffer, dice: Dice): Buffer {
  const out = [...bytes];
  for (let changes = dice.int(0, 3); changes > 0; changes--) {
    const at = dice.int(0, Math.max(0, out.length - 1));
    switch (dice.pick(['flip', 'set', 'cut', 'insert', 'double'] as const)) {
      case 'flip':
        out[at] = (out[at] ?? 0) ^ (1 << dice.int(0, 7));
        break;
      case 'set':
        out[at] = dice.pick([0x00, 0x7f, 0x80, 0xff]);
        break;
      case 'cut':
        out.length = at;
        break;
      case 'insert':
        out.splice(at, 0, ...Array.from({ length: dice.int(1, 8) }, () => dice.int(0, 255)));
        break;
      case 'double':
        out.push(...out.slice(at));
        break;
    }
  }
  return Buffer.from(out);
}
