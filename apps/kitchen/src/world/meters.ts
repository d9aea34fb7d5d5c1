import { HOUR_MS } from './calendar.js';
import { integral, integralWithoutSun } from './curves.js';
import type { Day } from './day.js';
import { between, randomOf } from './random.js';

/** Cumulative registers, kWh and litres. */
export interface Registers {
  extruderKwh: number;
  shredderKwh: number;
  washKwh: number;
  gridKwh: number;
  waterLitres: number;
}

/** 2025-01-01: where the meters of every kitchen were installed. Earlier instants cannot be simulated. */
export const FIRST_DAY = 20_089;

function used(day: Day, untilMs: number): Registers {
  const { loads, startMs, sun } = day;
  const energy = (segments: (typeof loads)['extruder']): number =>
    integral(segments, startMs, untilMs) / HOUR_MS;
  const grid = [loads.extruder, loads.shredder, loads.wash, loads.base];
  return {
    extruderKwh: energy(loads.extruder),
    shredderKwh: energy(loads.shredder),
    washKwh: energy(loads.wash),
    gridKwh: grid.reduce((sum, load) => sum + integralWithoutSun(load, sun, startMs, untilMs) / HOUR_MS, 0),
    waterLitres: integral(loads.water, startMs, untilMs) / HOUR_MS,
  };
}

function plus(left: Registers, right: Registers): Registers {
  return {
    extruderKwh: left.extruderKwh + right.extruderKwh,
    shredderKwh: left.shredderKwh + right.shredderKwh,
    washKwh: left.washKwh + right.washKwh,
    gridKwh: left.gridKwh + right.gridKwh,
    waterLitres: left.waterLitres + right.waterLitres,
  };
}

/**
 * What the meters show at an instant: the sum over every day since they were installed, so that history, recording and
 * live operation show one register. A year of days costs some milliseconds, once.
 * @throws RangeError before 2025-01-01
 */
export function createMeters(
  kitchenId: string,
  seed: number,
  dayOf: (day: number) => Day,
): (day: Day, timeMs: number) => Registers {
  const random = randomOf(seed, kitchenId, 'meters');
  const atMidnight: Registers[] = [
    {
      extruderKwh: between(random, 500, 20_000),
      shredderKwh: between(random, 200, 4_000),
      washKwh: between(random, 100, 2_000),
      gridKwh: between(random, 2_000, 60_000),
      waterLitres: between(random, 5_000, 90_000),
    },
  ];
  return (day, timeMs) => {
    const wanted = day.day - FIRST_DAY;
    if (wanted < 0) throw new RangeError('the simulated kitchens began on 2025-01-01: choose a later time');
    let last = atMidnight.at(-1);
    while (last && atMidnight.length <= wanted) {
      const before = dayOf(FIRST_DAY + atMidnight.length - 1);
      last = plus(last, used(before, before.endMs));
      atMidnight.push(last);
    }
    const base = atMidnight[wanted];
    if (!base) throw new RangeError(`no register for day ${day.day}`);
    return plus(base, used(day, timeMs));
  };
}
