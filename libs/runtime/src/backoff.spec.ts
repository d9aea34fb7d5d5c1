import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  const limits = { baseMs: 500, maxMs: 30_000 };

  it('doubles its ceiling with each failure up to the maximum, however long the outage', () => {
    const ceilings = [0, 1, 2, 10, 5_000].map((attempt) => backoffMs(attempt, limits, () => 1));
    expect(ceilings).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
  });

  it('spreads the waits over the whole ceiling', () => {
    expect(backoffMs(3, limits, () => 0)).toBe(0);
    expect(backoffMs(3, limits, () => 0.5)).toBe(2_000);
  });
});
