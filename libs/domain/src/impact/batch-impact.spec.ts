import { describe, expect, it } from '@jest/globals';
import { amountOf, partsOf } from '../amounts/amounts.js';
import {
  CONTEXT,
  edited,
  impactOf,
  METERS,
  published,
  seedProduct,
  seedBaseline,
  value,
  vectorLog,
  withRecord,
} from '../testing/impact.js';

describe('bound for the ocean', () => {
  const onTheShore = withRecord(
    published('baseline', 'ke-nbo-01', {
      ...seedBaseline('ke-nbo-01'),
      oceanBound: { class: 'shoreline', ruleSet: 'OBP' },
    }),
  );

  it('has the class of the place', () => {
    const { amounts } = impactOf(vectorLog(), METERS, onTheShore);
    expect(partsOf(amounts, 'oceanBoundMg')).toEqual([['shoreline/OBP', 390_969_388]]);
    expect(amounts['oceanClassifiedMg']).toBe(390_969_388);
  });

  it('what fishing brought is fishing material, wherever the kitchen stands', () => {
    const none = withRecord(
      published('baseline', 'ke-nbo-01', {
        ...seedBaseline('ke-nbo-01'),
        oceanBound: { class: 'none', ruleSet: 'OBP' },
      }),
    );
    const fished = edited(vectorLog(), 'intake.recorded', (data) => ({ ...data, sourceType: 'fishing' }));
    const { amounts } = impactOf(fished, METERS, none);
    expect(partsOf(amounts, 'oceanBoundMg')).toEqual([['fishing-material/OBP', 390_969_388]]);
    const inland = impactOf(vectorLog(), METERS, none).amounts;
    expect(amountOf(inland, 'oceanBoundMg')).toBe(0);
    expect(value(inland, 'ocean-bound')).toBe(0);
  });

  it('what came from a landfill is in no class: nobody says whether that was managed', () => {
    const half = vectorLog();
    half.unshift({
      id: 'a-second-delivery',
      type: 'intake.recorded',
      time: '2026-03-02T07:00:00Z',
      data: {
        lotId: 'GATE-1',
        sourceType: 'landfill',
        grossGrams: 500_000,
        tareGrams: 20_000,
        moisturePermille: 50,
        kilometres: 12,
      },
    });
    const { amounts } = impactOf(half, METERS, onTheShore);
    expect(partsOf(amounts, 'oceanBoundMg')).toEqual([['shoreline/OBP', 390_969_388 / 2]]);
    expect(amounts['oceanClassifiedMg']).toBe(390_969_388);
  });

  it('is not known where nobody said', () => {
    const silent = withRecord(
      published('baseline', 'ke-nbo-01', { ...seedBaseline('ke-nbo-01'), oceanBound: null }),
    );
    const { amounts, gaps } = impactOf(vectorLog(), METERS, silent);
    expect(value(amounts, 'ocean-bound')).toBeNull();
    expect(gaps).toEqual([
      'nobody said whether plastic here is bound for the ocean: say so in baseline ke-nbo-01',
    ]);
  });
});

describe('effectiveness', () => {
  const timed = (plannedMinutes: number) =>
    edited(vectorLog(), 'batch.started', (data) => ({ ...data, plannedMinutes }));

  it('is planned for the planned minutes or, if that took longer, from start to finish; it ran while a stage did', () => {
    const { amounts } = impactOf(timed(480));
    expect(amounts['plannedMs']).toBe(480 * 60_000);
    // The log writes one event a minute: one minute of melting, 20 kg/h.
    expect(amounts['runMs']).toBe(60_000);
    expect(amounts['idealGrams']).toBe(333);
    expect(impactOf(timed(1)).amounts['plannedMs']).toBe(9 * 60_000);
  });

  it('counts as made what left the mould, and as good only the first pass', () => {
    const { amounts } = impactOf(timed(480));
    expect(amounts['oeeTotalGrams']).toBe(395_000 + 8_600);
    expect(amounts['oeeGoodGrams']).toBe(395_000);
  });

  it('ran all the time where no stage was logged', () => {
    const { amounts } = impactOf(vectorLog().filter(({ type }) => type !== 'batch.stage'));
    expect(amounts['runMs']).toBe(amounts['plannedMs']);
  });

  it('needs a start', () => {
    const { gaps } = impactOf(vectorLog().filter(({ type }) => type !== 'batch.started'));
    expect(gaps.join()).toMatch(/the start of the batch is not logged/);
  });
});

it('a running batch has diverted what it made, and nothing else yet', () => {
  const { amounts, gaps } = impactOf(vectorLog().filter(({ type }) => type !== 'batch.finished'));
  expect(amountOf(amounts, 'divertedMg')).toBe(390_969_388);
  expect(gaps).toEqual([]);
  for (const key of Object.keys(amounts)) expect(key).toMatch(/^(diverted|ocean)/);
});

