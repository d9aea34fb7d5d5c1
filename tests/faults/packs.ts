import { createHash } from 'node:crypto';
import type { Dice } from '../support/dice.js';

/** Readings of one pack of telemetry. */
const RECORDS = 6;

export type Stream = 'telemetry' | 'events';

/** What a pack holds, and so what the database must hold once it is acknowledged, and nothing else. */
export interface Pack {
  kitchenId: string;
  session: string;
  stream: Stream;
  seq: number;
  body: string;
  readings: { channel: string; timeMs: number; value: number }[];
  events: { id: string; grossGrams: number }[];
  /** Records of it that must become a dead letter, each exactly one. */
  bad: { position: number; reason: string }[];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** As how many readings a pack counts, by the limits that the ingest holds a kitchen to: a message and an event as ten. */
export const worthReadings = ({ readings, events, bad }: Pack): number =>
  Math.max(10, readings.length + bad.length + 10 * events.length);

/** What was made and what of it the platform has acknowledged: one side of every comparison. */
export interface Made {
  readonly kitchens: readonly { readonly id: string }[];
  /** All that was ever made. */
  readonly packs: readonly Pack[];
  /** Packs that are acknowledged. */
  acknowledged(): Pack[];
  /** Sendings so far, repetitions too. */
  readonly sent: number;
}

type Name = Pick<Pack, 'kitchenId' | 'session' | 'stream' | 'seq'>;
interface How {
  /** Device time of all in it, s. */
  atS: number;
  dice: Dice;
  /** One record too many, which cannot be stored. */
  isBad: boolean;
}

export function makePack(name: Name, how: How): Pack {
  return name.stream === 'telemetry' ? telemetryPack(name, how) : logPack(name, how);
}

function telemetryPack(name: Name, { atS, dice, isBad }: How): Pack {
  const values = Array.from({ length: RECORDS }, () => dice.int(-1_000_000, 1_000_000) / 100);
  const records: unknown[] = values.map((v, index) => ({ n: `m-1/measure-${index}`, t: atS, v }));
  const position = dice.int(0, RECORDS);
  // A number as text, which costs no neighbour (S2).
  if (isBad) records.splice(position, 0, { n: 'm-1/measure-0', t: atS, v: `${name.seq}` });
  return {
    ...name,
    body: JSON.stringify({ session: name.session, seq: name.seq, records }),
    readings: values.map((value, index) => ({
      channel: `m-1/measure-${index}`,
      timeMs: atS * 1_000,
      value: value === 0 ? 0 : value,
    })),
    events: [],
    bad: isBad ? [{ position, reason: 'value' }] : [],
  };
}

function logPack(name: Name, { atS, dice, isBad }: How): Pack {
  const events = Array.from({ length: dice.int(1, 3) }, () => ({
    id: dice.uuid(),
    grossGrams: dice.int(1, 500_000),
  }));
  const told: unknown[] = events.map(({ id, grossGrams }, index) => ({
    id,
    type: 'intake.recorded',
    time: new Date(atS * 1_000).toISOString(),
    data: { lotId: `LOT-${name.seq}-${index}`, sourceType: 'household', grossGrams, tareGrams: 0 },
  }));
  const position = dice.int(0, events.length);
  // Half a gram (E4).
  if (isBad)
    told.splice(position, 0, {
      id: dice.uuid(),
      type: 'intake.recorded',
      time: new Date(atS * 1_000).toISOString(),
      data: { lotId: 'LOT', sourceType: 'household', grossGrams: 0.5, tareGrams: 0 },
    });
  return {
    ...name,
    body: JSON.stringify({ session: name.session, seq: name.seq, events: told }),
    readings: [],
    events,
    bad: isBad ? [{ position, reason: 'schema' }] : [],
  };
}
