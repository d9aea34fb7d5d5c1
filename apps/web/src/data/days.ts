/** Calendar days as `YYYY-MM-DD`. */

/** @returns the last `count` days up to and with the day at `nowMs` in UTC, oldest first */
export function lastDays(count: number, nowMs: number): string[] {
  return Array.from({ length: count }, (_, index) => dayBefore(nowMs, count - 1 - index));
}

function dayBefore(nowMs: number, days: number): string {
  return new Date(nowMs - days * 86_400_000).toISOString().slice(0, 10);
}
