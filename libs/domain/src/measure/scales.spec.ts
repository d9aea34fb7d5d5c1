import { describe, expect, it } from '@jest/globals';
import type { Calibration } from '../kitchen/context.js';
import { scaleErrorAt, standardUncertaintyGrams, weighingError, type Weighing } from './scales.js';

const DAY = '2026-03-02T08:00:00Z';
const check = (scaleId: string, time: string, readGrams: number, uncertaintyGrams = 0): Calibration => ({
  scaleId,
  time,
  referenceGrams: 10_000,
  readGrams,
  uncertaintyGrams,
});
const weigh = (grams: number, scaleId?: string): Weighing => ({
  grams: Math.abs(grams),
  sign: grams < 0 ? -1 : 1,
  scaleId,
  time: DAY,
});

describe('the error of weighings', () => {
  it('random errors add in quadrature, so four small weighings are surer than one large', () => {
    expect(weighingError([weigh(1_000)], []).varianceG2).toBeCloseTo(49, 9);
    const four = [weigh(250), weigh(250), weigh(250), weigh(250)];
    expect(weighingError(four, []).varianceG2).toBeCloseTo(49 / 4, 9);
  });

  it('one weighing in and one out close within 2 % at two standard uncertainties', () => {
    const error = weighingError([weigh(100_000, 'a'), weigh(-100_000, 'a')], []);
    expect((2 * standardUncertaintyGrams(error)) / 100_000).toBeCloseTo(0.0198, 4);
  });

  it('one scale cancels what it weighs in and out; two scales do not know of each other', () => {
    expect(weighingError([weigh(500, 'a'), weigh(-400, 'a')], []).scaleGrams).toBeCloseTo(1, 9);
    expect(weighingError([weigh(300, 'a'), weigh(-400, 'b')], []).scaleGrams).toBeCloseTo(5, 9);
  });

  it('weighings that name no scale are of one scale', () => {
    expect(weighingError([weigh(300), weigh(-300)], []).scaleGrams).toBe(0);
    expect(weighingError([weigh(300), weigh(-400, 'b')], []).scaleGrams).toBeCloseTo(5, 9);
  });

  it('of nothing is nothing', () => {
    expect(standardUncertaintyGrams(weighingError([], []))).toBe(0);
  });
});

describe('the error of a scale', () => {
  it('is what its newest check up to the weighing found, with the uncertainty of the reference mass', () => {
    const checks = [
      check('a', '2026-01-01T00:00:00Z', 10_300, 400),
      check('a', '2026-03-01T00:00:00Z', 9_970, 40),
      check('a', '2026-03-03T00:00:00Z', 20_000),
      check('b', '2026-03-02T00:00:00Z', 11_000),
    ];
    expect(scaleErrorAt(checks, 'a', '2026-02-01T00:00:00Z')).toBeCloseTo(0.05, 12);
    expect(scaleErrorAt(checks, 'a', DAY)).toBeCloseTo(0.005, 12);
    expect(scaleErrorAt(checks, 'a', '2026-03-01T00:00:00Z')).toBeCloseTo(0.005, 12);
    // The hours of a place east of Greenwich are earlier than they read.
    expect(scaleErrorAt(checks, 'a', '2026-03-01T01:00:00+03:00')).toBeCloseTo(0.05, 12);
  });

  it('goes by the time of the checks, in whatever order they are listed', () => {
    const checks = [
      check('a', '2026-03-01T00:00:00Z', 9_970, 40),
      check('a', '2026-03-03T00:00:00Z', 20_000),
      check('a', '2026-01-01T00:00:00Z', 10_300, 400),
    ];
    expect(scaleErrorAt(checks, 'a', '2026-02-01T00:00:00Z')).toBeCloseTo(0.05, 12);
    expect(scaleErrorAt(checks, 'a', DAY)).toBeCloseTo(0.005, 12);
    expect(scaleErrorAt(checks, 'a', '2026-03-04T00:00:00Z')).toBeCloseTo(1, 12);
  });

  it('doubles when its check is more than 180 days old', () => {
    const checks = [check('a', '2026-01-01T00:00:00Z', 10_080)];
    expect(scaleErrorAt(checks, 'a', '2026-06-30T00:00:00Z')).toBeCloseTo(0.008, 12);
    expect(scaleErrorAt(checks, 'a', '2026-06-30T00:00:01Z')).toBeCloseTo(0.016, 12);
  });

  it('is no less than that of an unchecked scale once its check is overdue, however good that was', () => {
    for (const read of [10_000, 10_030]) {
      const checks = [check('a', '2026-01-01T00:00:00Z', read)];
      expect(scaleErrorAt(checks, 'a', '2026-06-30T00:00:01Z')).toBe(0.01);
    }
  });

  it('is 1 % when it was never checked, not yet checked, or checked against nothing', () => {
    const nothing = { ...check('c', '2026-01-01T00:00:00Z', 5), referenceGrams: 0 };
    const checks = [check('a', '2026-04-01T00:00:00Z', 10_000), nothing];
    for (const scale of ['a', 'b', 'c', undefined]) expect(scaleErrorAt(checks, scale, DAY)).toBe(0.01);
  });

  it('found without any deviation is none, so a good check narrows the balance', () => {
    expect(scaleErrorAt([check('a', '2026-03-01T00:00:00Z', 10_000)], 'a', DAY)).toBe(0);
  });
});
