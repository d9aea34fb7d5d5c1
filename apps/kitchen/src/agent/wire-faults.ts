import type { SenmlRecord } from '@bakeloop/contracts';
import { between, type Random } from '../world/random.js';
import type { StoredPack } from './outbox.js';

/** Faults of a kitchen's line, clock and sensors. Faults of the kitchen itself (clog, PVC) belong to the world. */
export const WIRE_FAULTS = [
  'duplicate',
  'reorder',
  'offline',
  'clock-1970',
  'meter-reset',
  'bad-record',
] as const;
export const WORLD_FAULTS = ['clog', 'pvc'] as const;
export const FAULTS = [...WIRE_FAULTS, ...WORLD_FAULTS] as const;
export type Fault = (typeof FAULTS)[number];

/** What `--faults some` means: what every real line does. */
export const SOME_FAULTS: readonly Fault[] = ['duplicate', 'reorder', 'clog', 'pvc'];

interface Delivery {
  pack: StoredPack;
  body: string | Buffer;
}
export interface WireFaults {
  /** What is published in place of one pack: itself, itself twice, or later, after the next one. */
  deliveries(pack: StoredPack, body: string | Buffer): Delivery[];
  /** True while the line is down. */
  silent(nowMs: number): boolean;
  /** What the sensors' records become. */
  distort(records: SenmlRecord[]): SenmlRecord[];
}

/** @param random seeded: the same run fails the same way */
export function createWireFaults(faults: readonly Fault[], random: Random): WireFaults {
  const happens = (fault: Fault, share: number): boolean => faults.includes(fault) && random() < share;
  let held: Delivery[] = [];
  let silentUntilMs = 0;
  let nextSilenceMs: number | undefined;
  let meterOffset: number | undefined;
  return {
    deliveries(pack, body) {
      const delivery = { pack, body };
      if (held.length === 0 && happens('reorder', 0.1)) {
        held = [delivery];
        return [];
      }
      const out = [delivery, ...held];
      held = [];
      return happens('duplicate', 0.08) ? [...out, delivery] : out;
    },
    silent(nowMs) {
      if (!faults.includes('offline')) return false;
      nextSilenceMs ??= nowMs + between(random, 1, 4) * 60_000;
      if (nowMs >= nextSilenceMs) {
        silentUntilMs = nowMs + between(random, 0.5, 3) * 60_000;
        nextSilenceMs = silentUntilMs + between(random, 3, 15) * 60_000;
      }
      return nowMs < silentUntilMs;
    },
    distort(records) {
      if (happens('meter-reset', 0.002)) meterOffset = undefined;
      const distorted = records.map((record) => {
        if (!faults.includes('meter-reset') || record.n !== 'energy-grid' || record.v === undefined)
          return record;
        // The meter was exchanged: it counts on from zero.
        meterOffset ??= record.v;
        return { ...record, v: Math.max(0, Math.round((record.v - meterOffset) * 1_000) / 1_000) };
      });
      if (happens('bad-record', 0.02))
        distorted.push(
          { bn: 'extruder-1/', n: 'barrel-1-temperature', u: 'furlong', v: 7, t: 0.5 },
          { n: 'barrel-2-temperature', u: 'Cel', vs: 'NaN', t: 0.5 },
        );
      if (happens('clock-1970', 0.005))
        return distorted.map((record) =>
          record.bt === undefined ? record : { ...record, bt: record.bt % 86_400 },
        );
      return distorted;
    },
  };
}
