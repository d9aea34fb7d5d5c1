import { expect, it } from '@jest/globals';
import { Repeaters } from './repeaters.js';

it('remembers a kitchen for ten minutes, and no other', () => {
  const repeaters = new Repeaters();
  repeaters.add('ke-nbo-01', 1_000);
  expect(repeaters.has('ke-nbo-01', 600_999)).toBe(true);
  expect(repeaters.has('nl-lwo-01', 1_000)).toBe(false);
  expect(repeaters.has('ke-nbo-01', 601_000)).toBe(false);
});
