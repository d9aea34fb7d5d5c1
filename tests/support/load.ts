import { randomUUID } from 'node:crypto';
import { topics, type ApplicationAck } from '@bakeloop/contracts';
import mqttPacket from 'mqtt-packet';
import { openLines, type MqttLine } from './mqtt-line.js';

export const READINGS_A_PACK = 24;
/** Unacknowledged packs of one kitchen: what an agent allows itself. */
const WINDOW = 20;
/** Publishes of one connection that the broker has not acknowledged, where it alone sets the pace. */
const LINE_WINDOW = 200;
/** What is sent again comes so many packs later: after its acknowledgement, as when that was lost. */
const REPEATED_AFTER = 2 * WINDOW;

interface LoadedKitchen {
  id: string;
  session: string;
  line: MqttLine;
  seq: number;
  /** Publish time of each pack that waits for its acknowledgement, ms. */
  sentMs: Map<number, number>;
  onSettled: () => void;
}

/** What comes more than once: every so manieth pack as it was, or its readings under another pack. */
export interface Repeats {
  every: number;
  what: 'pack' | 'readings';
}

type PreparedPack = readonly [seq: number, packet: Buffer];
export type Load = readonly { kitchen: LoadedKitchen; packs: readonly PreparedPack[] }[];

export interface LoadGenerator {
  /**
   * The next packs of every kitchen, ready to be sent.
   * @param startS of their readings, s since the epoch
   * @param packsAKitchen not counting what comes again
   */
  prepare(packsAKitchen: number, startS: number, repeats?: Repeats): Load;
  /** Publishes as fast as acknowledgements let it. @returns ms until the last was settled */
  flatOut(load: Load): Promise<number>;
  /** Publishes as fast as the broker takes it, whoever may be behind the broker; resolves when it has all. */
  pour(load: Load): Promise<void>;
  /** Publishes in turn, so many packs a second over all kitchens. @returns publish to acknowledgement of each pack, ms */
  steady(load: Load, packsASecond: number): Promise<number[]>;
}

/**
 * Many kitchens on few connections, each with 24 channels. Packets are made beforehand, so that sending is all it does.
 * @param o.prefix of their ids; two generators on one database have different ones
 */
