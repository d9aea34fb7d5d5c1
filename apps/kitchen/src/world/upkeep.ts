import { dayCode, HOUR_MS, MINUTE_MS } from './calendar.js';
import { workingDay } from './day.js';
import { BENCH_SCALE, GATE_SCALE, type DayContext, type Draft } from './drafts.js';
import { between, integerBetween, normal, randomOf } from './random.js';

/** Each scale is checked once a month, on the first working day from this day of the month on. */
const CALIBRATIONS = [
  { scaleId: GATE_SCALE, fromDayOfMonth: 1, referenceGrams: 20_000, uncertaintyGrams: 20, spreadGrams: 15 },
  { scaleId: BENCH_SCALE, fromDayOfMonth: 11, referenceGrams: 10_000, uncertaintyGrams: 2, spreadGrams: 3 },
] as const;

/** Scales, screens, and the die after a clog. */
export function upkeepOf(context: DayContext): Draft[] {
  const { kitchen, seed, day, clogs } = context;
  if (!day.shift) return [];
  const { fromMs, toMs } = day.shift;
  const random = randomOf(seed, kitchen.id, day.day, 'house');
  const drafts: Draft[] = clogs.flatMap((clog): Draft[] => [
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
  ]);
  CALIBRATIONS.forEach((scale, index) => {
    const { scaleId, referenceGrams, uncertaintyGrams } = scale;
    const error = scale.spreadGrams * normal(random);
    if (isFirstFrom(context, scale.fromDayOfMonth))
      drafts.push({
        key: `calibration/${scaleId}`,
        type: 'scale.calibrated',
        timeMs: fromMs + (6 + 4 * index) * MINUTE_MS,
        actor: 'op-1',
        data: { scaleId, referenceGrams, readGrams: Math.round(referenceGrams + error), uncertaintyGrams },
      });
  });
  if (random() < 0.15)
    drafts.push({
      key: 'filter',
      type: 'maintenance.recorded',
      timeMs: toMs - between(random, 0.3, 0.8) * HOUR_MS,
      actor: `op-${integerBetween(random, 2, 4)}`,
      data: { machine: 'extruder-1', task: 'screen and carbon filter checked' },
    });
  return drafts;
}

/** Is this the first working day of its month from that day of the month on? */
function isFirstFrom({ kitchen, day }: DayContext, dayOfMonth: number): boolean {
  const of = (index: number): number => Number(dayCode(index).slice(4));
  const today = of(day.day);
  const before = of(workingDay(kitchen, day.day, -1));
  return today >= dayOfMonth && (before < dayOfMonth || before > today);
}
