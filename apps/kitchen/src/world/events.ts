import type { KitchenEvent } from '@bakeloop/domain';
import { batchEvents } from './batch-log.js';
import { HOUR_MS, MINUTE_MS, weekday } from './calendar.js';
import { workingDay } from './day.js';
import { draftId, toSecond, type DayContext, type Draft } from './drafts.js';
import { prepareLots } from './lots.js';
import { between, integerBetween, pick, randomOf, type Random } from './random.js';

export interface TimedEvent {
  timeMs: number;
  event: KitchenEvent;
}

/** The batch log of one local day, in order of time. */
export function eventsOfDay(context: DayContext): TimedEvent[] {
  const { calendar, day } = context;
  if (!day.shift) return [];
  const drafts = [
    ...prepareLots(context),
    ...day.batches.flatMap((batch) => batchEvents(context, batch)),
    ...dispatches(context),
    ...houseKeeping(context),
  ];
  return drafts
    .map(({ key, timeMs: exactMs, ...rest }) => {
      const timeMs = toSecond(exactMs);
      const id = draftId(context, key, timeMs);
      return { timeMs, event: { id, time: calendar.rfc3339(timeMs), ...rest } as KitchenEvent };
    })
    .sort((left, right) => left.timeMs - right.timeMs || (left.event.id < right.event.id ? -1 : 1));
}

/** What was made on the working day before leaves for the sites it is built into. */
function dispatches({ kitchen, seed, day, batchesOn }: DayContext): Draft[] {
  const made = batchesOn(workingDay(kitchen, day.day, -1));
  return made.map((batch, index): Draft => {
    const random = randomOf(seed, kitchen.id, 'dispatch', batch.id);
    const kilometres = Math.round(between(random, 2, 24));
    const [longitude, latitude] = kitchen.position;
    const angle = between(random, 0, 2 * Math.PI);
    // A degree is about 111 km; the road is longer than the line.
    const degrees = kilometres / 111 / 1.3;
    const degree = (value: number): number => Math.round(value * 1e4) / 1e4;
    return {
      key: `dispatch/${batch.id}`,
      type: 'dispatch.recorded',
      timeMs: (day.shift?.fromMs ?? day.startMs) + 80 * MINUTE_MS + index * 4 * MINUTE_MS,
      actor: 'op-6',
      data: {
        lotId: `${batch.id}-P`,
        productCode: batch.product.code,
        pieces: batch.pieces - batch.rejectedPieces,
        grams: batch.productGrams - batch.rejectedGrams,
        project: pick(random, kitchen.projects),
        destination: [
          degree(longitude + degrees * Math.cos(angle)),
          degree(latitude + degrees * Math.sin(angle)),
        ],
        kilometres,
      },
    };
  });
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