describe('a batch whose feed nobody logged', () => {
  const log = vectorLog().filter(({ type }) => type !== 'batch.input');

  it('diverts nothing, and its product counts as of unknown circularity and greenhouse gases', () => {
    const { amounts, gaps } = impactOf(log);
    expect(Object.keys(amounts).filter((key) => /^(diverted|ocean|mci|ghg|functional)/.test(key))).toEqual([
      'ghgUnknownGoodGrams',
      'mciUnknownMg',
    ]);
    expect(amounts['ghgUnknownGoodGrams']).toBe(395_000);
    expect(amounts['mciUnknownMg']).toBe(395_000_000);
    expect(amounts['oeeGoodGrams']).toBe(395_000);
    expect(value(amounts, 'ghg-completeness')).toBe(0);
    expect(gaps).toEqual([
      'circularity and greenhouse gases are not known: nothing is logged that went into the batch',
    ]);
  });

  it('has no impact yet while it runs', () => {
    expect(impactOf(log.filter(({ type }) => type !== 'batch.finished'))).toEqual({ amounts: {}, gaps: [] });
  });
});

describe('reference data that is wrong in an earlier version costs its own figure, and says so', () => {
  const product = seedProduct('beam-2m');
  const figures = (change: object) =>
    impactOf(vectorLog(), METERS, withRecord(published('product', 'beam-2m', { ...product, ...change })));
  const whole = impactOf(vectorLog(), METERS, CONTEXT);

  it('shares that a review takes for 100 % are 100 % here too', () => {
    const afterUse = { recycledShare: 0.5000005, reusedShare: 0.5, recyclingEfficiency: 0.9 };
    const { amounts, gaps } = figures({ afterUse });
    expect(gaps).toEqual(whole.gaps);
    expect(amounts['mciMassMg']).toBe(whole.amounts['mciMassMg']);
  });

  it.each([
    { utility: { lifeRatio: 1e200, useRatio: 1e200 } },
    { utility: { lifeRatio: 1e200, useRatio: 1 } },
    { afterUse: { recycledShare: 0.9, reusedShare: 0.9, recyclingEfficiency: 0.9 } },
  ])('circularity: %j', (change) => {
    const { amounts, gaps } = figures(change);
    expect(Object.keys(amounts).filter((key) => key.startsWith('mci'))).toEqual(['mciUnknownMg']);
    expect(amounts['mciUnknownMg']).toBe(395_000_000);
    expect(amounts['ghgBatchCount']).toBe(1);
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.join()).toMatch(/correct the (event or the )?reference data/);
  });

  it.each([
    { displaces: { kind: 'product', factor: 'material/concrete', gramsPerPiece: 1e307 } },
    { functionalUnit: { unit: 'm2', perPiece: 1e306 } },
  ])('greenhouse gases: %j', (change) => {
    const { amounts, gaps } = figures(change);
    expect(Object.keys(amounts).filter((key) => /^(ghg|functional|factorSet)/.test(key))).toEqual([
      'ghgUnknownGoodGrams',
    ]);
    expect(amounts['mciMassMg']).toBe(whole.amounts['mciMassMg']);
    expect(gaps.length).toBeGreaterThan(0);
  });

  it('shares of the fates that do not sum to 1: neither its fate nor its greenhouse gases are known', () => {
    const shares = { 'open-burning': 0.8, dump: 0.7, landfill: 0.5, 'energy-recovery': 0 };
    const baseline = published('baseline', 'ke-nbo-01', { ...seedBaseline('ke-nbo-01'), shares });
    const { amounts, gaps } = impactOf(vectorLog(), METERS, withRecord(baseline));
    expect(partsOf(amounts, 'divertedMg')).toEqual([['unknown', 390_969_388]]);
    expect(amounts['ghgUnknownGoodGrams']).toBe(395_000);
    expect(amounts['ghgBatchCount']).toBeUndefined();
    expect(amounts['mciMassMg']).toBe(395_000_000);
    expect(gaps.join()).toMatch(
      /shares of baseline ke-nbo-01 sum to 2, not to 1; correct the reference data/,
    );
  });

  it('an ideal rate beyond any machine', () => {
    const machines = [{ id: 'extruder-1', idealKgPerHour: 1e20 }];
    const { amounts, gaps } = impactOf(vectorLog(), METERS, { ...CONTEXT, machines });
    expect(Object.keys(amounts).filter((key) => /^(planned|run|ideal|oee)/.test(key))).toEqual([]);
    expect(gaps.join()).toMatch(/what the machine could have made/);
  });
});
