import { describe, expect, it } from '@jest/globals';
import { reduceBatch } from './batch.js';
import { batchContribution, contributions } from './contributions.js';
import { Log, massBalanceVector } from './testing/log.js';

const nairobi = 'Africa/Nairobi';

describe('contributions', () => {
  it('of vector MB-1 add up to its masses, recycled grams rounded once', () => {
    const { events } = massBalanceVector();
    expect(contributions(events, { timeZone: nairobi, energyWh: () => 354_999.6 })).toEqual([
      {
        subject: 'batch:B1',
        time: '2026-03-02T08:12:00.000Z',
        day: '2026-03-02',
        totals: {
          batchCount: 1,
          batchFinishedCount: 1,
          batchFlaggedCount: 0,
          feedGrams: 411_600,
          goodGrams: 395_000,
          goodPieces: 79,
          regrindGrams: 8_600,
          purgeGrams: 6_000,
          residueGrams: 0,
          unaccountedGrams: 2_000,
          recycledGrams: 390_969,
          energyWh: 355_000,
          goodGramsWithEnergy: 395_000,
        },
      },
      {
        subject: 'intake:e000000',
        time: '2026-03-02T08:00:00.000Z',
        day: '2026-03-02',
        totals: {
          intakeCount: 1,
          intakeGrossGrams: 500_000,
          intakeNetGrams: 480_000,
          intakeDryGrams: 456_000,
          intakeWithoutMoistureCount: 0,
        },
      },
      // Water driven off is a loss, not a reject.
      {
        subject: 'process:e000001',
        time: '2026-03-02T08:01:00.000Z',
        day: '2026-03-02',
        totals: { rejectedGrams: 36_000, processLossGrams: 24_000 },
      },
      {
        subject: 'process:e000002',
        time: '2026-03-02T08:02:00.000Z',
        day: '2026-03-02',
        totals: { rejectedGrams: 0, processLossGrams: 12_600 },
      },
    ]);
  });

  it('count no energy before the finish: a batch that nobody ends would count its meter on and on', () => {
    const log = new Log();
    const batch = { batchId: 'B1' };
    const energy = () => batchContribution(reduceBatch('B1', log.events), 5_000, nairobi)?.totals.energyWh;
    log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'm' }, batch);
    expect(energy()).toBe(0);
    log.add('batch.finished', {}, batch);
    expect(energy()).toBe(5_000);
  });

  it('fall on the day of the newest event while a batch runs, then on that of its finish', () => {
    const log = new Log('2026-03-02T20:58:00Z');
    const batch = { batchId: 'B1' };
    const of = () => batchContribution(reduceBatch('B1', log.events), null, nairobi);
    log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'm' }, batch);
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 500 }, batch);
    expect(of()).toMatchObject({ day: '2026-03-02', totals: { batchFinishedCount: 0, unaccountedGrams: 0 } });
    log.add('batch.finished', {}, batch);
    log.add(
      'batch.qc',
      { test: 'bending', pass: false, sampleSize: 1 },
      { ...batch, time: '2026-03-09T08:00:00Z' },
    );
    expect(of()).toMatchObject({
      day: '2026-03-03',
      totals: { batchFinishedCount: 1, unaccountedGrams: 500 },
    });
  });

  it('without a meter add neither energy nor the product it was not measured for', () => {
    const state = reduceBatch('B1', massBalanceVector().events);
    expect(batchContribution(state, null, nairobi)?.totals).toMatchObject({
      energyWh: 0,
      goodGramsWithEnergy: 0,
    });
    expect(() => batchContribution(state, -1, nairobi)).toThrow(RangeError);
  });

  it('count a delivery without moisture as such, not as dry', () => {
    const log = new Log();
    log.add('intake.recorded', { lotId: 'A', sourceType: 'school', grossGrams: 120, tareGrams: 20 });
    expect(contributions(log.events, { timeZone: nairobi, energyWh: () => null })[0]?.totals).toMatchObject({
      intakeNetGrams: 100,
      intakeDryGrams: 0,
      intakeWithoutMoistureCount: 1,
    });
  });
});
