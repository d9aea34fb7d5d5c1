import { describe, expect, it } from '@jest/globals';
import { Log, massBalanceVector } from '../testing/log.js';
import { batchContribution } from './batch-contribution.js';
import { NO_CONTEXT, type BatchMeters } from '../kitchen/context.js';
import { deriveKitchen } from './derive.js';
import { eventContribution } from './event-contribution.js';

const METERS: BatchMeters = { energyWh: { grid: 1, pv: 2, diesel: 3 }, dieselMl: null };
const derived = (log: Log, meters: BatchMeters | null = METERS) =>
  deriveKitchen(log.events, NO_CONTEXT, () => meters);
const batchOf = (log: Log, meters: BatchMeters | null = METERS) => {
  const found = derived(log, meters).contributions.find(({ subject }) => subject === 'batch:B1');
  if (found === undefined) throw new Error('no batch B1 in this log');
  return found;
};
const flake = { material: 'flake', origin: 'post-consumer', grams: 500 } as const;
const batch = { batchId: 'B1' };

describe('a derived kitchen', () => {
  it('lists batches, lots and contributions by id, in whatever order they were logged', () => {
    for (const names of ['ABC', 'ACB', 'BAC', 'BCA', 'CAB', 'CBA']) {
      const log = new Log();
      for (const name of names) {
        const id = `id-${name}`;
        log.add('intake.recorded', { lotId: name, sourceType: 'other', grossGrams: 9, tareGrams: 0 }, { id });
        log.add('batch.input', flake, { batchId: name });
      }
      const { batches, lots, contributions } = derived(log);
      expect(batches.map(({ batchId }) => batchId)).toEqual(['A', 'B', 'C']);
      expect(lots.map(({ lotId }) => lotId)).toEqual(['A', 'B', 'C']);
      expect(contributions.map(({ subject }) => subject)).toEqual([
        'batch:A',
        'batch:B',
        'batch:C',
        'event:id-A',
        'event:id-B',
        'event:id-C',
      ]);
    }
  });

  it('has no batch of an event that names none, nor of one that is not of a batch', () => {
    const log = new Log();
    log.add('batch.input', flake);
    log.add('labour.recorded', { people: 1, minutes: 5, kind: 'work' }, batch);
    expect(derived(log).batches).toEqual([]);
    expect(derived(log).contributions.map(({ subject }) => subject)).toEqual([
      'event:e000000',
      'event:e000001',
    ]);
  });
});

describe('what a batch cannot say', () => {
  it('is nothing when there is no batch', () => {
    expect(batchContribution(null, METERS, NO_CONTEXT)).toBeNull();
  });

  it('is said once for each reason, sorted', () => {
    const log = new Log();
    log.add('batch.input', flake, batch);
    log.add('batch.output', { kind: 'product', grams: 500 }, batch);
    log.add('batch.finished', {}, batch);
    const { gaps } = batchOf(log, null);
    expect(gaps.map(({ message }) => message)).toEqual(gaps.map(({ message }) => message).sort());
    expect(
      gaps.filter(({ message }) => message.includes('it has no meter')).map(({ about }) => about),
    ).toEqual(['energy', 'greenhouse-gases']);
  });

  it('is its water and its part of the deliveries when it is not traced to them', () => {
    const log = massBalanceVector();
    for (const event of log.events) if (event.type === 'batch.input') delete event.data.lotId;
    const { amounts, gaps } = batchOf(log);
    for (const quantity of ['tracedBatchCount', 'tracedDryMg', 'batchWaterFreshMl', 'goodGramsWithWater'])
      expect(amounts).not.toHaveProperty(quantity);
    expect(gaps).toContainEqual({
      about: 'water',
      message: 'the water of the batch is not known: some recycled flake is not traced to a delivery',
    });
  });

  it('is its part of deliveries that were nothing but water', () => {
    const log = massBalanceVector();
    for (const event of log.events)
      if (event.type === 'intake.recorded') Object.assign(event.data, { moisturePermille: 1000 });
    expect(batchOf(log).amounts).not.toHaveProperty('tracedBatchCount');
  });
});

describe('what a batch adds at its edges', () => {
  it('a product that weighs nothing adds nothing and breaks nothing', () => {
    const log = new Log();
    log.add('batch.input', flake, batch);
    log.add('batch.output', { kind: 'product', grams: 0 }, batch);
    expect(batchOf(log).amounts).not.toHaveProperty('goodVarianceG2');
  });

  it('what lies in no lot is waste when it is purge or residue, and not when it can be fed again or sold', () => {
    const log = new Log();
    for (const kind of ['product', 'granulate', 'regrind', 'purge', 'residue'] as const)
      log.add('batch.output', { kind, grams: 10 }, batch);
    expect(batchOf(log).amounts).toMatchObject({ 'wasteGrams:not said': 20 });
    expect(batchOf(log).amounts).toMatchObject({ batchFlaggedCount: 1 });
  });
});

describe('what an event adds at its edges', () => {
  const of = (...given: Parameters<Log['add']>) => eventContribution(new Log().add(...given), NO_CONTEXT);

  it('a void adds nothing', () => {
    const log = new Log();
    const work = log.add('labour.recorded', { people: 1, minutes: 5, kind: 'work' });
    expect(eventContribution(log.void(work), NO_CONTEXT)).toBeNull();
  });

  it('what names neither batch nor lot moves no stock', () => {
    expect(of('batch.input', flake)?.amounts).toEqual({ eventCount: 1 });
    expect(of('batch.output', { kind: 'purge', grams: 5 })?.amounts).toEqual({ eventCount: 1 });
  });

  it('an incident that cost no time is counted as just that', () => {
    const amounts = { eventCount: 1, 'incidentCount:spill': 1 };
    expect(of('incident.recorded', { kind: 'spill', severity: 1 })?.amounts).toEqual(amounts);
    expect(of('incident.recorded', { kind: 'spill', severity: 1, lostTime: false })?.amounts).toEqual(
      amounts,
    );
  });

  it('is of the product it names', () => {
    const dispatch = { lotId: 'P', productCode: 'beam', pieces: 1, grams: 5 };
    expect(of('dispatch.recorded', dispatch)).toMatchObject({ productCode: 'beam', machine: null });
    expect(of('labour.recorded', { people: 1, minutes: 5, kind: 'work' })?.productCode).toBeNull();
  });

  it('a delivery says that its moisture was not measured, and only then', () => {
    const delivery = { lotId: 'A', sourceType: 'other', grossGrams: 9, tareGrams: 1 } as const;
    expect(of('intake.recorded', delivery)?.gaps).toEqual([
      { about: 'log', message: 'the moisture of the delivery was not measured' },
    ]);
    expect(of('intake.recorded', { ...delivery, moisturePermille: 50 })?.gaps).toEqual([]);
  });

  it('a step that gave nothing took flake from nobody', () => {
    const sorted = { step: 'sort', inputs: [{ lotId: 'A', grams: 100 }], outputs: [], losses: [] } as const;
    const found = of('lot.processed', { ...sorted, inputs: [...sorted.inputs], outputs: [], losses: [] });
    expect(found?.amounts).toMatchObject({ 'stockGrams:prepared': -100 });
    expect(found?.amounts).not.toHaveProperty('flakeGrams');
  });
});
