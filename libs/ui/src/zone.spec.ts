import { describe, expect, it } from '@jest/globals';
import {
  dayOf,
  DAY_MS,
  instantOf,
  startOfDay,
  startOfMonth,
  startOfWeek,
  startOfYear,
  wallClock,
} from './zone.js';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();
const HOUR_MS = 3_600_000;

describe('days of a zone', () => {
  it.each([
    // A plain day, east and west of Greenwich.
    ['2026-03-02T22:30:00Z', 'Africa/Nairobi', '2026-03-02T21:00:00.000Z'],
    ['2026-03-02T03:00:00Z', 'America/New_York', '2026-03-01T05:00:00.000Z'],
    ['2026-03-02T00:00:00Z', 'Asia/Kathmandu', '2026-03-01T18:15:00.000Z'],
    // The day on which the clocks go forward, and the one on which they go back.
    ['2026-03-29T20:00:00Z', 'Europe/Amsterdam', '2026-03-28T23:00:00.000Z'],
    ['2026-10-25T20:00:00Z', 'Europe/Amsterdam', '2026-10-24T22:00:00.000Z'],
    // Where midnight itself is jumped over, the day begins at one.
    ['2018-11-04T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // Where the hour before midnight comes twice, the day begins after the second.
    ['2018-02-18T12:00:00Z', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
  ])('at %s in %s it began at %s', (text, zone, start) => {
    expect(iso(startOfDay(at(text), zone))).toBe(start);
  });

  it('has days of 23 and of 25 hours where the clocks change', () => {
    const lengthOf = (text: string): number =>
      startOfDay(at(text), 'Europe/Amsterdam', 1) - startOfDay(at(text), 'Europe/Amsterdam');
    expect(lengthOf('2026-03-29T10:00:00Z')).toBe(23 * HOUR_MS);
    expect(lengthOf('2026-10-25T10:00:00Z')).toBe(25 * HOUR_MS);
    expect(lengthOf('2026-06-01T10:00:00Z')).toBe(DAY_MS);
  });

  it.each(['Europe/Amsterdam', 'America/Sao_Paulo', 'Africa/Cairo', 'Australia/Lord_Howe', 'UTC'])(
    'of every day of two years in %s, begins at an instant of that same day and never after it',
    (zone) => {
      for (let ms = at('2017-06-01T00:30:00Z'); ms < at('2019-06-01T00:00:00Z'); ms += 29 * HOUR_MS) {
        const start = startOfDay(ms, zone);
        expect(start).toBeLessThanOrEqual(ms);
        expect(dayOf(start, zone)).toBe(dayOf(ms, zone));
        expect(dayOf(start - 1_000, zone)).not.toBe(dayOf(ms, zone));
      }
    },
  );

  it('gives the first of two instants that the wall clock shows, and the end of a gap for one that it never does', () => {
    const zone = 'Europe/Amsterdam';
    expect(iso(instantOf(Date.UTC(2026, 9, 25, 2, 30), zone))).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(instantOf(Date.UTC(2026, 2, 29, 2, 30), zone))).toBe('2026-03-29T01:00:00.000Z');
    expect(wallClock(at('2026-03-29T01:00:00Z'), zone)).toBe(Date.UTC(2026, 2, 29, 3));
  });

  it('begins weeks on Monday, months on the first and years at New Year, of the kitchen', () => {
    const zone = 'Africa/Nairobi';
    const now = at('2026-03-01T22:30:00Z'); // Monday 2 March, 01:30 there
    expect(iso(startOfWeek(now, zone))).toBe('2026-03-01T21:00:00.000Z');
    expect(iso(startOfWeek(now, zone, -1))).toBe('2026-02-22T21:00:00.000Z');
    expect(iso(startOfMonth(now, zone))).toBe('2026-02-28T21:00:00.000Z');
    expect(iso(startOfMonth(now, zone, -3))).toBe('2025-11-30T21:00:00.000Z');
    expect(iso(startOfYear(now, zone))).toBe('2025-12-31T21:00:00.000Z');
  });
});
