import { HOUR_MS } from './calendar.js';
import { integral, integralWithoutSun, type Segment } from './curves.js';
import type { Day } from './day.js';
import { between, randomOf } from './random.js';

/** Cumulative registers, kWh and litres. */
export interface Registers {
  extruderKwh: number;
  shredderKwh: number;
  washKwh: number;
  gridKwh: number;
  waterLitres: number;
  pvKwh: number;
  dieselKwh: number;
  dieselLitres: number;
}

/** A 20 kW generator at three quarters of its load burns 4.9 litres an hour. */
const DIESEL_LITRES_PER_KWH = 4.9 / 15;

/** 2025-01-01: where the meters of every kitchen were installed. Earlier instants cannot be simulated. */
export const FIRST_DAY = 20_089;

function used(day: Day, untilMs: number): Registers {
  const { loads, startMs, sun, outages } = day;
  const energy = (segments: (typeof loads)['extruder']): number =>
    integral(segments, startMs, untilMs) / HOUR_MS;
  const site = [loads.extruder, loads.shredder, loads.wash, loads.base];
  const sum = (of: (load: Segment[]) => number): number =>
    site.reduce((kwh, load) => kwh + of(load) / HOUR_MS, 0);
  const withoutSunKwh = sum((load) => integralWithoutSun(load, sun, startMs, untilMs));
  const dieselKwh = outages.reduce(
    (kwh, { fromMs, toMs }) =>
      kwh + sum((load) => integralWithoutSun(load, sun, fromMs, Math.min(toMs, untilMs))),
    0,
  );
  // What the sun, the grid and the generator give is what the site draws, machines and base load, no less and no more.
  return {
    extruderKwh: energy(loads.extruder),
    shredderKwh: energy(loads.shredder),
    washKwh: energy(loads.wash),
    gridKwh: withoutSunKwh - dieselKwh,
    waterLitres: integral(loads.water, startMs, untilMs) / HOUR_MS,
    pvKwh: sum((load) => integral(load, startMs, untilMs)) - withoutSunKwh,
    dieselKwh,
    dieselLitres: dieselKwh * DIESEL_LITRES_PER_KWH,
  };
}

function plus(left: Registers, right: Registers): Registers {
  return {
    extruderKwh: left.extruderKwh + right.extruderKwh,
    shredderKwh: left.shredderKwh + right.shredderKwh,
    washKwh: left.washKwh + right.washKwh,
    gridKwh: left.gridKwh + right.gridKwh,
    waterLitres: left.waterLitres + right.waterLitres,
    pvKwh: left.pvKwh + right.pvKwh,
    dieselKwh: left.dieselKwh + right.dieselKwh,
    dieselLitres: left.dieselLitres + right.dieselLitres,
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
      pvKwh: between(random, 1_000, 20_000),
      dieselKwh: between(random, 500, 5_000),
      dieselLitres: between(random, 200, 2_000),
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
