import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DecimalMemory } from './digits.js';

it('stores what sensors give as digits, with the decimals of the most exact value of the channel', () => {
  const memory = new DecimalMemory();
  const stored = [200, 201.4, 201, 201.25, 200].map((value) => memory.digitsOf(7, value));
  expect(stored).toEqual([
    { digits: 200, decimals: 0 },
    { digits: 2_014, decimals: 1 },
    { digits: 2_010, decimals: 1 },
    { digits: 20_125, decimals: 2 },
    { digits: 20_000, decimals: 2 },
  ]);
  expect(memory.digitsOf(8, 201)).toEqual({ digits: 201, decimals: 0 });
});

it('tells a number that is no such decimal, and one too large for the decimals of its channel', () => {
  const memory = new DecimalMemory();
  for (const value of [1 / 3, 0.1 + 0.2, 5e-324, 1e-7, 2 ** 60 + 2 ** 10])
    expect(memory.digitsOf(1, value).decimals).toBe(-1);
  memory.digitsOf(1, 0.000_001);
  expect(memory.digitsOf(1, 1e15)).toEqual({ digits: 1e15, decimals: 0 });
});

it('is exact, whatever came before', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
    fc.tuple(fc.integer(), fc.nat(6)).map(([digits, decimals]) => digits / 10 ** decimals),
    fc.tuple(fc.maxSafeInteger(), fc.nat(6)).map(([digits, decimals]) => digits / 10 ** decimals),
  );
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const memory = new DecimalMemory();
      for (const one of values) {
        const { digits, decimals } = memory.digitsOf(1, one);
        if (decimals >= 0) expect(digits / 10 ** decimals + 0).toBe(one + 0);
      }
    }),
  );
});
