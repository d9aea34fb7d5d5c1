import type { KitchenEvent } from '@bakeloop/domain';
import { v7 as uuidV7 } from 'uuid';
import type { Calendar } from './calendar.js';
import type { BatchDraw, Day } from './day.js';
import type { SimulatedKitchen } from './kitchens.js';
import { randomOf } from './random.js';
import type { Clog } from './senses.js';

/** An event before it has its id and its wire time. */
export type Draft = {
  [E in KitchenEvent as E['type']]: Omit<E, 'id' | 'time'> & { timeMs: number; key: string };
}[KitchenEvent['type']];

/** What the parts of a day's log share. */
export interface DayContext {
  kitchen: SimulatedKitchen;
  seed: number;
  calendar: Calendar;
  day: Day;
  /** The draws of any day: today's feed reaches back to yesterday's scrap, and on to what tomorrow needs. */
  batchesOn: (day: number) => readonly BatchDraw[];
  clogs: readonly Clog[];
  pvcShare: number;
  /** Where the log begins: batches that started before it, and what was made in them, are not told. */
  beganMs: number;
}

/**
 * Counts up with every change of what the simulation tells. It is part of every id, so that the changed story is a new
 * one: a data folder that holds the earlier telling keeps it as it is, and what the same kitchens tell from now on gets
 * ids of its own. Under the old ids it would be refused as `id_reused`, since an id has one content (E1).
 */
export const STORY = 2;

/** The same event of the same story gets the same UUIDv7 whenever and wherever it is simulated: telling it twice is a duplicate (E1). */
export function eventId(seed: number, kitchenId: string, key: string, timeMs: number): string {
  const random = randomOf(seed, kitchenId, 'event', STORY, key);
  return uuidV7({ msecs: timeMs, random: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)) });
}

/** Times are told to the second, as a person at the scale would. */
export const toSecond = (exactMs: number): number => Math.round(exactMs / 1_000) * 1_000;

/** The id that a draft of this day will get: a correction names the event it corrects by it (E2). */
export function draftId({ seed, kitchen, day }: DayContext, key: string, exactMs: number): string {
  return eventId(seed, kitchen.id, `${day.day}/${key}`, toSecond(exactMs));
}

/** Deliveries and sand go over the platform at the gate, all else over the bench. */
export const GATE_SCALE = 'gate-scale';
export const BENCH_SCALE = 'bench-scale';

/** A degree is about 111 km, and the road is longer than the line. */
export const ROAD_KM_PER_DEGREE = 111 * 1.3;

export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
