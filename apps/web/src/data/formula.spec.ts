import { describe, expect, it } from '@jest/globals';
import { formulaSteps } from './formula.js';

const values = (entries: Record<string, number>) => new Map(Object.entries(entries));
const write = (value: number) => String(Number(value.toFixed(6))).replace('-', '−');

describe('a formula, step by step', () => {
  it('fills in the numbers and computes from the inside out (MCI-F)', () => {
    const answer = formulaSteps(
      'max(0, 1 - (v + w) / (2 * m + (wf - wc) / 2) * 0.9)',
      values({ v: 0, w: 1.125, m: 1, wf: 0.25, wc: 0 }),
      write,
    );
    expect(answer?.value).toBeCloseTo(0.523529, 6);
    expect(answer?.steps).toEqual([
      'max(0; 1 − (0 + 1.125) / (2 × 1 + (0.25 − 0) / 2) × 0.9)',
      'max(0; 1 − 1.125 / (2 + 0.25 / 2) × 0.9)',
      'max(0; 1 − 1.125 / (2 + 0.125) × 0.9)',
      'max(0; 1 − 1.125 / 2.125 × 0.9)',
      'max(0; 1 − 0.476471)',
      'max(0; 0.523529)',
      '0.523529',
    ]);
  });

  it('keeps a difference below zero, and brackets it (GHG-1, net at the gate)', () => {
    const answer = formulaSteps(
      'displaced - project',
      values({ displaced: 85.163315, project: 89.207392 }),
      write,
    );
    expect(answer?.steps).toEqual(['85.163315 − 89.207392', '−4.044077']);
    expect(formulaSteps('a + b', values({ a: 1, b: -2 }), write)?.steps).toEqual(['1 + (−2)', '−1']);
  });

  it('computes a row of one rank from left to right', () => {
    expect(formulaSteps('a - b - c', values({ a: 10, b: 3, c: 2 }), write)?.value).toBe(5);
    expect(formulaSteps('a / b / c', values({ a: 12, b: 3, c: 2 }), write)?.value).toBe(2);
    expect(formulaSteps('-a * (b + 1)', values({ a: 2, b: 3 }), write)?.value).toBe(-8);
  });

  it('says nothing rather than something wrong: no arithmetic, a name without a value', () => {
    expect(formulaSteps('a > b ? 1 : 0', values({ a: 1, b: 2 }), write)).toBeNull();
    expect(formulaSteps('a + ', values({ a: 1 }), write)).toBeNull();
    expect(formulaSteps('a / (b', values({ a: 1, b: 2 }), write)).toBeNull();
    expect(formulaSteps('a / b', values({ a: 1 }), write)).toBeNull();
    expect(formulaSteps('alert(a)', values({ a: 1 }), write)).toBeNull();
  });
});
