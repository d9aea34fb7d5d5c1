import { expect, it } from '@jest/globals';
import { canaryState } from './canary-state.js';

it('is late when the newest is too old, and not before there was time to send one', () => {
  const at = (sentMs: number | null, nowMs: number): string =>
    canaryState(sentMs, { nowMs, startedMs: 1_000_000, lateAfterSeconds: 180 });
  expect(at(null, 1_180_000)).toBe('waiting');
  expect(at(null, 1_180_001)).toBe('late');
  expect(at(5_000, 1_180_000)).toBe('waiting');
  expect(at(5_000, 1_180_001)).toBe('late');
  expect(at(1_900_000, 2_080_000)).toBe('fresh');
  expect(at(1_900_000, 2_080_001)).toBe('late');
});
