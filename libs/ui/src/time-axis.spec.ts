import { describe, expect, it } from '@jest/globals';
import { timeTicks, valueScale } from './time-axis.js';

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

  it('stands at the first of months of the kitchen where the time is long, few enough to be read', () => {
    const [from, to] = [utc('2025-03-02T00:00:00Z'), utc('2026-03-02T00:00:00Z')];
    const year = timeTicks(from, to, 'Africa/Nairobi', 4);
    expect(year.map(({ ms, style }) => `${new Date(ms).toISOString().slice(0, 13)} ${style}`)).toEqual([
      '2025-03-31T21 month',
      '2025-06-30T21 month',
      '2025-09-30T21 month',
      '2025-12-31T21 month',
    ]);
    expect(timeTicks(from, to, 'UTC', 16)).toHaveLength(12);
    expect(timeTicks(utc('2023-03-02T00:00:00Z'), to, 'UTC', 4).map(({ ms }) => ms)).toEqual(
      [2024, 2025, 2026].map((each) => Date.UTC(each, 0, 1)),
    );
  });

  it('gives none for an empty span', () => {
    expect(timeTicks(5, 5, 'UTC', 8)).toEqual([]);
  });
});

describe('valueScale', () => {
  it('puts round ticks around all values', () => {
    expect(valueScale(98.4, 121.7).ticks).toEqual([95, 100, 105, 110, 115, 120, 125]);
    expect(valueScale(0, 0.0034).ticks).toEqual([0, 0.001, 0.002, 0.003, 0.004]);
    expect(valueScale(-3, 4).ticks).toEqual([-4, -2, 0, 2, 4]);
  });

  it('writes ticks with the digits that tell them apart', () => {
    expect(valueScale(20.6, 21.7).digits).toBe(1);
    expect(valueScale(1_000.1, 1_000.2).digits).toBe(0);
    expect(valueScale(0, 0.0034).digits).toBe(3);
  });

  it('has a height for a line that stands still, at zero too', () => {
    for (const value of [0, 27.3, -5]) {
      const { low, high, ticks } = valueScale(value, value);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThan(low);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(ticks.length).toBeGreaterThan(1);
    }
  });
});
