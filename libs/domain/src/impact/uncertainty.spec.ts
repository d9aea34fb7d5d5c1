import { expect, it } from '@jest/globals';
import { inQuadrature, range95, relativeRange, shareRange, weighingErrorKg } from './uncertainty.js';

it('U-1: 40, 30 and 10 % of the parts are 116.96 kg of the net, 41.7 %: publish 163 to 397 kg', () => {
  const net = 284.468666 + 85.163315 - 89.207392;
  const halfWidth = inQuadrature(0.4 * 284.468666, 0.3 * 85.163315, 0.1 * 89.207392);
  expect(halfWidth.toFixed(2)).toBe('116.96');
  expect(((100 * halfWidth) / net).toFixed(1)).toBe('41.7');
  expect([(net - halfWidth).toFixed(0), (net + halfWidth).toFixed(0)]).toEqual(['163', '397']);
});

it('a product has the relative errors of its factors in quadrature', () => {
  const range = relativeRange(200, 0.03, 0.04);
  expect(range?.low).toBeCloseTo(200 - 1.96 * 200 * 0.05, 9);
  expect(range?.high).toBeCloseTo(200 + 1.96 * 200 * 0.05, 9);
  expect(relativeRange(200, 0.03, null)).toBeNull();
});

it('the interval of a negative value is not turned round', () => {
  const range = relativeRange(-100, 0.1);
  expect(range?.low).toBeCloseTo(-119.6, 9);
  expect(range?.high).toBeCloseTo(-80.4, 9);
  expect(range95(0, 1)).toEqual({ low: -1.96, high: 1.96 });
});

it('random errors of a scale and its own error meet in quadrature', () => {
  // 30 g of random and 40 g of systematic error
  expect(weighingErrorKg({ goodVarianceG2: 900, goodScaleErrorMg: 40_000 }, 'good')).toBeCloseTo(0.05, 12);
  expect(weighingErrorKg({ goodScaleErrorMg: 40_000 }, 'good')).toBeCloseTo(0.04, 12);
  expect(weighingErrorKg({}, 'good')).toBeNull();
});

it('the interval of a share ends at 0 and at 1', () => {
  expect(shareRange(0.99, 0.1)).toEqual({ low: expect.closeTo(0.99 * (1 - 0.196), 9), high: 1 });
  expect(shareRange(0.5, 1)).toEqual({ low: 0, high: 1 });
  expect(shareRange(1.2, 0.01)?.high).toBe(1.2);
  expect(shareRange(0.5, null)).toBeNull();
});
