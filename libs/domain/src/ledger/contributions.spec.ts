import { describe, expect, it } from '@jest/globals';
import { reduceBatch } from '../batch/batch.js';
import { SEED_REFERENCE } from '../reference/seeds/seed-reference.js';
import { Log, massBalanceVector } from '../testing/log.js';
import {
  amountOf,
  MAX_AMOUNT,
  partsOf,
  QUANTITIES,
  quantityOf,
  type Amounts,
  type Quantity,
} from '../amounts/amounts.js';
import { batchContribution } from './batch-contribution.js';
import { NO_CONTEXT, type BatchMeters, type KitchenContext } from '../kitchen/context.js';
import { deriveKitchen } from './derive.js';
import { eventContribution } from './event-contribution.js';
import { TOTAL_FIELDS, zeroTotals, type TotalField } from './total-fields.js';
import { totalsOf } from './totals.js';
import { messagesOf } from '../amounts/gaps.js';

const NAIROBI: KitchenContext = {
  ...NO_CONTEXT,
  kitchenId: 'ke-nbo-01',
  places: [{ since: null, country: 'KE', timeZone: 'Africa/Nairobi', position: [36.8, -1.3] }],
};
const METERS: BatchMeters = { energyWh: { grid: 200_000, pv: 120_000, diesel: 35_000 }, dieselMl: 15_000 };
const batch = { batchId: 'B1' };

function amountsOf(log: Log, subject: string, context = NAIROBI, meters: BatchMeters | null = null): Amounts {
  const found = deriveKitchen(log.events, context, () => meters).contributions;
  return found.find((contribution) => contribution.subject === subject)?.amounts ?? {};
}
const only = (log: Log): Amounts => amountsOf(log, 'event:e000000');

