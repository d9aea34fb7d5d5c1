import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { topics, type ApplicationAck } from '@bakeloop/contracts';
import { connectAsync, type MqttClient } from 'mqtt';
import { atEnd } from './cleanup.js';

export const READINGS_A_PACK = 24;
/** Unacknowledged packs of one kitchen: what an agent allows itself. */
const WINDOW = 20;

interface LoadedKitchen {
  id: string;
  session: string;
  client: MqttClient;
  seq: number;
  /** Publish time of each pack that waits for its acknowledgement, ms. */
  sentMs: Map<number, number>;
  onSettled: (count: number) => void;
}

export interface LoadGenerator {
  readonly kitchenIds: readonly string[];
  /** Publishes as fast as acknowledgements let it, `packs` of each kitchen. @returns ms until the last was settled */
  flatOut(packs: number, startS: number): Promise<number>;
  /** Publishes `packsASecond` over all kitchens for `seconds`. @returns publish to acknowledgement of each pack, ms */
  steady(packsASecond: number, seconds: number, startS: number): Promise<number[]>;
}

/** Many kitchens on few connections, each with 24 channels. Payloads are made beforehand, so that sending is all it does. */
export async function startLoad(
  mqttUrl: string,
  { kitchens, connections }: { kitchens: number; connections: number },
): Promise<LoadGenerator> {
  const clients = await Promise.all(
    Array.from({ length: connections }, () => connectAsync(mqttUrl, { reconnectPeriod: 0 })),
  );
  for (const client of clients) {
    (client.stream as Partial<Socket>).setNoDelay?.(true);
    atEnd(() => client.endAsync(true));
  }
  const all: LoadedKitchen[] = Array.from({ length: kitchens }, (_, index) => ({
    id: `load-${index + 1}`,
    session: randomUUID(),
    client: clients[index % connections] as MqttClient,
    seq: 0,
    sentMs: new Map(),
    onSettled: () => undefined,
  }));
  const byId = new Map(all.map((kitchen) => [kitchen.id, kitchen]));
  const waits: number[] = [];
  for (const client of clients)
    client.on('message', (topic, payload) => {
      const kitchen = byId.get(topic.split('/')[2] ?? '');
      const ack = JSON.parse(payload.toString()) as ApplicationAck;
      if (kitchen?.session !== ack.session) return;
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
  for (const { id, client } of all) await client.subscribeAsync(topics.of(id, 'ack'), { qos: 1 });

  const publish = (kitchen: LoadedKitchen, seq: number, payload: Buffer): void => {
    kitchen.sentMs.set(seq, performance.now());
    kitchen.client.publish(topics.of(kitchen.id, 'telemetry'), payload, { qos: 1 });
  };
  const prepared = (kitchen: LoadedKitchen, packs: number, startS: number): [number, Buffer][] =>
    Array.from({ length: packs }, () => {
      const seq = ++kitchen.seq;
      return [seq, packOf(kitchen.session, seq, startS + seq)];
    });

  return {
    kitchenIds: all.map(({ id }) => id),
    async flatOut(packs, startS) {
      const waiting = all.map((kitchen) => ({ kitchen, packs: prepared(kitchen, packs, startS) }));
      const beganMs = performance.now();
      await Promise.all(
        waiting.map(
          ({ kitchen, packs: mine }) =>
            new Promise<void>((done) => {
              let next = 0;
              let open = mine.length;
              const send = (): void => {
                while (next < mine.length && kitchen.sentMs.size < WINDOW) {
                  const [seq, payload] = mine[next++] ?? [0, Buffer.alloc(0)];
                  publish(kitchen, seq, payload);
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
    async steady(packsASecond, seconds, startS) {
      const total = packsASecond * seconds;
      const mine = all.map((kitchen) => ({
        kitchen,
        packs: prepared(kitchen, Math.ceil(total / all.length), startS),
      }));
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
            const [seq, payload] = one?.packs[Math.floor(sent / mine.length)] ?? [0, Buffer.alloc(0)];
            if (one) publish(one.kitchen, seq, payload);
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
