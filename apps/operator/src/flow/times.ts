import { zoneOffset } from '@bakeloop/ui';
import { localTime, type Phone } from '../mint.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Now, by the phone's clock put right as far as is known, ms since the epoch. */
export const trueNowMs = (phone: Pick<Phone, 'nowMs' | 'clockOffsetMs'>): number =>
  phone.nowMs() + phone.clockOffsetMs();

/** Minutes that a zone's clocks are ahead of UTC at an instant. @param zone IANA; undefined: the phone's own */
export const offsetMinutesIn = (zone: string | undefined, atMs: number): number =>
  zone === undefined ? -new Date(atMs).getTimezoneOffset() : Math.round(zoneOffset(atMs, zone) / MINUTE_MS);

/** @returns RFC 3339 of some minutes ago, as the clocks of the zone show it */
export function agoAt(minutes: number, nowMs: number, zone?: string): string {
  const atMs = nowMs - minutes * MINUTE_MS;
  return localTime(atMs, offsetMinutesIn(zone, atMs));
}

/**
 * The newest moment that the clocks of a zone showed `13:58`: today's, or yesterday's where that is still to come.
 * @param zone IANA; undefined: the phone's own
 * @returns RFC 3339; null when the text is no time
 */
export function lastTimeAt(hoursMinutes: string, nowMs: number, zone?: string): string | null {
  const found = /^(\d{2}):(\d{2})$/.exec(hoursMinutes);
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2]);
  const todayMs = Math.floor((nowMs + offsetMinutesIn(zone, nowMs) * MINUTE_MS) / DAY_MS) * DAY_MS;
  for (const dayMs of [todayMs, todayMs - DAY_MS]) {
    const wallMs = dayMs + minutes * MINUTE_MS;
    // Clocks may have changed between then and now: the offset is that of then.
    const offset = offsetMinutesIn(zone, wallMs - offsetMinutesIn(zone, nowMs) * MINUTE_MS);
    const atMs = wallMs - offset * MINUTE_MS;
    if (atMs <= nowMs) return localTime(atMs, offset);
  }
  return null;
}

/** @returns the time where it has been; null, which means now, where it is still to come: a clock was set back since */
export const pastTime = (time: string | null, nowMs: number): string | null =>
  time !== null && Date.parse(time) <= nowMs ? time : null;