describe('what a batch adds', () => {
  const vectorAmounts = (): Amounts => amountsOf(massBalanceVector(), 'batch:B1', NAIROBI, METERS);

  it('is for vector MB-1 its masses, its share of the deliveries, its energy and its water', () => {
    const amounts = vectorAmounts();
    expect(amounts).toMatchObject({
      batchCount: 1,
      batchFinishedCount: 1,
      eventCount: 10,
      'feedGrams:flake': 407_400,
      'feedGrams:masterbatch': 4_200,
      'boughtGrams:masterbatch': 4_200,
      'goodGrams:beam-2m': 395_000,
      goodPieces: 79,
      regrindGrams: 8_600,
      purgeGrams: 6_000,
      unaccountedGrams: 2_000,
      finishedFeedGrams: 411_600,
      finishedGoodGrams: 395_000,
      postConsumerMg: 407_400_000,
      plasticFeedGrams: 411_600,
      recycledMg: 390_969_388,
      tracedBatchCount: 1,
      tracedDryMg: 456_000_000,
      tracedRejectedMg: 36_000_000,
      tracedRecycledMg: 390_969_388,
      'energyWh:grid': 200_000,
      'energyWh:pv': 120_000,
      'energyWh:diesel': 35_000,
      dieselMl: 15_000,
      goodGramsWithEnergy: 395_000,
      batchWithEnergyCount: 1,
      batchWaterFreshMl: 600_000,
      goodGramsWithWater: 395_000,
      'stockGrams:fed': -407_400,
      'stockGrams:made': 8_600,
      'wasteGrams:not said': 6_000,
    });
    for (const absent of [
      'batchFlaggedCount',
      'residueGrams',
      'qcRejectedGrams',
      'preConsumerMg',
      'renewableFeedGrams',
    ])
      expect(amounts).not.toHaveProperty(absent);
  });

  it('knows how sure its masses are: random errors in quadrature, the one unnamed scale with its sign', () => {
    const amounts = vectorAmounts();
    const grams = [407_400, 4_200, 395_000, 8_600, 6_000];
    const variance = grams.reduce((sum, mass) => sum + (0.007 * mass) ** 2, 0);
    expect(amounts['closureVarianceG2']).toBe(Math.round(variance));
    expect(amounts['closureScaleErrorMg']).toBe(0.01 * 2_000 * 1_000);
    expect(amounts['goodVarianceG2']).toBe((0.007 * 395_000) ** 2);
    expect(amounts['goodScaleErrorMg']).toBe(0.01 * 395_000 * 1_000);
    expect(reduceBatch('B1', massBalanceVector().events)?.closureUncertaintyGrams).toBe(
      Math.round(Math.sqrt(variance + 20 ** 2)),
    );
  });

  it('is less sure when the scales in and out were checked and found wrong', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'virgin', grams: 1_000, scaleId: 'in' }, batch);
    log.add('batch.output', { kind: 'product', grams: 900, scaleId: 'out' }, batch);
    log.add('batch.finished', {}, batch);
    const flagsWith = (readGrams: number) => {
      const checked = (scaleId: string) => ({
        time: '2026-03-01T00:00:00Z',
        scaleId,
        referenceGrams: 1_000,
        readGrams,
        uncertaintyGrams: 0,
      });
      const context = { ...NAIROBI, calibrations: [checked('in'), checked('out')] };
      return reduceBatch('B1', log.events, context)?.flags.map(({ code }) => code);
    };
    expect(flagsWith(1_000)).toEqual(['mass_not_closed']);
    expect(flagsWith(1_060)).toEqual([]);
  });

  it('falls on the day of its newest event while it runs, then on that of its finish, where the kitchen then was', () => {
    const log = new Log('2026-03-02T20:58:00Z');
    const of = (context = NAIROBI) => batchContribution(reduceBatch('B1', log.events), null, context);
    log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'm' }, batch);
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 500 }, batch);
    expect(of()).toMatchObject({ day: '2026-03-02', machine: 'm' });
    expect(of()?.amounts).not.toHaveProperty('unaccountedGrams');
    log.add('batch.finished', {}, batch);
    log.add(
      'batch.qc',
      { test: 'look', pass: false, sampleSize: 1 },
      { ...batch, time: '2026-03-09T08:00:00Z' },
    );
    expect(of()).toMatchObject({
      day: '2026-03-03',
      amounts: { unaccountedGrams: 500, batchFinishedCount: 1 },
    });
    const moved = { since: '2026-03-02T20:59:30Z', country: 'GH', timeZone: 'Africa/Accra', position: null };
    expect(of({ ...NAIROBI, places: [...NAIROBI.places, moved] })?.day).toBe('2026-03-02');
  });

  it('holds no energy before its finish, nor without a meter, and says why', () => {
    const log = new Log();
    log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'm' }, batch);
    const of = (meters: BatchMeters | null) =>
      batchContribution(reduceBatch('B1', log.events), meters, NAIROBI);
    expect(amountOf(of(METERS)?.amounts ?? {}, 'energyWh')).toBe(0);
    log.add('batch.finished', {}, batch);
    expect(amountOf(of(METERS)?.amounts ?? {}, 'energyWh')).toBe(355_000);
    expect(of(null)?.amounts).not.toHaveProperty('batchWithEnergyCount');
    expect(of({ reason: 'the meter stood still' })?.gaps).toContainEqual({
      about: 'energy',
      message: 'the energy of the batch is not known: the meter stood still',
    });
  });

  it('holds no water when a washing step behind it does not say its litres', () => {
    const log = massBalanceVector();
    for (const event of log.events) if (event.type === 'lot.processed') delete event.data.litresFresh;
    expect(amountsOf(log, 'batch:B1')).not.toHaveProperty('goodGramsWithWater');
    expect(amountsOf(log, 'batch:B1')).toHaveProperty('tracedBatchCount', 1);
  });

  it.each([1e16, 1e20, 1e308])(
    'leaves water of %d L, stored before there was a limit, out and says so',
    (litres) => {
      const log = massBalanceVector();
      for (const event of log.events)
        if (event.type === 'lot.processed' && event.data.litresFresh !== undefined)
          event.data.litresFresh = litres;
      const { contributions } = deriveKitchen(log.events, NAIROBI, () => METERS);
      const ofBatch = contributions.find(({ subject }) => subject === 'batch:B1');
      expect(ofBatch?.amounts).not.toHaveProperty('batchWaterFreshMl');
      expect(ofBatch?.amounts).not.toHaveProperty('goodGramsWithWater');
      expect(messagesOf(ofBatch?.gaps ?? []).join()).toMatch(
        /left out, being more than .* mL: finished batches' share of fresh water/,
      );
      const washed = contributions.find(({ gaps }) =>
        messagesOf(gaps).join().includes('fresh water used in preparation'),
      );
      expect(washed?.amounts).toHaveProperty('eventCount', 1);
      for (const { amounts } of contributions)
        for (const amount of Object.values(amounts)) expect(Math.abs(amount)).toBeLessThanOrEqual(MAX_AMOUNT);
    },
  );

  it('says nothing of deliveries when a moisture behind it is unknown', () => {
    const log = massBalanceVector();
    for (const event of log.events) if (event.type === 'intake.recorded') delete event.data.moisturePermille;
    for (const quantity of ['tracedBatchCount', 'tracedDryMg', 'tracedRejectedMg', 'tracedRecycledMg'])
      expect(amountsOf(log, 'batch:B1')).not.toHaveProperty(quantity);
  });

  it('takes what QC rejected from the product it was made as', () => {
    const log = new Log();
    log.add('batch.input', { material: 'fibre', origin: 'virgin', grams: 1_500 }, batch);
    log.add('batch.output', { kind: 'product', productCode: 'tile', grams: 300 }, batch);
    log.add('batch.output', { kind: 'product', productCode: 'post', grams: 700 }, batch);
    log.add('batch.output', { kind: 'granulate', grams: 400 }, batch);
    log.add('batch.output', { kind: 'residue', grams: 100 }, batch);
    log.add('batch.qc', { test: 'look', pass: false, sampleSize: 10, rejectedGrams: 350 }, batch);
    const found = amountsOf(log, 'batch:B1');
    expect(partsOf(found, 'goodGrams')).toEqual([
      ['granulate', 400],
      ['post', 650],
    ]);
    expect(found).toMatchObject({ qcRejectedGrams: 250, renewableFeedGrams: 1_500, residueGrams: 100 });
    // 1050 of the 1400 g that were weighed are left, in each of the three weighings.
    expect(found).toMatchObject({
      goodVarianceG2: Math.round(
        [300, 700, 400].reduce((sum, grams) => sum + (0.007 * grams * 0.75) ** 2, 0),
      ),
      goodScaleErrorMg: 0.01 * 1_050 * 1_000,
    });
  });
});

