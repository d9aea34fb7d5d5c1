import type { KitchenEvent } from '@bakeloop/domain';
import { createCalendar, MINUTE_MS, type Calendar } from './calendar.js';
import { createDay, drawBatches, workingDay, type Day } from './day.js';
import { eventsOfDay } from './events.js';
import type { SimulatedChannel, SimulatedKitchen } from './kitchens.js';
import { createMeters } from './meters.js';
import { between, randomOf } from './random.js';
import { createThermals, readGauges, type Clog, type Thermals } from './senses.js';

export interface Sample {
  channel: SimulatedChannel;
  value: number;
}

/** How often things go wrong in the kitchen itself, as shares: of batches that clog, of days on which PVC is found. */
export interface Mishaps {
  clogShare: number;
  pvcShare: number;
}
export const ORDINARY_MISHAPS: Mishaps = { clogShare: 0.02, pvcShare: 0.04 };

/**
 * One kitchen as a pure function of time: asked twice, or by another process, it answers the same. Nothing in it is
 * stepped; what is remembered is only a cache.
 */
export interface World {
  readonly kitchen: SimulatedKitchen;
  readonly calendar: Calendar;
  /** What the sensors show. */
  sample(timeMs: number): Sample[];
  /** The batch log of the window, `fromMs` excluded, `toMs` included, in order of time. */
  events(fromMs: number, toMs: number): KitchenEvent[];
  /**
   * What lies in the kitchen when its log begins: the deliveries and preparation behind the flake that the day's batches
   * take. Without it the log would feed lots that nobody delivered. Empty for a log without a beginning.
   */
  openingStock(): KitchenEvent[];
  /** True while people are at work. */
  onShift(timeMs: number): boolean;
}

/** Days kept ready: today, and what lots and cooling machines reach back to over a long weekend. */
const KEPT_DAYS = 12;

/**
 * @param beganMs where the log begins; default it has no beginning
 * @throws RangeError from `sample` before 2025-01-01
 */
export function createWorld(
  kitchen: SimulatedKitchen,
  seed: number,
  mishaps = ORDINARY_MISHAPS,
  beganMs = -Infinity,
): World {
  const calendar = createCalendar(kitchen.timeZone);
  const kept = <T>(make: (day: number) => T): ((day: number) => T) => {
    const cache = new Map<number, T>();
    return (day) => {
      const known = cache.get(day);
      if (known !== undefined) return known;
      const made = make(day);
      cache.set(day, made);
      const oldest = cache.keys().next();
      if (cache.size > KEPT_DAYS && !oldest.done) cache.delete(oldest.value);
      return made;
    };
  };
  const batchesOn = kept((index) => drawBatches(kitchen, seed, calendar, index));
  const makeDay = (index: number): Day => createDay(kitchen, seed, calendar, batchesOn, index);
  const day = kept(makeDay);
  const thermals = kept((index): Thermals => createThermals(kitchen, day(index)));
  const clogs = kept((index): Clog[] => clogsOf(kitchen, seed, day(index), mishaps));
  const events = kept((index) =>
    eventsOfDay({
      kitchen,
      seed,
      calendar,
      day: day(index),
      batchesOn,
      clogs: clogs(index),
      pvcShare: mishaps.pvcShare,
      beganMs,
    }),
  );
  const meters = createMeters(kitchen.id, seed, makeDay);

  const eventsBetween = (fromMs: number, toMs: number): KitchenEvent[] => {
    const found: KitchenEvent[] = [];
    for (let index = calendar.dayAt(fromMs); index <= calendar.dayAt(toMs); index++)
      for (const { timeMs, event } of events(index)) if (timeMs > fromMs && timeMs <= toMs) found.push(event);
    return found;
  };

  return {
    kitchen,
    calendar,
    sample(timeMs) {
      const index = calendar.dayAt(timeMs);
      const today = day(index);
      const values = readGauges({
        kitchen,
        seed,
        day: today,
        thermals: thermals(index),
        before: thermals(index - 1),
        // A clog heats on after it is cleared; the next batch is far enough away.
        clog: clogs(index).findLast((clog) => clog.fromMs <= timeMs),
        timeMs,
      });
      const registers = meters(today, timeMs);
      values.set('extruder-1/energy', registers.extruderKwh);
      values.set('shredder-1/energy', registers.shredderKwh);
      values.set('wash-1/energy', registers.washKwh);
      values.set('site/energy-grid', registers.gridKwh);
      values.set('site/energy-pv', registers.pvKwh);
      values.set('site/energy-diesel', registers.dieselKwh);
      values.set('site/diesel', registers.dieselLitres);
      values.set('site/water', registers.waterLitres);
      return kitchen.channels.flatMap((channel) => {
        const value = values.get(channel.name);
        return value === undefined ? [] : [{ channel, value: rounded(value, channel.decimals) }];
      });
    },
    events: eventsBetween,
    openingStock() {
      if (beganMs === -Infinity) return [];
      const preparedFromMs = calendar.startMs(workingDay(kitchen, calendar.dayAt(beganMs), -1));
      return eventsBetween(preparedFromMs, beganMs).filter(
        ({ type }) => type === 'intake.recorded' || type === 'lot.processed',
      );
    },
    onShift(timeMs) {
      const { shift } = day(calendar.dayAt(timeMs));
      return shift !== null && timeMs >= shift.fromMs && timeMs < shift.toMs;
    },
  };
}

function clogsOf(kitchen: SimulatedKitchen, seed: number, day: Day, { clogShare }: Mishaps): Clog[] {
  return day.batches.flatMap((batch) => {
    const random = randomOf(seed, kitchen.id, 'clog', batch.id);
    if (random() >= clogShare) return [];
    const fromMs = Math.round(batch.fromMs + (batch.toMs - batch.fromMs) * between(random, 0.4, 0.7));
    return [{ fromMs, toMs: fromMs + Math.round(between(random, 4, 8) * MINUTE_MS), batchId: batch.id }];
  });
}

function rounded(value: number, decimals: number): number {
  const scale = 10 ** Math.abs(decimals);
  return decimals >= 0 ? Math.round(value * scale) / scale : Math.round(value / scale) * scale;
}
