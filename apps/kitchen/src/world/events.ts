import type { KitchenEvent } from '@bakeloop/domain';
import { v7 as uuidV7 } from 'uuid';
import { batchEvents } from './batch-log.js';
import type { Calendar } from './calendar.js';
import { HOUR_MS, MINUTE_MS, weekday } from './calendar.js';
import type { BatchDraw, Day } from './day.js';
import type { SimulatedKitchen } from './kitchens.js';
import { prepareLots } from './lots.js';
import { between, integerBetween, randomOf, type Random } from './random.js';
import type { Clog } from './senses.js';

/** An event before it has its id and its wire time. */
export type Draft = {
  [E in KitchenEvent as E['type']]: Omit<E, 'id' | 'time'> & { timeMs: number; key: string };
}[KitchenEvent['type']];
export interface TimedEvent {
  timeMs: number;
  event: KitchenEvent;
}

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

/** The batch log of one local day, in order of time. */
export function eventsOfDay(context: DayContext): TimedEvent[] {
  const { kitchen, seed, calendar, day } = context;
  if (!day.shift) return [];
  const drafts = [
    ...prepareLots(context),
    ...day.batches.flatMap((batch) => batchEvents(context, batch)),
    ...houseKeeping(context),
  ];
  return drafts
    .map(({ key, timeMs: exactMs, ...rest }) => {
      // Ids and times are told to the second, as a person at the scale would.
      const timeMs = Math.round(exactMs / 1_000) * 1_000;
      const id = eventId(seed, kitchen.id, `${day.day}/${key}`, timeMs);
      return { timeMs, event: { id, time: calendar.rfc3339(timeMs), ...rest } as KitchenEvent };
    })
    .sort((left, right) => left.timeMs - right.timeMs || (left.event.id < right.event.id ? -1 : 1));
}

function houseKeeping({ kitchen, seed, day, clogs }: DayContext): Draft[] {
  if (!day.shift) return [];
  const random: Random = randomOf(seed, kitchen.id, day.day, 'house');
  const { fromMs, toMs } = day.shift;
  const people = Math.max(4, Math.round(kitchen.kgPerDay / 75));
  const drafts: Draft[] = [
    {
      key: 'labour',
      type: 'labour.recorded',
      timeMs: toMs - 5 * MINUTE_MS,
      actor: 'op-1',
      data: { people, minutes: Math.round((toMs - fromMs) / MINUTE_MS) * people, kind: 'work' },
    },
    ...clogs.flatMap((clog): Draft[] => [
      {
        key: `clog/${clog.batchId}`,
        type: 'incident.recorded',
        timeMs: clog.fromMs + 90_000,
        actor: 'op-2',
        data: {
          kind: 'emergency-stop',
          severity: 2,
          lostTime: false,
          note: `Die of extruder-1 blocked in batch ${clog.batchId}`,
        },
      },
      {
        key: `clogged/${clog.batchId}`,
        type: 'maintenance.recorded',
        timeMs: clog.toMs,
        actor: 'op-2',
        data: { machine: 'extruder-1', task: 'die cleaned' },
      },
    ]),
  ];
  if (weekday(day.day) === 1) {
    const referenceGrams = 20_000;
    const readGrams = referenceGrams + integerBetween(random, -12, 12);
    drafts.push({
      key: 'scale',
      type: 'scale.calibrated',
      timeMs: fromMs + 6 * MINUTE_MS,
      actor: 'op-1',
      data: { scaleId: 'scale-1', referenceGrams, readGrams, uncertaintyGrams: 10 },
    });
  }
  if (random() < 0.15)
    drafts.push({
      key: 'filter',
      type: 'maintenance.recorded',
      timeMs: toMs - between(random, 0.3, 0.8) * HOUR_MS,
      actor: 'op-3',
      data: { machine: 'extruder-1', task: 'screen and carbon filter checked' },
    });
  return drafts;
}