describe('what an event adds by itself', () => {
  it('delivery: what came, what was paid for all of it, and how sure the weighing is', () => {
    const log = new Log();
    log.add('intake.recorded', {
      lotId: 'A',
      sourceType: 'school',
      supplier: 's-17',
      grossGrams: 120_000,
      tareGrams: 20_000,
      moisturePermille: 55,
      price: { minor: 250_000, currency: 'KES' },
    });
    expect(only(log)).toEqual({
      eventCount: 1,
      intakeCount: 1,
      intakeGrossGrams: 120_000,
      'intakeNetGrams:school': 100_000,
      intakeDryMg: 94_500_000,
      'paidMinor:KES': 250_000,
      supplierDeliveryCount: 1,
      intakeVarianceG2: (0.007 * 120_000) ** 2 + (0.007 * 20_000) ** 2,
      intakeScaleErrorMg: 1_000_000,
      'stockGrams:delivered': 100_000,
    });
  });

  it('delivery without moisture: counted as such, not as dry', () => {
    const log = new Log();
    log.add('intake.recorded', { lotId: 'A', sourceType: 'other', grossGrams: 9, tareGrams: 1 });
    expect(only(log)).toMatchObject({ intakeWithoutMoistureCount: 1 });
    expect(only(log)).not.toHaveProperty('intakeDryMg');
  });

  it('preparation of MB-1: rejects without water, losses with it, flake once, waste without it', () => {
    const log = massBalanceVector();
    expect(amountsOf(log, 'event:e000001')).toMatchObject({
      'rejectedGrams:non-plastic': 36_000,
      'processLossGrams:moisture': 24_000,
      acceptedGrams: 420_000,
      'wasteGrams:landfill': 36_000,
      'stockGrams:prepared': -60_000,
    });
    expect(amountsOf(log, 'event:e000001')).not.toHaveProperty('wasteGrams:returned');
    expect(amountsOf(log, 'event:e000003')).toMatchObject({
      'processLossGrams:fines': 12_600,
      waterFreshMl: 600_000,
    });
    const flake = ['e000001', 'e000002', 'e000003'].map(
      (id) => amountsOf(log, `event:${id}`)['flakeGrams'] ?? 0,
    );
    expect(flake).toEqual([0, 420_000, -12_600]);
  });

  it('water used again counts beside the fresh water it saved: without that it is in no ratio, and says so', () => {
    const log = new Log();
    const wash = { step: 'wash', inputs: [{ lotId: 'A', grams: 9 }], outputs: [], losses: [] } as const;
    const step = (water: { litresFresh?: number; litresReused?: number }) =>
      eventContribution(log.add('lot.processed', { ...structuredClone(wash), ...water } as never), NAIROBI);
    const both = step({ litresFresh: 0, litresReused: 9 });
    expect(both).toMatchObject({ amounts: { waterReusedMl: 9_000 }, gaps: [] });
    const reused = step({ litresReused: 9 });
    expect(reused?.amounts).not.toHaveProperty('waterReusedMl');
    expect(reused?.gaps).toEqual([
      {
        about: 'water',
        message: 'the step does not say its fresh water, so the water it used again is in no ratio',
      },
    ]);
    expect(step({ litresFresh: 5 })).toMatchObject({ amounts: { waterFreshMl: 5_000 }, gaps: [] });
  });

  it('a step that names no lot says so: nobody can tell what was lost', () => {
    const log = new Log();
    const losses = [{ reason: 'pvc', grams: 20, fate: 'landfill' }] as const;
    log.add('lot.processed', { step: 'sort', inputs: [], outputs: [], losses: [...losses] });
    expect(deriveKitchen(log.events, NAIROBI, () => null).contributions[0]?.gaps).toEqual([
      { about: 'log', message: 'the step names no lot, so nobody can tell what was lost' },
    ]);
  });

  it('dispatch and return: by project and by condition; what goes out leaves the lots', () => {
    const log = new Log();
    log.add('dispatch.recorded', {
      lotId: 'P',
      productCode: 'beam',
      pieces: 4,
      grams: 800,
      project: 'school',
    });
    log.add('dispatch.recorded', { lotId: 'P', productCode: 'beam', pieces: 1, grams: 200 });
    log.add('return.recorded', { productCode: 'beam', pieces: 1, grams: 150, condition: 'reuse' });
    expect(only(log)).toEqual({
      eventCount: 1,
      'dispatchedGrams:school': 800,
      dispatchedPieces: 4,
      'stockGrams:dispatched': -800,
    });
    expect(amountsOf(log, 'event:e000001')).toHaveProperty('dispatchedGrams:not said', 200);
    expect(amountsOf(log, 'event:e000002')).toEqual({ eventCount: 1, 'returnedGrams:reuse': 150 });
  });

  it('people: minutes times people, pay by currency, incidents by kind', () => {
    const log = new Log();
    const paid = { minor: 900, currency: 'KES' };
    log.add('labour.recorded', { people: 4, minutes: 90, kind: 'work', paid });
    log.add('labour.recorded', { people: 3, minutes: 30, kind: 'training' });
    log.add('incident.recorded', { kind: 'fume', severity: 2, lostTime: true });
    expect(only(log)).toEqual({ eventCount: 1, workMinutes: 360, 'labourPaidMinor:KES': 900 });
    expect(amountsOf(log, 'event:e000001')).toEqual({ eventCount: 1, trainingMinutes: 90 });
    expect(amountsOf(log, 'event:e000002')).toEqual({
      eventCount: 1,
      'incidentCount:fume': 1,
      lostTimeIncidentCount: 1,
    });
  });

  it('the rest is counted, each event once over all subjects', () => {
    const log = massBalanceVector();
    log.add('maintenance.recorded', { machine: 'extruder-1', task: 'screen' });
    log.add('scale.calibrated', { scaleId: 'a', referenceGrams: 1, readGrams: 1, uncertaintyGrams: 0 });
    log.add('kitchen.moved', { position: [1, 2], place: 'x', country: 'KE', timeZone: 'Africa/Nairobi' });
    log.void(log.add('labour.recorded', { people: 1, minutes: 1, kind: 'work' }));
    const { contributions } = deriveKitchen(log.events, NAIROBI, () => null);
    expect(contributions.reduce((sum, { amounts }) => sum + amountOf(amounts, 'eventCount'), 0)).toBe(17);
    expect(
      contributions.find(({ machine, subject }) => machine !== null && subject !== 'batch:B1'),
    ).toMatchObject({
      machine: 'extruder-1',
      amounts: { eventCount: 1 },
    });
  });

  it('an unknown currency keeps a sum of its own and says so; an unknown country says so (E7)', () => {
    const log = new Log();
    const gapsOf = (event: Parameters<typeof eventContribution>[0]) =>
      eventContribution(event, NAIROBI)?.gaps;
    const labour = { people: 1, minutes: 1, kind: 'work' as const, paid: { minor: 5, currency: 'ZZZ' } };
    expect(gapsOf(log.add('labour.recorded', labour))).toEqual([
      { about: 'log', message: expect.stringContaining('ZZZ') },
    ]);
    expect(only(log)).toHaveProperty('labourPaidMinor:ZZZ', 5);
    const there = { position: [1, 2] as [number, number], place: 'x', country: 'QQ', timeZone: 'UTC' };
    expect(gapsOf(log.add('kitchen.moved', there))).toEqual([
      { about: 'greenhouse-gases', message: expect.stringContaining('QQ') },
    ]);
    expect(gapsOf(log.add('kitchen.moved', { ...there, country: 'GH' }))).toEqual([]);
  });

  it('an event of a batch adds nothing by itself, but one that names no batch is counted and says so', () => {
    const log = new Log();
    const data = { lotId: 'A', material: 'flake', origin: 'virgin', grams: 10 } as const;
    expect(eventContribution(log.add('batch.input', data, batch), NAIROBI)).toBeNull();
    expect(eventContribution(log.add('batch.input', data), NAIROBI)).toMatchObject({
      amounts: { eventCount: 1, 'stockGrams:fed': -10 },
      gaps: [{ about: 'log', message: expect.stringContaining('no batch') }],
    });
    expect(
      eventContribution(log.add('batch.output', { kind: 'purge', lotId: 'R', grams: 7 }), NAIROBI),
    ).toMatchObject({
      amounts: { eventCount: 1, 'stockGrams:made': 7 },
    });
  });
});

