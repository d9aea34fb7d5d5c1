import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { creditTonnes, splitMg } from './diversion.js';

it('PC-1: 12.74 t with a baseline of 1.90 t are 10 credits, 0.84 t carried', () => {
  const { whole, carried } = creditTonnes(12.74, 1.9);
  expect(whole).toBe(10);
  expect(carried.toFixed(2)).toBe('0.84');
});

it('a project that recycles less than its baseline earns nothing and owes nothing', () => {
  expect(creditTonnes(1, 2)).toEqual({ whole: 0, carried: 0 });
});

it('a split by shares sums to the whole, to the milligram', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), fc.tuple(share, share, share), (whole, [a, b, c]) => {
      const sum = a + b + c || 1;
      const parts = splitMg(whole, { a: a / sum, b: b / sum, c: a + b + c === 0 ? 1 : c / sum });
      return parts.reduce((total, [, part]) => total + part, 0) === whole;
    }),
  );
});

it('a fate without a share has no part', () => {
  expect(splitMg(100, { burned: 0.3, buried: 0, dumped: 0.7 })).toEqual([
    ['burned', 30],
    ['dumped', 70],
  ]);
});
