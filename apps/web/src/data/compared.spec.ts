import type { ComparedSum } from '@bakeloop/contracts';
import { describe, expect, it } from '@jest/globals';
import { comparedValue, otherDays, readCompared, unitOf, writeCompared } from './compared.js';

const TODAY = '2026-03-31';
const sum: ComparedSum = {
  key: 'ke-nbo-01',
  batchCount: 4,
  flaggedCount: 1,
  runMs: 8 * 3_600_000,
  feedGrams: 500_000,
  goodGrams: 400_000,
  unaccountedGrams: -2_000,
  energyWh: 90_000,
  goodGramsWithEnergy: 300_000,
  runMsWithEnergy: 6 * 3_600_000,
};

describe('what is compared', () => {
  it.each([
    ['good', 'total', 400, 'kg'],
    ['good', 'hour', 50, 'kg/h'],
    ['feed', 'kg', 1.25, 'kg/kg'],
    ['unaccounted', 'total', -2, 'kg'],
    // Only batches with a meter are under the energy of batches with a meter.
    ['energy', 'kg', 0.3, 'kWh/kg'],
    ['energy', 'hour', 15, 'kWh/h'],
    ['batches', 'total', 4, ''],
    ['flagged', 'total', 1, ''],
  ] as const)('%s %s is %d %s', (quantity, basis, value, unit) => {
    expect(comparedValue(sum, quantity, basis)).toBeCloseTo(value, 12);
    expect(unitOf(quantity, basis)).toBe(unit);
  });

  it('is not known without a meter, without product, without hours', () => {
    const nothing = { ...sum, goodGrams: 0, runMs: 0, energyWh: null };
    expect(comparedValue(nothing, 'energy', 'total')).toBeNull();
    expect(comparedValue(nothing, 'feed', 'kg')).toBeNull();
    expect(comparedValue(nothing, 'feed', 'hour')).toBeNull();
    expect(comparedValue(nothing, 'good', 'total')).toBe(0);
  });

  it('reads back what it wrote', () => {
    const asked = {
      by: 'recipe',
      quantity: 'energy',
      basis: 'kg',
      kitchenId: 'ke-nbo-01',
      from: '2026-03-01',
      to: '2026-03-31',
      against: 'year',
    } as const;
    expect(readCompared(writeCompared(asked), TODAY)).toEqual(asked);
  });

  it.each([
    '',
    'by=x&what=y&per=z',
    'from=2026-03-02&to=2026-03-01',
    'from=2020-01-01&to=2026-03-01',
    'from=a&to=b',
  ])('falls back to kitchens, good product and thirty days for "%s"', (text) => {
    expect(readCompared(new URLSearchParams(text), TODAY)).toEqual({
      by: 'kitchen',
      quantity: 'good',
      basis: 'total',
      kitchenId: undefined,
      from: '-29d',
      to: '-0d',
      against: 'none',
    });
  });

  it('keeps days that move on, of as many as are answered', () => {
    const read = (text: string) => readCompared(new URLSearchParams(text), TODAY);
    expect(read('from=year&to=-0d')).toMatchObject({ from: 'year', to: '-0d' });
    expect(read('from=-400d&to=-0d')).toMatchObject({ from: '-29d' });
    expect(read('from=2026-03-01&to=-1d')).toMatchObject({ from: '2026-03-01', to: '-1d' });
  });

  it('falls back where a quantity says nothing on its basis', () => {
    expect(readCompared(new URLSearchParams('what=good&per=kg'), TODAY).quantity).toBe('feed');
    expect(readCompared(new URLSearchParams('what=batches&per=hour'), TODAY).quantity).toBe('good');
  });

  it('has as many days before, or those of a year earlier', () => {
    const days = { from: '2024-02-29', to: '2024-03-02' };
    expect(otherDays({ ...days, against: 'none' })).toBeNull();
    expect(otherDays({ ...days, against: 'before' })).toEqual({ from: '2024-02-26', to: '2024-02-28' });
    expect(otherDays({ ...days, against: 'year' })).toEqual({ from: '2023-02-28', to: '2023-03-02' });
  });
});
