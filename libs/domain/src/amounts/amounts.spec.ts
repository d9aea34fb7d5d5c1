import { describe, expect, it } from '@jest/globals';
import { addAmounts, amountOf, AmountsBuilder, MAX_AMOUNT, partsOf, quantityOf } from './amounts.js';

describe('amounts', () => {
  it('round each addend once, half away from zero, so that a void cancels exactly', () => {
    const built = new AmountsBuilder()
      .add('recycledMg', 0.5)
      .add('recycledMg', 0.5)
      .add('feedGrams', -1.5, 'sand');
    expect(built.build()).toEqual({ 'feedGrams:sand': -2, recycledMg: 2 });
    expect(built.add('feedGrams', 1.5, 'sand').build()).toEqual({ recycledMg: 2 });
  });

  it('are equal text when they are equal, in whatever order they came', () => {
    const one = new AmountsBuilder().add('purgeGrams', 1).add('feedGrams', 2, 'sand').add('batchCount', 3);
    const other = new AmountsBuilder().add('batchCount', 3).add('purgeGrams', 1).add('feedGrams', 2, 'sand');
    expect(JSON.stringify(one.build())).toBe(JSON.stringify(other.build()));
    expect(Object.keys(one.build())).toEqual(['batchCount', 'feedGrams:sand', 'purgeGrams']);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e16, -1e20])('leave out %d and say so', (odd) => {
    const built = new AmountsBuilder().add('waterFreshMl', 5).add('waterFreshMl', odd).add('batchCount', 1);
    expect(built.build()).toEqual({ batchCount: 1 });
    expect(built.gaps()).toEqual([
      {
        about: 'water',
        message:
          'left out, being more than 10,000,000,000,000 mL: fresh water used in preparation; correct the event or the reference data behind it',
      },
    ]);
  });

  it('leave out a sum that is too large, though its addends are not', () => {
    const built = new AmountsBuilder().add('waterFreshMl', MAX_AMOUNT);
    expect([built.build(), built.gaps()]).toEqual([{ waterFreshMl: MAX_AMOUNT }, []]);
    expect(built.add('waterFreshMl', 1).build()).toEqual({});
  });

  it('of which some mean something only together come all or not at all', () => {
    const built = new AmountsBuilder().add('batchCount', 1);
    const part = new AmountsBuilder().add('runMs', 1).add('idealGrams', 2);
    expect(built.addTogether(part)).toBe(true);
    expect(built.addTogether(new AmountsBuilder().add('runMs', 3).add('idealGrams', 1e20))).toBe(false);
    expect(built.build()).toEqual({ batchCount: 1, runMs: 1 });
    expect(built.gaps()).toHaveLength(1);
  });

  it('never hold a zero', () => {
    expect(new AmountsBuilder().add('feedGrams', 0.4).build()).toEqual({});
  });

  it('add and subtract key by key, and leave nothing where nothing is left', () => {
    const left = { 'energyWh:pv': 3, feedGrams: 5 };
    expect(addAmounts(left, { batchCount: 1, feedGrams: -5 })).toEqual({ batchCount: 1, 'energyWh:pv': 3 });
    expect(addAmounts(left, { 'energyWh:pv': 1, purgeGrams: 2 }, -1)).toEqual({
      'energyWh:pv': 2,
      feedGrams: 5,
      purgeGrams: -2,
    });
    expect(Object.keys(addAmounts({ purgeGrams: 1 }, { batchCount: 1 }))).toEqual([
      'batchCount',
      'purgeGrams',
    ]);
  });

  it('are asked by quantity over all dimensions, or by dimension', () => {
    const amounts = { 'energyWh:pv': 3, 'energyWh:grid': 4, energyWh: 1, dieselMl: 9 };
    expect(amountOf(amounts, 'energyWh')).toBe(8);
    expect(amountOf(amounts, 'purgeGrams')).toBe(0);
    expect(partsOf(amounts, 'energyWh')).toEqual([
      ['grid', 4],
      ['pv', 3],
    ]);
    expect([quantityOf('energyWh:pv:2'), quantityOf('dieselMl')]).toEqual(['energyWh', 'dieselMl']);
  });
});
