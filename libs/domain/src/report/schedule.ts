import { kitchenDay } from '../log/time.js';
import type { ReportGrain, ReportPeriod } from './facts.js';

const DAY_MS = 86_400_000;
/** When a report is written where its kitchens are: before anybody begins to work. */
const FROM_HOUR = 6;

const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The period that a day lies in: Monday to Sunday, or the whole month. */
export function periodAt(grain: ReportGrain, day: string): ReportPeriod {
  if (grain === 'week') {
    const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
    return { from: shifted(day, -weekday), to: shifted(day, 6 - weekday) };
  }
  const from = `${day.slice(0, 7)}-01`;
  return { from, to: shifted(`${shifted(from, 31).slice(0, 7)}-01`, -1) };
}

/** The period before a period. */
export const periodBefore = (grain: ReportGrain, { from }: ReportPeriod): ReportPeriod =>
  periodAt(grain, shifted(from, -1));

/**
 * Periods of which a report is due, oldest first: those that are over wherever the kitchens are, once it is 06:00 there on
 * the day after. Wall clocks are asked, never offsets added, so that no change of the clocks moves it.
 * @param timeZones IANA, of all kitchens in it; of none nothing is due
 * @param since the first day that anything can be told of; periods that end before it are left out
 * @param atMost so many of the newest
 */
export function duePeriods(
  grain: ReportGrain,
  {
    timeZones,
    since,
    nowMs,
    atMost,
  }: { timeZones: readonly string[]; since: string; nowMs: number; atMost: number },
): ReportPeriod[] {
  // The day that the last of them is in, of which the morning has come.
  const days = timeZones.map((timeZone) => morningOf(nowMs, timeZone)).sort();
  const [day] = days;
  if (day === undefined) return [];
  const due: ReportPeriod[] = [];
  let period = periodBefore(grain, periodAt(grain, day));
  while (due.length < atMost && period.to >= since) {
    due.unshift(period);
    period = periodBefore(grain, period);
  }
  return due;
}

const hourFormats = new Map<string, Intl.DateTimeFormat>();

/** The day at a place; before 06:00 the one before. */
function morningOf(nowMs: number, timeZone: string): string {
  const day = kitchenDay(new Date(nowMs).toISOString(), timeZone);
  let format = hourFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-nu-latn', { timeZone, hour: '2-digit', hourCycle: 'h23' });
    hourFormats.set(timeZone, format);
  }
  return Number(format.format(nowMs)) < FROM_HOUR ? shifted(day, -1) : day;
}
