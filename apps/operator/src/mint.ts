import type { KitchenEvent } from '@bakeloop/domain';

/** What minting needs of the phone: passed in, so that nothing here reads a clock or rolls dice. */
export interface Phone {
  /** ms since the epoch. */
  nowMs(): number;
  /** Minutes that the phone's zone is ahead of UTC at an instant. */
  offsetMinutes(atMs: number): number;
  /** What is to be added to the phone's clock, as far as is known; 0 where it is right or nothing is known. */
  clockOffsetMs(): number;
  /** A fresh UUID, version 7. */
  uuid(): string;
}

type Unminted<E> = E extends KitchenEvent ? Omit<E, 'id' | 'time'> : never;
/** An event without what the phone adds to it. */
export type NewEvent = Unminted<KitchenEvent>;

/** Gives an event its id and time, once: from here on it is a fact, and is sent again as it is (E1). */
export function mint(event: NewEvent, phone: Phone): KitchenEvent {
  const clockOffsetMs = phone.clockOffsetMs();
  const atMs = phone.nowMs() + clockOffsetMs;
  const time = localTime(atMs, phone.offsetMinutes(atMs));
  return { ...event, id: phone.uuid(), time, ...(clockOffsetMs === 0 ? {} : { clockOffsetMs }) };
}

/** @returns RFC 3339 to the millisecond with the offset given: `2026-03-02T13:58:00.000+03:00` (E4) */
export function localTime(atMs: number, offsetMinutes: number): string {
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const minutes = Math.abs(offsetMinutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Crockford's alphabet: no I, L, O or U, so that a code survives being read aloud and written on a bag. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @returns 5 characters (25 random bits) from the random end of a UUID: one in 33 million doubles on the same day */
export function shortCode(uuid: string): string {
  const bits = Number.parseInt(uuid.replaceAll('-', '').slice(-7), 16);
  return [20, 15, 10, 5, 0].map((shift) => ALPHABET[(bits >> shift) & 31]).join('');
}

/** `260302-7K3QA`: the phone's local day and a code; what makes the name of a lot or batch unique without a server. */
export function freshTail(phone: Phone): string {
  const atMs = phone.nowMs();
  const day = localTime(atMs, phone.offsetMinutes(atMs)).slice(2, 10).replaceAll('-', '');
  return `${day}-${shortCode(phone.uuid())}`;
}

/** `HDPE-260302-7K3QA`, readable on a bag. @param what polymer or kind of material */
export const lotId = (what: string, tail: string): string => `${what.toUpperCase()}-${tail}`;

/** `KE-NBO-01-260302-7K3QA`. */
export const batchId = (kitchenId: string, tail: string): string => `${kitchenId.toUpperCase()}-${tail}`;
