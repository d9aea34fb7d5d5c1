import { describe, expect, it } from '@jest/globals';
import { BUCKETS, bucketFor, MAX_RANGE_MS, rawMayFit } from './resolution.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('resolution of a chart', () => {
  it.each([
    [HOUR_MS, 600, '1m'],
    [10 * HOUR_MS, 600, '1m'],
    [10 * HOUR_MS + 1, 600, '5m'],
    [DAY_MS, 600, '5m'],
    [7 * DAY_MS, 672, '15m'],
    [7 * DAY_MS, 671, '1h'],
    [30 * DAY_MS, 720, '1h'],
    [90 * DAY_MS, 600, '6h'],
    [MAX_RANGE_MS, 600, '1d'],
    [MAX_RANGE_MS, 100, '7d'],
    [MAX_RANGE_MS, 10, '7d'],
  ])('of %d ms on %d pixels is %s', (rangeMs, width, resolution) => {
    expect(bucketFor(rangeMs, width)).toBe(resolution);
  });

  it('never has more buckets than pixels, as long as there is a coarser one', () => {
    for (let width = 60; width <= 2_000; width += 97)
      for (let rangeMs = HOUR_MS; rangeMs < MAX_RANGE_MS; rangeMs *= 1.7) {
        const { seconds } = BUCKETS[bucketFor(rangeMs, width)];
        expect(rangeMs / (seconds * 1_000)).toBeLessThanOrEqual(width);
      }
  });

  it('takes a coarser one where the finer is no longer kept', () => {
    expect(bucketFor(HOUR_MS, 600, (table) => table !== 'reading_1m')).toBe('1h');
    expect(bucketFor(HOUR_MS, 600, (table) => table === 'reading_1d')).toBe('1d');
  });

  it('builds each bucket on a rollup whose own bucket divides it', () => {
    const own = { reading_1m: 60, reading_1h: 3_600, reading_1d: 86_400 };
    for (const { seconds, table } of Object.values(BUCKETS)) expect(seconds % own[table]).toBe(0);
  });

  it('tries raw readings when their declared interval fits the width, else for two days at most', () => {
    expect(rawMayFit(HOUR_MS, 60, 60)).toBe(true);
    expect(rawMayFit(HOUR_MS, 59, 60)).toBe(false);
    expect(rawMayFit(300 * DAY_MS, 300, 86_400)).toBe(true);
    expect(rawMayFit(2 * DAY_MS, 10, null)).toBe(true);
    expect(rawMayFit(2 * DAY_MS + 1, 2_000, null)).toBe(false);
  });
});
