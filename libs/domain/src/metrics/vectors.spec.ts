import { describe, expect, it } from '@jest/globals';
import { circularitySums } from '../impact/circularity.js';
import type { Amounts } from '../amounts/amounts.js';
import { metricOf } from './metrics.js';
import { conservativeOf } from './outcome.js';

function outcome(id: string, amounts: Amounts) {
  const metric = metricOf(id);
  if (metric === null) throw new Error(`no metric ${id}`);
  return {
    ...metric.compute(amounts),
    quality: metric.quality(amounts),
    conservative: conservativeOf(metric, metric.compute(amounts)),
  };
}
const value = (id: string, amounts: Amounts): string => (outcome(id, amounts).value ?? NaN).toFixed(6);

describe('OEE', () => {
  const shift = (planned: number, run: number, ideal: number, total: number, good: number): Amounts => ({
    plannedMs: planned * 60_000,
    runMs: run * 60_000,
    idealGrams: ideal,
    oeeTotalGrams: total,
    oeeGoodGrams: good,
  });
  const oee1 = shift(420, 373, 373 * 60, 19_271, 19_271 - 423);
  const oee2 = shift(480, 420, 420, 400, 380);
  const oee3 = shift(3 * 480, 3 * 415, 415_000, 354_000, 336_000);

  it.each([
    ['OEE-1', oee1, '0.888095', '0.861081', '0.978050', '0.747937'],
    ['OEE-2', oee2, '0.875000', '0.952381', '0.950000', '0.791667'],
    ['OEE-3', oee3, '0.864583', '0.853012', '0.949153', '0.700000'],
  ])('%s', (_name, amounts, availability, performance, quality, overall) => {
    expect(value('availability', amounts)).toBe(availability);
    expect(value('performance', amounts)).toBe(performance);
    expect(value('quality-rate', amounts)).toBe(quality);
    expect(value('oee', amounts)).toBe(overall);
  });

  it('is the good product over the ideal rate times the planned time: 112 / (20 * 8)', () => {
    expect(value('oee', oee3)).toBe((112 / (20 * 8)).toFixed(6));
  });

  it('without planned time is not known', () => {
    const { plannedMs: _, ...unplanned } = oee2;
    expect(outcome('availability', unplanned).value).toBeNull();
    expect(outcome('oee', unplanned).value).toBeNull();
    expect(outcome('oee', unplanned).reason).toMatch(/planned/);
  });

  it('faster than ideal is shown as such, not capped', () => {
    expect(value('performance', { ...oee2, oeeTotalGrams: 441 })).toBe('1.050000');
  });
});

describe('recycled content', () => {
  it('RC-2: 23.25 kg of plastic and 54.25 kg of sand are 30 % of the whole product, 100 % of its plastic', () => {
    const amounts = {
      postConsumerMg: 23_250_000,
      'feedGrams:flake': 23_250,
      'feedGrams:sand': 54_250,
      plasticFeedGrams: 23_250,
    };
    expect(value('recycled-content', amounts)).toBe('0.300000');
    expect(value('recycled-content-plastic', amounts)).toBe('1.000000');
    expect(value('post-consumer-content', amounts)).toBe('0.300000');
    expect(value('pre-consumer-content', amounts)).toBe('0.000000');
  });
});

describe('circularity', () => {
  it('MCI-AGG: from summed masses 0.273403, never the mean 0.4315', () => {
    const G = circularitySums({
      mass: 100_000_000,
      feedstock: { recycled: 0.97, recyclingEfficiency: 0.85 },
      afterUse: { recycled: 0.3, recyclingEfficiency: 0.8 },
    });
    const H = circularitySums({ mass: 900_000_000, feedstock: { recycled: 0.3, recyclingEfficiency: 0.85 } });
    const amounts = {
      mciMassMg: G.mass + H.mass,
      mciVirginMg: G.virgin + H.virgin,
      mciDirectWasteMg: G.directWaste + H.directWaste,
      mciFeedWasteMg: G.feedWaste + H.feedWaste,
      mciCollectionWasteMg: G.collectionWaste + H.collectionWaste,
      mciUtilityMg: G.utility + H.utility,
    };
    expect(value('circularity-indicator', amounts)).toBe('0.273403');
    const half = { ...amounts, mciUnknownMg: amounts.mciMassMg };
    expect(value('circularity-completeness', half)).toBe('0.500000');
    expect(outcome('circularity-indicator', half).parts).toEqual([
      { name: 'corrected for completeness', value: expect.closeTo(0.273403 / 2, 6), unit: '1' },
    ]);
  });

  it('what the scales leave open widens it', () => {
    const amounts = metricOf('circularity-indicator')?.example.amounts ?? {};
    const weighed = {
      ...amounts,
      goodGrams: 0,
      'goodGrams:beam-2m': 395_000,
      finishedFeedGrams: 411_600,
      goodVarianceG2: 1_000_000,
      closureVarianceG2: 4_000_000,
    };
    const { range, conservative } = outcome('circularity-indicator', weighed);
    // 0.49 % of the feed, on 391 kg of recycled mass in 795 kg of denominator.
    expect(range?.low).toBeCloseTo(0.639301 - 0.0042, 3);
    expect(conservative).toBe(range?.low);
    expect(outcome('circularity-indicator', amounts).range).toBeNull();
  });
});

