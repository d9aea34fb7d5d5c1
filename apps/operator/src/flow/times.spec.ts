import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agoAt, lastTimeAt, offsetMinutesIn, pastTime, trueNowMs } from './times.js';

const NAIROBI = 'Africa/Nairobi';
const AMSTERDAM = 'Europe/Amsterdam';
const NOON = Date.UTC(2026, 2, 2, 9);

describe('a time typed as on a clock', () => {
  it('is the last one that has been, on the clock of the kitchen', () => {
    expect(lastTimeAt('11:45', NOON, NAIROBI)).toBe('2026-03-02T11:45:00.000+03:00');
    expect(lastTimeAt('12:00', NOON, NAIROBI)).toBe('2026-03-02T12:00:00.000+03:00');
    expect(lastTimeAt('23:10', NOON, NAIROBI)).toBe('2026-03-01T23:10:00.000+03:00');
    expect(lastTimeAt('', NOON, NAIROBI)).toBeNull();
  });

  it('is right on the day that the clocks change, too', () => {
    const afterChange = Date.UTC(2026, 2, 29, 8);
    expect(lastTimeAt('09:30', afterChange, AMSTERDAM)).toBe('2026-03-29T09:30:00.000+02:00');
    expect(lastTimeAt('01:30', afterChange, AMSTERDAM)).toBe('2026-03-29T01:30:00.000+01:00');
    expect(lastTimeAt('22:00', afterChange, AMSTERDAM)).toBe('2026-03-28T22:00:00.000+01:00');
  });

  it('is never still to come, and never older than a day and the hour that clocks may change by', () => {
    const zones = fc.constantFrom(NAIROBI, AMSTERDAM, 'America/New_York', 'Asia/Kathmandu', 'UTC');
    const now = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
    fc.assert(
      fc.property(zones, now, fc.nat(23), fc.nat(59), (zone, nowMs, hour, minute) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const atMs = Date.parse(lastTimeAt(`${two(hour)}:${two(minute)}`, nowMs, zone) ?? '');
        expect(nowMs - atMs).toBeGreaterThanOrEqual(0);
        expect(nowMs - atMs).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});

it('“20 minutes ago” is told as the clocks of the kitchen showed it, whatever the zone of the phone', () => {
  expect(agoAt(20, NOON, NAIROBI)).toBe('2026-03-02T11:40:00.000+03:00');
  expect(agoAt(60, Date.UTC(2026, 2, 29, 1, 30), AMSTERDAM)).toBe('2026-03-29T01:30:00.000+01:00');
  expect(offsetMinutesIn('Asia/Kathmandu', NOON)).toBe(345);
});

it('on a phone whose clock is known to be wrong by a day it is counted from the right time', () => {
  const phone = { nowMs: () => NOON - 86_400_000, clockOffsetMs: () => 86_400_000 };
  expect(agoAt(10, trueNowMs(phone), NAIROBI)).toBe('2026-03-02T11:50:00.000+03:00');
});

it('a form that was opened three days ago keeps the time chosen then; what would be still to come is now', () => {
  const chosen = '2026-02-27T08:00:00.000+03:00';
  expect(pastTime(chosen, NOON)).toBe(chosen);
  expect(pastTime('2026-03-02T12:00:01.000+03:00', NOON)).toBeNull();
  expect(pastTime(null, NOON)).toBeNull();
});
