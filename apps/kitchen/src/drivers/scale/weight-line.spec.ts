import { describe, expect, it } from '@jest/globals';
import type { WeightLine } from '@bakeloop/domain';
import { weightReader } from './weight-line.js';

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
  it('read as the protocol that is set says', () => {
    expect(weightReader({ protocol: 'continuous' })('ST,GS,+  12.345 kg')).toEqual(stable(12.345));
    expect(weightReader({ protocol: 'sics' })('S D      12.30 kg')).toEqual(moving(12.3));
  });

  it('your own pattern says what is the value, the unit and what is stable', () => {
    const read = weightReader({
      protocol: 'pattern',
      pattern: '^(?<stable>=)?~?(?<value>[-+]?\\d+\\.?\\d*)(?<unit>kg|g)',
    });
    expect(read('=12.5kg')).toEqual(stable(12.5));
    expect(read('~12.5kg')).toEqual(moving(12.5));
    expect(weightReader({ protocol: 'pattern', pattern: '(?<value>\\d+)' })('w 42')).toEqual(
      stable(42, null),
    );
  });

  it('a pattern that goes back and forth without end is stopped', () => {
    const read = weightReader({ protocol: 'pattern', pattern: '^(?<value>(\\d+)*)kg$' });
    expect(read('12kg')).toEqual(stable(12, null));
    const began = performance.now();
    expect(() => read('1'.repeat(200))).toThrow('the pattern takes more than 200 ms for a line');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
