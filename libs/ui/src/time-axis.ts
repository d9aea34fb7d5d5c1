/** Ticks of a time axis in a kitchen's own zone: at round local times, few enough to be read. */

import type { DateStyle } from './format.js';
import { DAY_MS as DAY, startOfMonth, wallClock, zoneOffset } from './zone.js';

export interface Tick {
  ms: number;
  /** `day` stands at a local midnight, `month` at that of the first of a month. */
  style: 'time' | 'day' | 'month';
}

/** How the time of a tick is written. */
export const TICK_STYLES: Record<Tick['style'], DateStyle> = {
  time: 'time',
  day: 'dayMonth',
  month: 'monthYear',
};

const MINUTE = 60_000;
const HOUR = 3_600_000;
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
];
/** From so long a time on months are what one reads, and the year with them: the same day comes again. */
export const LONG_MS = 200 * DAY;
const MONTH = 30.44 * DAY;
const MONTH_STEPS = [1, 2, 3, 6, 12, 24];

/**
 * @param most how many ticks fit
 * @returns ticks within [fromMs, toMs], also right across a change to or from summer time
 */
export function timeTicks(fromMs: number, toMs: number, zone: string, most: number): Tick[] {
  const span = toMs - fromMs;
  if (!(span > 0) || most < 1) return [];
  if (span > LONG_MS) return monthTicks(fromMs, toMs, zone, most);
  const step = STEPS.find((each) => span / each <= most) ?? Math.ceil(span / most / DAY) * DAY;
  const offset = (ms: number): number => zoneOffset(ms, zone);
  const ticks: Tick[] = [];
  // Walk in wall-clock time, where the round values are, and go back to instants.
  for (
    let wall = Math.ceil((fromMs + offset(fromMs)) / step) * step;
    ticks.length <= most + 2;
    wall += step
  ) {
    const guess = wall - offset(wall - offset(fromMs));
    const ms = wall - offset(guess);
    if (ms > toMs) break;
    if (ms >= fromMs && ms !== ticks.at(-1)?.ms) ticks.push({ ms, style: wall % DAY === 0 ? 'day' : 'time' });
  }
  return ticks;
}

/** At the beginning of months, of quarters, or of years. */
function monthTicks(fromMs: number, toMs: number, zone: string, most: number): Tick[] {
  const step = MONTH_STEPS.find((each) => (toMs - fromMs) / (each * MONTH) <= most) ?? 60;
  const first = new Date(wallClock(fromMs, zone));
  const month = 12 * first.getUTCFullYear() + first.getUTCMonth();
  const ticks: Tick[] = [];
  for (let ahead = step - (month % step); ; ahead += step) {
    const ms = startOfMonth(fromMs, zone, ahead);
    if (ms > toMs) return ticks;
    ticks.push({ ms, style: 'month' });
  }
}

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  /** Digits behind the point that tell two ticks apart. */
  digits: number;
}

/** A value axis with round ticks around all values, never of no height. */
export function valueScale(lowest: number, highest: number, most = 5): Scale {
  const middle = (lowest + highest) / 2;
  // A line that stands still is drawn in the middle, not blown up to its noise.
  const spread = Math.max(highest - lowest, Math.abs(middle) * 0.05) || 1;
  const rough = spread / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const down = Math.floor((middle - spread / 2) / step + 1e-9);
  const first = lowest >= 0 ? Math.max(0, down) : down;
  const last = Math.ceil((middle + spread / 2) / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return {
    low: first * step,
    high: last * step,
    ticks,
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
  };
}
