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
    /** Not sent yet, in order of making. */
    const waiting: Pack[] = [];
    /** Sent and not acknowledged; when each was sent last, ms, or 0 for at once. */
    const underWay = new Map<string, { pack: Pack; sentMs: number }>();
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
        for (const flight of underWay.values()) flight.sentMs = 0;
      });
    });
    client.on('message', (_topic, payload) => {
      const ack = applicationAck.parse(JSON.parse(payload.toString()));
      if (ack.session !== session) return;
      for (const [first, last] of ack.seqs)
        for (let seq = first; seq <= last; seq++) {
          const flight = underWay.get(`${ack.stream}/${seq}`);
          if (flight === undefined) continue;
          acknowledged.add(flight.pack);
          underWay.delete(`${ack.stream}/${seq}`);
        }
      look();
    });
    const send = (pack: Pack): void => {
      sent++;
      // The resend settles what gets lost on its way.
      client.publish(topics.of(id, pack.stream), pack.body, { qos: 1 }, () => undefined);
    };
    const next = (): Pack | undefined => {
      if (!options.shuffles) return waiting.shift();
      const [taken] = waiting.splice(dice.int(0, Math.max(0, waiting.length - 1)), 1);
      return taken;
    };
    const look = (): void => {
      if (!client.connected) return;
      while (underWay.size < WINDOW) {
        const pack = next();
        if (pack === undefined) break;
        underWay.set(`${pack.stream}/${pack.seq}`, { pack, sentMs: 0 });
      }
      const now = Date.now();
      for (const flight of underWay.values()) {
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
        waiting.push(pack);
      },
      repeat: (pack: Pack): void => void waiting.push(pack),
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
      let settled = 0;
      for (;;) {
        for (let pack = made[settled]; pack && acknowledged.has(pack); pack = made[settled]) settled++;
        if (settled === made.length) return Math.round(performance.now() - beganMs);
        if (performance.now() - beganMs > withinMs) {
          const left = made.filter((pack) => !acknowledged.has(pack));
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
