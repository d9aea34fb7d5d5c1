import { z } from 'zod';

/** Days and instants that somebody asks for or publishes: as people write them, in years that can be meant. */

const FIRST_YEAR = '1900';
const LAST_YEAR = '2200';
/** What is no date at all is refused as that alone. */
const isInReach = (text: string): boolean => {
  const year = /^\d{4}/.exec(text)?.[0];
  return year === undefined || (year >= FIRST_YEAR && year <= LAST_YEAR);
};
const inReach = `a year is ${FIRST_YEAR} to ${LAST_YEAR}`;

/** RFC 3339 with offset. */
export const askedInstant = z.iso
  .datetime({ offset: true, error: 'an instant is written with its offset, as 2026-03-02T13:58:00+03:00' })
  .refine(isInReach, inReach);
/** `YYYY-MM-DD`. */
export const askedDay = z.iso
  .date({ error: 'a day is written as 2026-03-02, and is one of the calendar' })
  .refine(isInReach, inReach);
