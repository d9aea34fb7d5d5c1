import { expect, it } from '@jest/globals';
import { windowsOf } from './rollups.js';

const HOUR_MS = 3_600_000;

it('joins neighbouring hours, and no more than a day at once', () => {
  const hours = [5, 3, 4, 40].map((hour) => hour * HOUR_MS);
  expect(windowsOf(hours)).toEqual([
    { fromMs: 3 * HOUR_MS, toMs: 6 * HOUR_MS },
    { fromMs: 40 * HOUR_MS, toMs: 41 * HOUR_MS },
  ]);
  const long = windowsOf(Array.from({ length: 50 }, (_, hour) => hour * HOUR_MS));
  expect(long.map((window) => (window.toMs - window.fromMs) / HOUR_MS)).toEqual([24, 24, 2]);
});
