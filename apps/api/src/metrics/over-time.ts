import type { MetricOverTime } from '@bakeloop/contracts';

type Grain = MetricOverTime['by'];

/** First day of the day, month or year after one that begins on `start`. */
function nextStart(by: Grain, start: string): string {
  const date = new Date(`${start}T00:00:00Z`);
  if (by === 'day') date.setUTCDate(date.getUTCDate() + 1);
  else if (by === 'month') date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCFullYear(date.getUTCFullYear() + 1);
  return date.toISOString().slice(0, 10);
}

/** Last day of the day, month or year that begins on `start`. */
export function lastDayOf(by: Grain, start: string): string {
  const date = new Date(`${nextStart(by, start)}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** First days of all days, months or years from one to another, both included; none where there is none. */
export function startsOf(by: Grain, first: string | undefined, last: string | undefined): string[] {
  const starts: string[] = [];
  if (first === undefined || last === undefined) return starts;
  for (let start = first; start <= last; start = nextStart(by, start)) starts.push(start);
  return starts;
}
