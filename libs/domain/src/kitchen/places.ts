import type { KitchenEvent, KitchenMoved } from '../log/events.js';
import { instantMs, isTimeZone, utcTime } from '../log/time.js';
import type { Place } from './context.js';

/** Where a birth certificate says the kitchen is, and when it came. */
export interface BirthPlace {
  /** RFC 3339. */
  receivedAt: string;
  country: string | null;
  timeZone: string | null;
  position: [number, number] | null;
}

const NOWHERE: Place = { since: null, country: null, timeZone: 'UTC', position: null };

/**
 * Where a kitchen was, from the beginning on. It starts where the newest birth certificate that came before its first
 * move says, else where its earliest one says; from each `kitchen.moved` on it is there. So a certificate that comes
 * late, or after a move, moves nothing that has happened. An unknown time zone falls back to UTC.
 * @param births in any order
 * @param moved effective events; what is no `kitchen.moved` is passed over
 */
export function placesOf(births: readonly BirthPlace[], moved: readonly KitchenEvent[]): Place[] {
  const moves = moved
    .filter((event): event is KitchenMoved => event.type === 'kitchen.moved')
    .sort((left, right) => instantMs(left.time) - instantMs(right.time) || (left.id < right.id ? -1 : 1));
  const [first] = moves;
  const sorted = [...births].sort((left, right) => instantMs(left.receivedAt) - instantMs(right.receivedAt));
  const firstMs = first === undefined ? Infinity : instantMs(first.time);
  const base = sorted.findLast(({ receivedAt }) => instantMs(receivedAt) < firstMs) ?? sorted[0];
  return [
    base === undefined
      ? NOWHERE
      : {
          since: null,
          country: base.country,
          timeZone: zoneOf(base.timeZone),
          position: base.position,
        },
    ...moves.map(({ time, data }) => ({
      since: utcTime(time),
      country: data.country,
      timeZone: zoneOf(data.timeZone),
      position: data.position,
    })),
  ];
}

/**
 * The place a kitchen had at an instant.
 * @param places as `placesOf` gives them
 */
export function placeAt(places: readonly Place[], time: string): Place {
  const [only] = places;
  if (only !== undefined && places.length === 1) return only;
  const ms = instantMs(time);
  return places.findLast(({ since }) => since === null || instantMs(since) <= ms) ?? places[0] ?? NOWHERE;
}

function zoneOf(timeZone: string | null): string {
  return timeZone !== null && isTimeZone(timeZone) ? timeZone : 'UTC';
}
