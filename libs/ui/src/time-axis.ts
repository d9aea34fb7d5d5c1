/** Ticks of a time axis in a kitchen's own zone: at round local times, few enough to be read. */

export interface Tick {
  ms: number;
  /** `day` stands at a local midnight. */
  style: 'time' | 'day';
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
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

/** How far the zone's wall clock is ahead of UTC at an instant, ms. @param zone IANA; undefined: the browser's own */
export function offsetAt(zone: string | undefined): (ms: number) => number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (ms) => {
    const fields = Object.fromEntries(
      parts.formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    return wall - Math.floor(ms / 1_000) * 1_000;
  };
}

/**
 * @param most how many ticks fit
 * @returns ticks within [fromMs, toMs], also right across a change to or from summer time
 */
export function timeTicks(fromMs: number, toMs: number, zone: string, most: number): Tick[] {
  const span = toMs - fromMs;
  if (!(span > 0) || most < 1) return [];
  const step = STEPS.find((each) => span / each <= most) ?? Math.ceil(span / most / DAY) * DAY;
  const offset = offsetAt(zone);
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
