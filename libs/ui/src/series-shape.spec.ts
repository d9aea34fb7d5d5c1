import { describe, expect, it } from '@jest/globals';
import type { Series } from '@bakeloop/contracts';
import { consumed, consumption, foldReading, foldReadings, MOST_POINTS, withGaps } from './series-shape.js';

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
  late: null,
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

describe('foldReadings', () => {
  it('moves a rolling series on: what comes in at the right goes out at the left', () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => point(minute * 60_000, minute));
    const hour = { ...series(60, minutes, 60 * 60_000), late: [{ fromMs: 60_000, toMs: 120_000 }] };
    const next = foldReadings(hour, [{ timeMs: 70 * 60_000, value: 7 }]);
    expect(next.from).toBe(new Date(10 * 60_000).toISOString());
    expect(next.points.at(-1)).toMatchObject({ timeMs: 70 * 60_000, mean: 7 });
    // The one before the edge stays, for the line that comes in.
    expect(next.points[0]?.timeMs).toBe(9 * 60_000);
    expect(next.late).toEqual([]);
    expect(foldReadings(hour, [{ timeMs: 0, value: 1 }])).toBe(hour);
  });

  it('holds no more after a week of ten readings a second than a screen has pixels', () => {
    let open = series(null, [point(0, 1)], 3_600_000);
    let most = 0;
    for (let timeMs = 3_600_000; timeMs < 3_600_000 + 7 * 86_400_000; timeMs += 60_000) {
      const readings = Array.from({ length: 600 }, (_, index) => ({
        timeMs: timeMs + index * 100,
        value: index,
      }));
      open = foldReadings(open, readings.slice(0, timeMs < 3_600_000 + 600_000 ? 600 : 2));
      most = Math.max(most, open.points.length);
    }
    expect(most).toBeLessThanOrEqual(MOST_POINTS);
    expect(open.points.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(open.points[0]?.timeMs).toBeGreaterThan(Date.parse(open.from) - 120_000);
  });
});
