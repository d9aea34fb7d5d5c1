/** Days and instants in a kitchen's own zone, also on the days on which its clocks change. Pure. */

export const DAY_MS = 86_400_000;

/** Making one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the zone's clock on the wall shows at an instant, as if it were UTC, ms. */
export function wallClock(ms: number, zone: string): number {
  const fields = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The day on the zone's calendar at an instant, `YYYY-MM-DD`. */
export const dayAt = (ms: number, zone: string): string =>
  new Date(wallClock(ms, zone)).toISOString().slice(0, 10);

/** How far the zone's wall clock is ahead of UTC at an instant, ms. */
export const zoneOffset = (ms: number, zone: string): number =>
  wallClock(ms, zone) - Math.floor(ms / 1_000) * 1_000;

/**
 * The instant at which the wall clock shows a time. Where it shows it twice, the first; where never, since the clock was put
 * forward, the first instant after.
 * @param wallMs as `wallClock` gives it
 */
export function instantOf(wallMs: number, zone: string): number {
  // Whatever a change does, the offset of a day before and of a day after are the two that there are.
  const guesses = [-DAY_MS, DAY_MS].map((shift) => wallMs - zoneOffset(wallMs + shift, zone));
  const exact = guesses.filter((ms) => wallClock(ms, zone) === wallMs);
  if (exact.length > 0) return Math.min(...exact);
  return firstAtOrAfter(wallMs, Math.min(...guesses), Math.max(...guesses), zone);
}

/** Within a gap of the wall clock: the instant at which it jumps over `wallMs`. */
function firstAtOrAfter(wallMs: number, lowMs: number, highMs: number, zone: string): number {
  let [low, high] = [lowMs, highMs];
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (wallClock(middle, zone) >= wallMs) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The first instant of the kitchen's day that an instant is in, or of one some days from it.
 * @param days 0: the same day, -1: the day before
 */
export function startOfDay(ms: number, zone: string, days = 0): number {
  const midnight = Math.floor(wallClock(ms, zone) / DAY_MS) * DAY_MS;
  return instantOf(midnight + days * DAY_MS, zone);
}

/** The first instant of the week (from Monday), or of one some weeks from it. */
export function startOfWeek(ms: number, zone: string, weeks = 0): number {
  const weekday = (new Date(wallClock(ms, zone)).getUTCDay() + 6) % 7;
  return startOfDay(ms, zone, weeks * 7 - weekday);
}

/** The first instant of the month, or of one some months from it. */
export function startOfMonth(ms: number, zone: string, months = 0): number {
  const wall = new Date(wallClock(ms, zone));
  return instantOf(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + months, 1), zone);
}

/** The first instant of the year. */
export function startOfYear(ms: number, zone: string): number {
  return instantOf(Date.UTC(new Date(wallClock(ms, zone)).getUTCFullYear(), 0, 1), zone);
}

/** The kitchen's calendar day at an instant, `YYYY-MM-DD`. */
export const dayOf = (ms: number, zone: string): string =>
  new Date(wallClock(ms, zone)).toISOString().slice(0, 10);
