import { instantOf, wallClock } from '@bakeloop/ui';

/** Times that are typed by a kitchen's clock on the wall, as `datetime-local` gives and takes them: `2026-03-02T13:58`. */

export const wallInput = (ms: number, zone: string): string =>
  new Date(wallClock(ms, zone)).toISOString().slice(0, 16);

/** @returns the instant, ms; not a number for what is no time */
export function atWall(text: string, zone: string): number {
  const wallMs = Date.parse(`${text}:00Z`);
  return Number.isNaN(wallMs) ? wallMs : instantOf(wallMs, zone);
}
