import { setTimeout as wait } from 'node:timers/promises';
import { applicationAck, topics } from '@bakeloop/contracts';
import { connect, type MqttClient } from 'mqtt';
import { atEnd } from '../support/cleanup.js';
import type { Dice } from '../support/dice.js';
import { makePack, type Made, type Pack, type Stream } from './packs.js';

/** Unacknowledged packs of a kitchen, as an agent allows itself. */
const WINDOW = 20;
const LOOK_EVERY_MS = 25;

export interface FleetKitchen {
  readonly id: string;
  readonly session: string;
  client: MqttClient;
}

export interface FleetOptions {
  kitchens: number;
  dice: Dice;
  /** Of every hundred packs so many are of events, default 20. */
  eventPercent?: number;
  /** Of every hundred packs so many have a record that cannot be stored, default 5. */
  badPercent?: number;
  /** Of every hundred sendings so many are sent twice at once, default 5. */
  twicePercent?: number;
  /** Seconds after which a client finds its broker silent, default 60. */
  keepaliveSeconds?: number;
  protocolVersion?: 4 | 5;
  /** Begins the ids of the kitchens, default `fleet`. */
  name?: string;
  /** How long ago its readings begin, s, default six hours. Each pack is a second of device time. */
  beganAgoS?: number;
  /** Sends what waits in any order, default in order of making. */
  shuffles?: boolean;
  /** An unacknowledged pack is sent again after this, ms, default 2,000; an agent waits 30 s. */
  resendMs?: number;
}

/** Kitchens that keep every pack until the platform has acknowledged it, and remember for ever what they made. */
export interface Fleet extends Made {
  readonly kitchens: readonly FleetKitchen[];
  /** Makes so many packs of each kitchen, to be sent as the window allows. */
  make(packsAKitchen: number): void;
  /** Makes packs at a steady rate, over all kitchens, until told to stop. */
  steadily(packsASecond: number): { stop(): Promise<void> };
  /** Sends packs that are acknowledged as if they were not. */
  repeat(packs: readonly Pack[]): void;
  /** @returns how long it took until all that was made before this call is acknowledged, ms */
  untilSettled(withinMs?: number): Promise<number>;
  end(): Promise<void>;
}

export function startFleet(mqttUrl: string, options: FleetOptions): Fleet {
  const { dice, eventPercent = 20, badPercent = 5, twicePercent = 5, name = 'fleet' } = options;
  const packs: Pack[] = [];
  const acknowledged = new Set<Pack>();
  let sent = 0;

  const members = Array.from({ length: options.kitchens }, (_, index) => {
    const id = `${name}-${index + 1}`;
    const session = dice.uuid();
    /** In order of making; when each was sent last, ms, or 0. */
    const open = new Map<string, { pack: Pack; sentMs: number }>();
    const client = connect(mqttUrl, {
      reconnectPeriod: 200,
      connectTimeout: 5_000,
      keepalive: options.keepaliveSeconds ?? 60,
      protocolVersion: options.protocolVersion ?? 4,
      resubscribe: false,
    });
    client.setMaxListeners(0);
    client.on('error', () => undefined);
    client.on('connect', () => {
      client.subscribe(topics.of(id, 'ack'), { qos: 1 }, () => {
        for (const flight of open.values()) flight.sentMs = 0;
      });
    });
    client.on('message', (_topic, payload) => {
      const ack = applicationAck.parse(JSON.parse(payload.toString()));
      if (ack.session !== session) return;
      for (const [first, last] of ack.seqs)
        for (let seq = first; seq <= last; seq++) {
          const flight = open.get(`${ack.stream}/${seq}`);
          if (flight === undefined) continue;
          acknowledged.add(flight.pack);
          open.delete(`${ack.stream}/${seq}`);
        }
    });
    const send = (pack: Pack): void => {
      sent++;
      // The resend settles what gets lost on its way.
      client.publish(topics.of(id, pack.stream), pack.body, { qos: 1 }, () => undefined);
    };
    const look = (): void => {
      if (!client.connected) return;
      const now = Date.now();
      const underWay = [...open.values()].filter(({ sentMs }) => sentMs > 0);
      const waiting = [...open.values()].filter(({ sentMs }) => sentMs === 0);
      const next = options.shuffles ? dice.shuffled(waiting) : waiting;
      for (const flight of [...underWay, ...next].slice(0, WINDOW)) {
        if (now - flight.sentMs < (options.resendMs ?? 2_000)) continue;
        flight.sentMs = now;
        send(flight.pack);
        if (dice.chance(twicePercent / 100)) send(flight.pack);
      }
    };
    const looks = setInterval(look, LOOK_EVERY_MS);
    const seqs = { telemetry: 0, events: 0 };
    const startS = Math.floor(Date.now() / 1_000) - (options.beganAgoS ?? 6 * 3_600);
    return {
      id,
      session,
      client,
      make: (): void => {
        const stream: Stream = dice.chance(eventPercent / 100) ? 'events' : 'telemetry';
        const seq = ++seqs[stream];
        const isBad = dice.chance(badPercent / 100);
        const pack = makePack({ kitchenId: id, session, stream, seq }, { atS: startS + seq, dice, isBad });
        packs.push(pack);
        open.set(`${stream}/${seq}`, { pack, sentMs: 0 });
      },
      repeat: (pack: Pack): void => void open.set(`${pack.stream}/${pack.seq}`, { pack, sentMs: 0 }),
      end: async (): Promise<void> => {
        clearInterval(looks);
        await client.endAsync(true);
      },
    };
  });
  const end = async (): Promise<void> => {
    await Promise.all(members.map((member) => member.end()));
  };
  atEnd(end);

  return {
    kitchens: members,
    packs,
    acknowledged: () => [...acknowledged],
    get sent() {
      return sent;
    },
    make: (count) => {
      for (let made = 0; made < count; made++) for (const member of members) member.make();
    },
    steadily: (packsASecond) => {
      const beganMs = performance.now();
      let made = 0;
      let stopped = false;
      const run = (async () => {
        while (!stopped) {
          for (const due = ((performance.now() - beganMs) * packsASecond) / 1_000; made < due; made++)
            members[made % members.length]?.make();
          await wait(20);
        }
      })();
      const stop = async (): Promise<void> => {
        stopped = true;
        await run;
      };
      atEnd(stop);
      return { stop };
    },
    repeat: (again) => {
      for (const pack of again) {
        acknowledged.delete(pack);
        members.find(({ id }) => id === pack.kitchenId)?.repeat(pack);
      }
    },
    untilSettled: async (withinMs = 60_000) => {
      const beganMs = performance.now();
      const made = packs.slice();
      for (;;) {
        const left = made.filter((pack) => !acknowledged.has(pack));
        if (left.length === 0) return Math.round(performance.now() - beganMs);
        if (performance.now() - beganMs > withinMs) {
          const [first] = left;
          throw new Error(
            `${left.length} of ${made.length} packs not acknowledged within ${withinMs} ms, the first ${first?.kitchenId} ${first?.stream} ${first?.seq}`,
          );
        }
        await wait(LOOK_EVERY_MS);
      }
    },
    end,
  };
}
