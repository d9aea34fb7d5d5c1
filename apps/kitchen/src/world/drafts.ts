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
}

/** The same event gets the same UUIDv7 whenever and wherever it is simulated: telling it twice is a duplicate (E1). */
export function eventId(seed: number, kitchenId: string, key: string, timeMs: number): string {
  const random = randomOf(seed, kitchenId, 'event', key);
  return uuidV7({ msecs: timeMs, random: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)) });
}

/** Times are told to the second, as a person at the scale would. */
export const toSecond = (exactMs: number): number => Math.round(exactMs / 1_000) * 1_000;

/** The id that a draft of this day will get: a correction names the event it corrects by it (E2). */
export function draftId({ seed, kitchen, day }: DayContext, key: string, exactMs: number): string {
  return eventId(seed, kitchen.id, `${day.day}/${key}`, toSecond(exactMs));
}
