import { describe, expect, it } from '@jest/globals';
import { timeTicks } from './time-axis.js';

const utc = (text: string) => Date.parse(text);
const texts = (ticks: { ms: number; style: string }[]) =>
  ticks.map(({ ms, style }) => `${new Date(ms).toISOString().slice(5, 16)} ${style}`);

describe('timeTicks', () => {
  it('stands at round times of the kitchen, not of UTC', () => {
    const ticks = timeTicks(utc('2026-03-02T00:10:00Z'), utc('2026-03-03T00:10:00Z'), 'Asia/Kolkata', 5);
    // Kolkata is 5 h 30 min ahead: its 06:00 is 00:30 UTC.
    expect(texts(ticks)).toEqual([
      '03-02T00:30 time',
      '03-02T06:30 time',
      '03-02T12:30 time',
      '03-02T18:30 day',
    ]);
  });

  it('keeps local midnights through a change to summer time', () => {
    // Amsterdam moves its clock ahead on 29 March 2026 at 01:00 UTC.
    const ticks = timeTicks(utc('2026-03-28T00:00:00Z'), utc('2026-03-31T12:00:00Z'), 'Europe/Amsterdam', 6);
    expect(texts(ticks)).toEqual(['03-28T23:00 day', '03-29T22:00 day', '03-30T22:00 day']);
  });

  it('never gives many more ticks than fit', () => {
    for (const hours of [0.2, 1, 6, 24, 168, 720, 8_760]) {
      const ticks = timeTicks(0, hours * 3_600_000, 'Africa/Nairobi', 8);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(9);
    }
  });

  it('gives none for an empty span', () => {
    expect(timeTicks(5, 5, 'UTC', 8)).toEqual([]);
  });
});
