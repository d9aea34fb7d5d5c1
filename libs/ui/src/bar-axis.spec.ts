import { describe, expect, it } from '@jest/globals';
import { barAxis, barNames } from './bar-axis.js';

describe('the axes of bars', () => {
  it('end at round numbers, above nought, below it or on both sides', () => {
    expect(barAxis([], 120)).toEqual({ top: 1, bottom: 0, lines: [1, 0.5] });
    expect(barAxis([0, 4_900], 120)).toEqual({ top: 5_000, bottom: 0, lines: [5_000, 2_500] });
    expect(barAxis([-1_002, -1_102], 120)).toEqual({ top: 0, bottom: -2_000, lines: [0, -1_000, -2_000] });
    expect(barAxis([300, -150], 120)).toEqual({ top: 300, bottom: -200, lines: [300, 0, -200] });
  });

  it('write no value over another', () => {
    expect(barAxis([0.5, -1_102], 120).lines).toEqual([0, -2_000]);
    expect(barAxis([1_102, -0.5], 120).lines).toEqual([2_000, 0]);
  });

  it('name as many bars as there is room for, apart from each other and within the picture', () => {
    const months = Array.from({ length: 37 }, () => 'Sept 2026');
    for (const [left, width] of [
      [118, 326],
      [62, 720],
      [62, 1_086],
    ] as const) {
      const places = [...barNames(months, left, width).values()];
      const halfPx = (7 * 'Sept 2026'.length) / 2;
      expect(places.length).toBeGreaterThan(1);
      expect(Math.max(...places) + halfPx).toBeLessThanOrEqual(width);
      for (const [index, x] of places.entries())
        expect(x - (places[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(2 * halfPx);
    }
    expect([...barNames(['27 Nov'], 62, 400).keys()]).toEqual([0]);
    expect(barNames([], 62, 400).size).toBe(0);
  });
});
