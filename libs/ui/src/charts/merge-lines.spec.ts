import { expect, it } from '@jest/globals';
import { lonePoints, mergeLines } from './merge-lines.js';

const point = (timeMs: number, mean: number) => ({ timeMs, mean, min: mean, max: mean, count: 1 });

it('does not cut a line where only another line was read, and keeps its gaps', () => {
  const often = {
    bucketSeconds: 10,
    points: [0, 10_000, 20_000, 30_000].map((ms) => point(ms, ms / 10_000)),
  };
  const seldom = { bucketSeconds: 10, points: [point(5_000, 10), point(15_000, 20), point(95_000, 30)] };
  const rows = mergeLines([often, seldom]);
  expect(rows.map(({ timeMs, m0, m1 }) => [timeMs / 1_000, m0, m1])).toEqual([
    [0, 0, null],
    [5, 0.5, 10],
    [10, 1, 15],
    [15, 1.5, 20],
    [20, 2, null],
    [30, 3, null],
    [55, null, null],
    [95, null, 30],
  ]);
});

it('tells the readings that no stroke shows: alone between two gaps', () => {
  const rows = mergeLines([
    { bucketSeconds: 10, points: [0, 1_200_000, 2_400_000, 2_410_000].map((ms) => point(ms, 20)) },
  ]);
  const lone = (fromMs: number) => lonePoints(rows, 0, { fromMs, toMs: 3_000_000 });
  expect(lone(0)).toEqual([0, 1_200_000].map((timeMs) => ({ timeMs, value: 20 })));
  // What was read before the time that is shown was not read at its beginning.
  expect(lone(600_000)).toEqual([{ timeMs: 1_200_000, value: 20 }]);
});
