import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { topics, type ApplicationAck } from '@bakeloop/contracts';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { atEnd } from './cleanup.js';

export const READINGS_A_PACK = 24;
/** Unacknowledged packs of one kitchen: what an agent allows itself. */
const WINDOW = 20;
const LAST_MESSAGE_ID = 65_535;

/** An MQTT 3.1.1 connection that only writes bytes made beforehand: a client library would cost more than what it measures. */
interface Line {
  socket: Socket;
  nextMessageId: () => number;
  /** What comes on the topics subscribed to. */
  acks: EventEmitter<{ ack: [topic: string, ack: ApplicationAck] }>;
  subscribe(topics: readonly string[]): Promise<void>;
}

async function openLine(mqttUrl: string): Promise<Line> {
  const { hostname, port } = new URL(mqttUrl);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let messageId = 0;
  const line = {
    socket,
    nextMessageId: (): number => (messageId = (messageId % LAST_MESSAGE_ID) + 1),
    acks: new EventEmitter<{ ack: [topic: string, ack: ApplicationAck] }>(),
  };
  const parser = mqttPacket.parser();
  socket.on('data', (chunk: Buffer) => parser.parse(chunk));
  parser.on('packet', (packet: Packet) => {
    if (packet.cmd === 'publish')
      line.acks.emit('ack', packet.topic, JSON.parse(packet.payload.toString()) as ApplicationAck);
    else parser.emit(packet.cmd);
  });
  await once(socket, 'connect');
  const connected = once(parser, 'connack');
  const clientId = `load-${randomUUID()}`;
  socket.write(
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId,
      keepalive: 0,
    }),
  );
  await connected;
  return {
    ...line,
    // At QoS 0 an acknowledgement needs no answer; a lost one would show as a pack that never settles.
    async subscribe(names) {
      const subscribed = once(parser, 'suback');
      const subscriptions = names.map((topic) => ({ topic, qos: 0 as const }));
      socket.write(mqttPacket.generate({ cmd: 'subscribe', messageId: line.nextMessageId(), subscriptions }));
      await subscribed;
    },
  };
}

interface LoadedKitchen {
  id: string;
  session: string;
  line: Line;
  seq: number;
  /** Publish time of each pack that waits for its acknowledgement, ms. */
  sentMs: Map<number, number>;
  onSettled: (count: number) => void;
}

type Load = readonly { kitchen: LoadedKitchen; packs: readonly (readonly [seq: number, packet: Buffer])[] }[];

export interface LoadGenerator {
  /** The next packs of every kitchen, ready to be sent. @param startS of their readings, s since the epoch */
  prepare(packsAKitchen: number, startS: number): Load;
  /** Publishes as fast as acknowledgements let it. @returns ms until the last was settled */
  flatOut(load: Load): Promise<number>;
  /** Publishes in turn, so many packs a second over all kitchens. @returns publish to acknowledgement of each pack, ms */
  steady(load: Load, packsASecond: number): Promise<number[]>;
}

/** Many kitchens on few connections, each with 24 channels. Packets are made beforehand, so that sending is all it does. */
export async function startLoad(
  mqttUrl: string,
  { kitchens, connections }: { kitchens: number; connections: number },
): Promise<LoadGenerator> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(mqttUrl)));
  for (const { socket } of lines)
    atEnd(async () => {
      socket.destroy();
      await once(socket, 'close');
    });
  const all: LoadedKitchen[] = Array.from({ length: kitchens }, (_, index) => ({
    id: `load-${index + 1}`,
    session: randomUUID(),
    line: lines[index % connections] as Line,
    seq: 0,
    sentMs: new Map(),
    onSettled: () => undefined,
  }));
  const byId = new Map(all.map((kitchen) => [kitchen.id, kitchen]));
  const waits: number[] = [];
  for (const line of lines) {
    await line.subscribe(all.filter((one) => one.line === line).map(({ id }) => topics.of(id, 'ack')));
    line.acks.on('ack', (topic, ack) => {
      const kitchen = byId.get(topic.split('/')[2] ?? '');
      if (kitchen?.line !== line || kitchen.session !== ack.session) return;
      const nowMs = performance.now();
      let settled = 0;
      for (const [first, last] of ack.seqs)
        for (let seq = first; seq <= last; seq++) {
          const sentMs = kitchen.sentMs.get(seq);
          if (sentMs === undefined) continue;
          kitchen.sentMs.delete(seq);
          waits.push(nowMs - sentMs);
          settled++;
        }
      kitchen.onSettled(settled);
    });
  }

  const publish = (kitchen: LoadedKitchen, seq: number, packet: Buffer): void => {
    kitchen.sentMs.set(seq, performance.now());
    kitchen.line.socket.write(packet);
  };
  const prepared = (kitchen: LoadedKitchen, packs: number, startS: number): [number, Buffer][] =>
    Array.from({ length: packs }, () => {
      const seq = ++kitchen.seq;
      return [
        seq,
        mqttPacket.generate({
          cmd: 'publish',
          topic: topics.of(kitchen.id, 'telemetry'),
          payload: packOf(kitchen.session, seq, startS + seq),
          qos: 1,
          dup: false,
          retain: false,
          messageId: kitchen.line.nextMessageId(),
        }),
      ];
    });

  return {
    prepare: (packsAKitchen, startS) =>
      all.map((kitchen) => ({ kitchen, packs: prepared(kitchen, packsAKitchen, startS) })),
    async flatOut(load) {
      const beganMs = performance.now();
      await Promise.all(
        load.map(
          ({ kitchen, packs: mine }) =>
            new Promise<void>((done) => {
              let next = 0;
              let open = mine.length;
              const send = (): void => {
                while (next < mine.length && kitchen.sentMs.size < WINDOW) {
                  const [seq, packet] = mine[next++] ?? [0, Buffer.alloc(0)];
                  publish(kitchen, seq, packet);
                }
              };
              kitchen.onSettled = (count) => {
                open -= count;
                if (open === 0) done();
                else send();
              };
              send();
            }),
        ),
      );
      return performance.now() - beganMs;
    },
    async steady(mine, packsASecond) {
      const total = mine.reduce((sum, { packs }) => sum + packs.length, 0);
      waits.length = 0;
      let open = total;
      const settled = new Promise<void>((done) => {
        for (const kitchen of all)
          kitchen.onSettled = (count) => {
            open -= count;
            if (open === 0) done();
          };
      });
      const beganMs = performance.now();
      let sent = 0;
      await new Promise<void>((done) => {
        const tick = setInterval(() => {
          const due = Math.min(total, Math.floor(((performance.now() - beganMs) * packsASecond) / 1_000));
          for (; sent < due; sent++) {
            const one = mine[sent % mine.length];
            const [seq, packet] = one?.packs[Math.floor(sent / mine.length)] ?? [0, Buffer.alloc(0)];
            if (one) publish(one.kitchen, seq, packet);
          }
          if (sent < total) return;
          clearInterval(tick);
          done();
        }, 5);
      });
      await settled;
      return [...waits];
    },
  };
}

function packOf(session: string, seq: number, atS: number): Buffer {
  const records = Array.from({ length: READINGS_A_PACK }, (_, index) => ({
    ...(index === 0 ? { bn: 'extruder-1/', bt: atS } : {}),
    n: `measure-${index}`,
    u: 'Cel',
    v: Math.round(1_800 + 200 * Math.sin(seq / 50 + index)) / 10,
  }));
  return Buffer.from(JSON.stringify({ session, seq, records }));
}
