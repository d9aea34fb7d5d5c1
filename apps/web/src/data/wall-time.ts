import { instantOf, wallClock } from '@bakeloop/ui';

/** Times that are typed by a kitchen's clock on the wall, as `datetime-local` gives and takes them: `2026-03-02T13:58`. */

export const wallInput = (ms: number, zone: string): string =>
  new Date(wallClock(ms, zone)).toISOString().slice(0, 16);

/** @returns the instant, ms; not a number for what is no time */
export function atWall(text: string, zone: string): number {
  // Of less than that a browser makes a date of its own.
  const wallMs = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}:00Z`) : NaN;
  return Number.isNaN(wallMs) ? NaN : instantOf(wallMs, zone);
}