it('every quantity of the ledger is filled by some subject', () => {
  const log = massBalanceVector();
  for (const event of log.events)
    if (event.type === 'intake.recorded')
      Object.assign(event.data, { supplier: 's', price: { minor: 1, currency: 'KES' } });
    else if (event.type === 'lot.processed') Object.assign(event.data, { litresReused: 9 });
  log.add('intake.recorded', { lotId: 'W', sourceType: 'school', grossGrams: 9, tareGrams: 1 });
  const dried = { lotId: 'D', polymer: 'PP', form: 'flake' as const, grams: 900 };
  log.add('lot.processed', {
    step: 'dry',
    inputs: [{ lotId: 'W', grams: 999 }],
    outputs: [dried],
    losses: [],
  });
  log.add('dispatch.recorded', { lotId: 'P', productCode: 'beam-2m', pieces: 4, grams: 800 });
  log.add('return.recorded', { productCode: 'beam-2m', pieces: 1, grams: 150, condition: 'reuse' });
  log.add('labour.recorded', { people: 4, minutes: 90, kind: 'work', paid: { minor: 900, currency: 'KES' } });
  log.add('labour.recorded', { people: 3, minutes: 30, kind: 'training' });
  log.add('incident.recorded', { kind: 'fume', severity: 2, lostTime: true });
  const odd = { batchId: 'B2' };
  log.add('batch.input', { material: 'flake', origin: 'pre-consumer', grams: 900 }, odd);
  log.add('batch.input', { material: 'fibre', origin: 'virgin', grams: 100 }, odd);
  log.add('batch.output', { kind: 'product', pieces: 2, grams: 500 }, odd);
  log.add('batch.output', { kind: 'residue', grams: 10 }, odd);
  log.add('batch.qc', { test: 'look', pass: false, sampleSize: 2, rejectedGrams: 250 }, odd);
  log.add('batch.finished', {}, odd);
  const context = { ...NAIROBI, reference: SEED_REFERENCE };
  const filled = new Set(
    deriveKitchen(log.events, context, () => METERS).contributions.flatMap(({ amounts }) =>
      Object.keys(amounts).map(quantityOf),
    ),
  );
  // What a batch means beyond its masses has its own tests; suppliers are counted by whoever asks for a scope.
  const elsewhere =
    /^(mci|ghg|functional|factorSet|diverted|oceanBound|planned|run|ideal|oee|activeSupplier|periodSupplier)/;
  const wanted = Object.keys(QUANTITIES).filter((quantity) => !elsewhere.test(quantity));
  expect(wanted.filter((quantity) => !filled.has(quantity))).toEqual([]);
});