describe('water', () => {
  it('ISO-1: 1,400 L reused with 600 L fresh are a ratio of 2.333, and 70 % of use', () => {
    const { parts } = outcome('water-reuse-ratio', { waterReusedMl: 1_400_000, waterFreshMl: 600_000 });
    expect(parts).toEqual([{ name: 'share of use', value: 0.7, unit: '1' }]);
  });
});

describe('no good product', () => {
  it('leaves every intensity without a value', () => {
    const amounts = {
      batchCount: 1,
      batchFinishedCount: 1,
      batchWithEnergyCount: 1,
      'energyWh:grid': 5_000,
      batchWaterFreshMl: 100,
      ghgBatchCount: 1,
      'ghgProjectMg:grid': 9,
    };
    for (const id of ['energy-intensity', 'water-intensity', 'ghg-per-kilogram', 'ghg-per-functional-unit'])
      expect(outcome(id, amounts)).toMatchObject({
        value: null,
        range: null,
        reason: expect.stringMatching(/good product|units/),
      });
  });
});

describe('zero and nothing', () => {
  it('a batch without purge has a purge of 0, no batch has none', () => {
    expect(outcome('purge', { batchCount: 1 }).value).toBe(0);
    expect(outcome('purge', { intakeCount: 1 })).toMatchObject({
      value: null,
      reason: 'no batch was started',
    });
  });

  it('a kitchen that sorted and refused nothing refused 0', () => {
    expect(outcome('rejected', { acceptedGrams: 5 }).value).toBe(0);
  });

  it('work without a lost hour is a rate of 0, without hours none', () => {
    expect(outcome('incident-rate', { workMinutes: 60 }).value).toBe(0);
    expect(outcome('incident-rate', { lostTimeIncidentCount: 1 }).value).toBeNull();
  });
});

describe('people', () => {
  it('fewer than five suppliers are not counted out', () => {
    expect(outcome('active-suppliers', { activeSupplierCount: 4 })).toMatchObject({
      value: null,
      reason: 'fewer than 5: not shown, to protect people',
    });
    expect(outcome('active-suppliers', { activeSupplierCount: 5 }).value).toBe(5);
  });

  it('what fewer than five people were paid is nobody’s business, however often they delivered, nor are its parts', () => {
    const paid = outcome('paid-to-collectors', {
      intakeCount: 90,
      periodSupplierCount: 4,
      'paidMinor:KES': 40_000,
    });
    expect(paid).toMatchObject({ value: null, reason: 'fewer than 5: not shown, to protect people' });
    expect(paid.parts).toBeUndefined();
    // Not counted is not known to be many.
    expect(outcome('paid-to-collectors', { intakeCount: 90, 'paidMinor:KES': 40_000 }).value).toBeNull();
    expect(outcome('paid-to-collectors', { periodSupplierCount: 5, 'paidMinor:KES': 40_000 }).value).toBe(
      40_000,
    );
  });

  it('currencies do not add up', () => {
    const {
      value: none,
      reason,
      parts,
    } = outcome('paid-to-collectors', {
      periodSupplierCount: 9,
      'paidMinor:KES': 40_000,
      'paidMinor:XOF': 900,
    });
    expect(none).toBeNull();
    expect(reason).toMatch(/several currencies/);
    expect(parts?.map((part) => [part.name, part.value])).toEqual([
      ['KES', 40_000],
      ['XOF', 900],
    ]);
  });
});

