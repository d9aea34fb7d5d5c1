import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readContinuous, readSics, type WeightLine } from './weight-line.js';

const stable = (value: number, unit: string | null = 'kg'): WeightLine => ({
  kind: 'weight',
  value,
  unit,
  stable: true,
});
const moving = (value: number, unit: string | null = 'kg'): WeightLine => ({
  kind: 'weight',
  value,
  unit,
  stable: false,
});

describe('lines of scales', () => {
  it.each([
    ['ST,GS,+  12.345 kg', stable(12.345)],
    ['ST,NT,-0001.20kg', stable(-1.2)],
    ['US,GS,+  12.345 kg', moving(12.345)],
    ['ST,+00012.3  g', stable(12.3, 'g')],
    ['ST,GS,     0.00', stable(0, null)],
    ['OL,GS,+ 99999 kg', { kind: 'refused', reason: 'overload' }],
    ['ST,GS,+        kg', { kind: 'other' }],
    ['hello', { kind: 'other' }],
    ['', { kind: 'other' }],
  ] as const)('continuous: "%s"', (line, weight) => {
    expect(readContinuous(line)).toEqual(weight);
  });

  it.each([
    ['S S      12.34 kg', stable(12.34)],
    ['S S     -12.34 kg', stable(-12.34)],
    ['S D      12.30 kg', moving(12.3)],
    ['S S     100 g', stable(100, 'g')],
    ['S +', { kind: 'refused', reason: 'overload' }],
    ['S -', { kind: 'refused', reason: 'underload' }],
    ['S I', { kind: 'refused', reason: 'busy' }],
    ['ES', { kind: 'other' }],
    ['I4 A "0123456789"', { kind: 'other' }],
  ] as const)('SICS: "%s"', (line, weight) => {
    expect(readSics(line)).toEqual(weight);
  });

  it.each([readContinuous, readSics])('%p makes no weight of noise that is none', (read) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (line) => {
        const said = read(line);
        if (said.kind === 'weight') expect(said.value).toEqual(expect.any(Number));
        if (said.kind === 'weight') expect(Number.isFinite(said.value)).toBe(true);
      }),
    );
  });
});
