import { expect, it } from '@jest/globals';
import { convertUnit } from './units.js';

it.each([
  [0, 'Cel', 'K', 273.15],
  [300, 'K', 'Cel', 26.85],
  [1, 'kWh', 'J', 3_600_000],
  [1_500, 'Wh', 'kWh', 1.5],
  [250, 'g', 'kg', 0.25],
  [2, 'm3', 'l', 2_000],
  [50, '%', '/', 0.5],
  [60, '1/min', 'Hz', 1],
])('%d %s is what %s calls %d (S3)', (value, from, to, expected) => {
  expect(convertUnit(value, from, to)).toBeCloseTo(expected, 9);
});

it('leaves a value in its own unit to the last bit, known or not', () => {
  expect(convertUnit(0.1 + 0.2, 'NTU', 'NTU')).toBe(0.1 + 0.2);
});

it('does not turn one thing into another (S3)', () => {
  expect(convertUnit(1, 'kg', 'Cel')).toBeNull();
  expect(convertUnit(1, 'NTU', 'Cel')).toBeNull();
});