describe('quality and uncertainty', () => {
  it('one batch on a default without a source makes the sum a default', () => {
    const amounts = { ghgBatchCount: 9, 'ghgBaselineMg:landfill': 5 };
    expect(outcome('ghg-baseline', amounts).quality).toBe('estimated');
    expect(outcome('ghg-baseline', { ...amounts, ghgDefaultBatchCount: 1 }).quality).toBe('default');
  });

  it('a delivery of unknown moisture makes the dry mass an estimate', () => {
    expect(outcome('intake-dry', { intakeDryMg: 5 }).quality).toBe('calculated');
    expect(outcome('intake-dry', { intakeDryMg: 5, intakeWithoutMoistureCount: 1 }).quality).toBe(
      'estimated',
    );
  });

  it('395 kg weighed with 30 g of random and 40 g of systematic error are 394.902 kg in public', () => {
    const weighed = {
      batchCount: 1,
      'goodGrams:beam-2m': 395_000,
      goodVarianceG2: 900,
      goodScaleErrorMg: 40_000,
    };
    const { range, conservative } = outcome('good-product', weighed);
    expect(range?.low).toBeCloseTo(395 - 1.96 * 0.05, 9);
    expect(conservative).toBe(range?.low);
    expect(outcome('good-product', { batchCount: 1, 'goodGrams:beam-2m': 395_000 }).conservative).toBeNull();
  });

  it('a scale that is 1 % off is so of the gross, of the net and of the dry mass', () => {
    const amounts = {
      intakeCount: 1,
      intakeGrossGrams: 500_000,
      'intakeNetGrams:collector': 480_000,
      intakeDryMg: 456_000_000,
      intakeScaleErrorMg: 4_800_000,
    };
    for (const [id, mass] of [
      ['intake-gross', 500],
      ['intake-net', 480],
      ['intake-dry', 456],
    ] as const)
      expect(outcome(id, amounts).range?.low).toBeCloseTo(mass * (1 - 0.0196), 9);
  });

  it('a scale that reads double leaves nothing to be claimed, and no mass below zero', () => {
    const amounts = {
      batchCount: 1,
      intakeCount: 1,
      intakeGrossGrams: 900_000,
      'intakeNetGrams:collector': 900_000,
      intakeDryMg: 900_000_000,
      intakeScaleErrorMg: 900_000_000,
      'goodGrams:post': 500_000,
      goodScaleErrorMg: 500_000_000,
      finishedFeedGrams: 800_000,
      closureScaleErrorMg: 300_000_000,
      recycledMg: 400_000_000,
      unaccountedGrams: 1_000,
    };
    for (const id of ['intake-net', 'intake-dry', 'good-product', 'diverted', 'bottle-equivalents'])
      expect([id, outcome(id, amounts).conservative]).toEqual([id, 0]);
    expect(outcome('intake-gross', amounts).range?.low).toBe(0);
    // More may have come out than went in.
    expect(outcome('unaccounted', amounts).range?.low).toBeCloseTo(1 - 1.96 * 300, 9);
  });

  it('one dry delivery beside a hundred of unknown moisture has the error of one', () => {
    const amounts = {
      intakeCount: 101,
      intakeWithoutMoistureCount: 100,
      'intakeNetGrams:collector': 1_010_000,
      intakeDryMg: 9_000_000,
      intakeScaleErrorMg: 10_100_000,
    };
    expect(outcome('intake-dry', amounts).conservative).toBeCloseTo(9 * (1 - 0.0196), 9);
  });

  it('a ratio has the relative errors of both sides in quadrature', () => {
    const { range } = outcome('first-pass-yield', {
      finishedGoodGrams: 400_000,
      finishedFeedGrams: 500_000,
      'goodGrams:beam-2m': 400_000,
      goodVarianceG2: 12_000 ** 2,
      closureVarianceG2: 20_000 ** 2,
    });
    expect(range?.low).toBeCloseTo(0.8 - 1.96 * 0.8 * 0.05, 9);
  });

  it('several functional units have no common figure, but each is shown', () => {
    const { reason, parts } = outcome('ghg-per-functional-unit', {
      ghgBatchCount: 2,
      'ghgBaselineMg:landfill': 5,
      'functionalMilliUnits:post': 79_000,
      'functionalMilliUnits:kg': 5_000,
    });
    expect(reason).toMatch(/ask for one product/);
    expect(parts?.map((part) => [part.name, part.value])).toEqual([
      ['kg', 5],
      ['post', 79],
    ]);
  });
});
