import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { thinOut } from './thin-out.js';

const kept = (times: readonly number[]): number[] => {
  const stays = thinOut(times);
  return times.filter((_, at) => stays[at]);
};

describe('thinning out', () => {
  it('takes every second of a regular series', () => {
    expect(kept([0, 10, 20, 30, 40, 50])).toEqual([0, 20, 40]);
    expect(kept([0, 11, 19, 30, 42, 50])).toEqual([0, 19, 42]);
  });

  it('leaves alone what is thin already', () => {
    expect(kept([0, 100, 200, 210, 220, 230, 240, 250])).toEqual([0, 100, 200, 220, 240]);
  });

  it('makes room among equal instants and after a clock that went back', () => {
    expect(kept([5, 5, 5, 5])).toHaveLength(2);
    expect(kept([100, 110, 120, 10, 20, 30]).length).toBeLessThan(5);
  });

  it('keeps the first, and lets at least a quarter of two or more go', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 200 }), (drawn) => {
        const times = drawn.toSorted((left, right) => left - right);
        const stays = thinOut(times);
        expect(stays[0]).toBe(true);
        expect(stays.filter((stay) => !stay).length).toBeGreaterThanOrEqual(Math.floor(times.length / 4));
      }),
    );
  });

  it('remembers an outage of a hundred budgets from its first day on, evenly', () => {
    let series: number[] = [];
    for (let timeMs = 0; timeMs < 100_000; timeMs++) {
      series.push(timeMs);
      if (series.length > 1_000) {
        const half = series.length >> 1;
        series = [...kept(series.slice(0, half)), ...series.slice(half)];
      }
    }
    expect(series[0]).toBe(0);
    const oldHalf = series.slice(0, series.length >> 1);
    const gaps = oldHalf.slice(1).map((timeMs, at) => timeMs - oldHalf[at]!);
    // 500 points over 99,500 would be 199 apart if they lay perfectly.
    expect(Math.max(...gaps)).toBeLessThan(1_000);
  });
});
