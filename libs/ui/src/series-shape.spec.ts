import { describe, expect, it } from '@jest/globals';
import type { Series } from '@bakeloop/contracts';
import { consumed, consumption, foldReading, withGaps } from './series-shape.js';

const point = (timeMs: number, mean: number, min = mean, max = mean, count = 1) => ({
  timeMs,
  mean,
  min,
  max,
  count,
});
const series = (bucketSeconds: number | null, points: Series['points'], toMs: number): Series => ({
  kitchenId: 'ke-nbo-01',
  channel: 'extruder-1/power',
  unit: 'W',
  kind: 'gauge',
  from: new Date(0).toISOString(),
  to: new Date(toMs).toISOString(),
  resolution: bucketSeconds === null ? 'raw' : '1m',
  bucketSeconds,
  points,
});

describe('withGaps', () => {
  it('leaves a hole where buckets are missing, and none between neighbours', () => {
    const drawn = withGaps({ bucketSeconds: 60, points: [point(0, 1), point(60_000, 2), point(600_000, 3)] });
    expect(drawn.map(({ mean }) => mean)).toEqual([1, 2, null, 3]);
    expect(drawn[2]?.timeMs).toBe(330_000);
  });

  it('learns from raw readings how close they usually are', () => {
    const points = [0, 10, 20, 31, 40, 300, 310].map((seconds) => point(seconds * 1_000, 1));
    expect(withGaps({ bucketSeconds: null, points }).filter(({ mean }) => mean === null)).toHaveLength(1);
  });
});

describe('foldReading', () => {
  it('adds to the last bucket, and opens the next on the server’s grid', () => {
    const open = series(60, [point(30_000, 10, 8, 12, 3)], 60_000);
    const same = foldReading(open, { timeMs: 80_000, value: 14 });
    expect(same.points).toEqual([point(30_000, 11, 8, 14, 4)]);
    const next = foldReading(same, { timeMs: 100_000, value: 5 });
    expect(next.points.at(-1)).toEqual(point(90_000, 5));
    expect(next.to).toBe(new Date(100_000).toISOString());
  });

  it('never counts a reading twice, and takes none the series covers already', () => {
    const open = series(null, [point(0, 1)], 10_000);
    const once = foldReading(open, { timeMs: 20_000, value: 2 });
    expect(foldReading(once, { timeMs: 20_000, value: 2 })).toBe(once);
    expect(foldReading(open, { timeMs: 10_000, value: 9 })).toBe(open);
  });
});

describe('consumption of a counter', () => {
  it('is the sum of its non-negative steps: a reset adds nothing and is never negative (S8)', () => {
    const points = [point(0, 100), point(10, 104), point(20, 3), point(30, 8)];
    const bins = consumption(points, 0, 40, 20);
    expect(bins.map(({ value }) => value)).toEqual([4, 5]);
    expect(consumed(bins)).toBe(9);
  });

  it('counts within buckets as well as between them', () => {
    const points = [point(0, 101, 100, 102), point(10, 104, 103, 105)];
    expect(consumed(consumption(points, 0, 20, 20))).toBe(5);
  });

  it('knows nothing where nothing was read', () => {
    const bins = consumption([point(0, 1), point(1, 2)], 0, 30, 10);
    expect(bins.map(({ value }) => value)).toEqual([1, null, null]);
    expect(consumed(consumption([], 0, 30, 10))).toBeNull();
  });
});