export async function startLoad(
  mqttUrl: string,
  { kitchens, connections, prefix = 'load' }: { kitchens: number; connections: number; prefix?: string },
): Promise<LoadGenerator> {
  const lines = await openLines(mqttUrl, connections);
  const all: LoadedKitchen[] = Array.from({ length: kitchens }, (_, index) => ({
    id: `${prefix}-${index + 1}`,
    session: randomUUID(),
    line: lines[index % connections] as MqttLine,
    seq: 0,
    sentMs: new Map(),
    onSettled: () => undefined,
  }));
  const byId = new Map(all.map((kitchen) => [kitchen.id, kitchen]));
  const idsOf = new Map(lines.map((line) => [line, [] as string[]]));
  for (const { id, line } of all) idsOf.get(line)?.push(id);
  const waits: number[] = [];
  for (const [line, ids] of idsOf) {
    await line.subscribe(ids.map((id) => topics.of(id, 'ack')));
    line.events.on('message', (topic, payload) => {
      const kitchen = byId.get(topic.split('/')[2] ?? '');
      const ack = JSON.parse(payload.toString()) as ApplicationAck;
      if (kitchen?.line !== line || kitchen.session !== ack.session) return;
      const nowMs = performance.now();
      for (const [first, last] of ack.seqs)
        for (let seq = first; seq <= last; seq++) {
          const sentMs = kitchen.sentMs.get(seq);
          if (sentMs === undefined) continue;
          kitchen.sentMs.delete(seq);
          waits.push(nowMs - sentMs);
        }
      kitchen.onSettled();
    });
  }

  const publish = (kitchen: LoadedKitchen, [seq, packet]: PreparedPack): void => {
    kitchen.sentMs.set(seq, performance.now());
    kitchen.line.socket.write(packet);
  };
  /** @param readingsOf number of the pack whose readings it holds; default its own */
  const prepared = (kitchen: LoadedKitchen, startS: number, readingsOf?: number): PreparedPack => {
    const seq = ++kitchen.seq;
    return [
      seq,
      mqttPacket.generate({
        cmd: 'publish',
        topic: topics.of(kitchen.id, 'telemetry'),
        payload: packOf(kitchen.session, seq, { startS, step: readingsOf ?? seq }),
        qos: 1,
        dup: false,
        retain: false,
        messageId: kitchen.line.nextMessageId(),
      }),
    ];
  };

  return {
    prepare: (packsAKitchen, startS, { every, what } = { every: Infinity, what: 'pack' }) =>
      all.map((kitchen) => {
        const packs: PreparedPack[] = [];
        for (let index = 0; index < packsAKitchen; index++) {
          packs.push(prepared(kitchen, startS));
          const earlier = packs[Math.max(0, packs.length - 1 - REPEATED_AFTER)];
          if (earlier && index % every === every - 1)
            packs.push(what === 'pack' ? earlier : prepared(kitchen, startS, earlier[0]));
        }
        return { kitchen, packs };
      }),
    async flatOut(load) {
      const beganMs = performance.now();
      await Promise.all(
        load.map(
          ({ kitchen, packs }) =>
            new Promise<void>((done) => {
              let next = 0;
              kitchen.onSettled = () => {
                const due = packs.slice(next, next + WINDOW - kitchen.sentMs.size);
                next += due.length;
                for (const pack of due) publish(kitchen, pack);
                if (kitchen.sentMs.size === 0) done();
              };
              kitchen.onSettled();
            }),
        ),
      );
      return performance.now() - beganMs;
    },
    async pour(load) {
      await Promise.all(lines.map((line) => pourInto(line, inTurn(load, line))));
    },
    async steady(load, packsASecond) {
      const turns = inTurn(load);
      waits.length = 0;
      let settled = (): void => undefined;
      const allSettled = new Promise<void>((done) => (settled = done));
      for (const kitchen of all)
        kitchen.onSettled = () => {
          if (waits.length === turns.length) settled();
        };
      const beganMs = performance.now();
      let sent = 0;
      await new Promise<void>((done) => {
        const tick = setInterval(() => {
          const due = Math.min(
            turns.length,
            Math.floor(((performance.now() - beganMs) * packsASecond) / 1_000),
          );
          for (const { kitchen, pack } of turns.slice(sent, due)) publish(kitchen, pack);
          sent = due;
          if (sent < turns.length) return;
          clearInterval(tick);
          done();
        }, 5);
      });
      await allSettled;
      return [...waits];
    },
  };
}

interface Turn {
  kitchen: LoadedKitchen;
  pack: PreparedPack;
}

/** The first pack of every kitchen, then the second of every kitchen, and so on. @param line only what goes over it */
function inTurn(load: Load, line?: MqttLine): Turn[] {
  const chosen = load.filter(({ kitchen }) => line === undefined || kitchen.line === line);
  const most = Math.max(0, ...chosen.map(({ packs }) => packs.length));
  return Array.from({ length: most }, (_, index) =>
    chosen.flatMap(({ kitchen, packs }) => {
      const pack = packs[index];
      return pack ? [{ kitchen, pack }] : [];
    }),
  ).flat();
}

async function pourInto({ socket, events }: MqttLine, turns: readonly Turn[]): Promise<void> {
  let next = 0;
  let open = 0;
  await new Promise<void>((done) => {
    const send = (): void => {
      const due = turns.slice(next, next + LINE_WINDOW - open);
      next += due.length;
      open += due.length;
      for (const { pack } of due) socket.write(pack[1]);
      if (open > 0) return;
      events.off('taken', taken);
      done();
    };
    const taken = (): void => {
      open--;
      send();
    };
    events.on('taken', taken);
    send();
  });
}

function packOf(session: string, seq: number, { startS, step }: { startS: number; step: number }): Buffer {
  const records = Array.from({ length: READINGS_A_PACK }, (_, index) => ({
    ...(index === 0 ? { bn: 'extruder-1/', bt: startS + step } : {}),
    n: `measure-${index}`,
    u: 'Cel',
    v: Math.round(1_800 + 200 * Math.sin(step / 50 + index)) / 10,
  }));
  return Buffer.from(JSON.stringify({ session, seq, records }));
}