it('the totals that pages show are sums of quantities, rounded to grams only after summing', () => {
  expect(
    totalsOf({ intakeDryMg: 1_500, recycledMg: 2_499, 'energyWh:pv': 3, 'energyWh:grid': 4, eventCount: 9 }),
  ).toEqual({ ...zeroTotals(), intakeDryGrams: 2, recycledGrams: 2, energyWh: 7 });
});

it('the totals that pages show take each quantity over its dimensions, where it has one', () => {
  const amounts = Object.fromEntries(
    Object.keys(QUANTITIES).flatMap((quantity, index) => [
      [quantity, 1_000 * index + 499],
      [`${quantity}:sand`, 7_000],
      [`${quantity}:lime:2`, 60_000],
      [`${quantity}Odd`, 500_000],
    ]),
  );
  const finer: Partial<Record<TotalField, Quantity>> = {
    intakeDryGrams: 'intakeDryMg',
    recycledGrams: 'recycledMg',
  };
  const expected = TOTAL_FIELDS.map((field) => {
    const quantity = finer[field];
    return [
      field,
      quantity ? Math.round(amountOf(amounts, quantity) / 1_000) : amountOf(amounts, field as Quantity),
    ];
  });
  expect(Object.entries(totalsOf(amounts))).toEqual(expected);
});
