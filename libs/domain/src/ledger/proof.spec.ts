import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { metricOf } from '../metrics/metrics.js';
import { conservativeOf } from '../metrics/outcome.js';
import { CONTEXT } from '../testing/impact.js';
import { Log } from '../testing/log.js';
import { addAmounts, type Amounts } from '../amounts/amounts.js';
import type { Contribution } from './contribution.js';
import { deriveKitchen } from './derive.js';

function contributionsOf(log: Log): Contribution[] {
  return deriveKitchen(log.events, CONTEXT, () => null).contributions;
}
const totalOf = (log: Log): Amounts =>
  contributionsOf(log).reduce<Amounts>((sum, { amounts }) => addAmounts(sum, amounts), {});
function figures(id: string, amounts: Amounts): { value: number | null; conservative: number | null } {
  const metric = metricOf(id);
  if (metric === null) throw new Error(`no metric ${id}`);
  const outcome = metric.compute(amounts);
  return { value: outcome.value, conservative: conservativeOf(metric, outcome) };
}

/** A batch that makes all it is fed into product. */
function batch(log: Log, batchId: string, lotId: string, grams: number): void {
  const of = { batchId };
  log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'm' }, of);
  log.add('batch.input', { lotId, material: 'flake', origin: 'post-consumer', grams }, of);
  log.add('batch.output', { kind: 'product', grams }, of);
  log.add('batch.finished', {}, of);
}
const shred = (log: Log, from: string, taken: number, to: string, given: number) =>
  log.add('lot.processed', {
    step: 'shred',
    inputs: [{ lotId: from, grams: taken }],
    outputs: [{ lotId: to, polymer: 'PP', form: 'flake', grams: given }],
    losses: [],
  });
const delivery = (log: Log, lotId: string, grams: number) =>
  log.add('intake.recorded', { lotId, sourceType: 'school', grossGrams: grams, tareGrams: 0 });

describe('plastic that nobody can prove', () => {
  it('of a lot that gave three times what it held counts once', () => {
    const log = new Log();
    delivery(log, 'L1', 100_000);
    for (const batchId of ['B1', 'B2', 'B3']) batch(log, batchId, 'L1', 100_000);
    expect(figures('diverted', totalOf(log)).value).toBeCloseTo(100, 5);
    expect(totalOf(log)['feedGrams:flake']).toBe(300_000);
  });

  it('of a step that gave three times what it took is what was delivered', () => {
    const log = new Log();
    delivery(log, 'L1', 100_000);
    shred(log, 'L1', 100_000, 'L2', 300_000);
    batch(log, 'B1', 'L2', 300_000);
    expect(figures('diverted', totalOf(log)).value).toBeCloseTo(100, 5);
    expect(figures('recycled-content', totalOf(log)).value).toBeCloseTo(1 / 3, 5);
  });

  it('is never more than was delivered, whatever the steps between and the batches say', () => {
    const grams = fc.integer({ min: 0, max: 200_000 });
    const chains = fc.record({
      delivered: grams,
      scrap: grams,
      steps: fc.array(fc.tuple(grams, grams), { maxLength: 4 }),
      batches: fc.array(grams, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(chains, ({ delivered, scrap, steps, batches }) => {
        const log = new Log();
        delivery(log, 'L0', delivered);
        log.add('batch.output', { kind: 'regrind', lotId: 'L0', grams: scrap }, { batchId: 'B0' });
        steps.forEach(([taken, given], index) => {
          shred(log, `L${index}`, taken, `L${index + 1}`, given);
        });
        batches.forEach((fed, index) => {
          batch(log, `B${index + 1}`, `L${steps.length}`, fed);
        });
        const { recycledMg = 0, recycledUnprovenMg = 0 } = totalOf(log);
        // Each batch is rounded to a milligram.
        expect(recycledMg - recycledUnprovenMg).toBeLessThanOrEqual(delivered * 1000 + batches.length);
      }),
      { numRuns: 300 },
    );
  });

  it('of a lot that nobody delivered counts in the value and not in the conservative figure', () => {
    const log = new Log();
    delivery(log, 'L1', 100_000);
    batch(log, 'B1', 'L1', 100_000);
    const proven = figures('diverted', totalOf(log));
    batch(log, 'B2', 'NOSUCH', 50_000);
    const total = totalOf(log);
    expect(total['recycledUnprovenMg']).toBe(50_000_000);
    expect(figures('diverted', total).value).toBe(150);
    expect(proven.conservative).toBeGreaterThan(90);
    expect(figures('diverted', total).conservative).toBeLessThanOrEqual(100);
    expect(figures('bottle-equivalents', total).conservative).toBeLessThanOrEqual(5_000);
  });

  it('is no recycled content in public: without traceability none can be shown', () => {
    const log = new Log();
    delivery(log, 'L1', 100_000);
    batch(log, 'B1', 'L1', 100_000);
    const share = (id: string) => figures(id, totalOf(log));
    const metrics = [
      'recycled-content',
      'recycled-content-plastic',
      'post-consumer-content',
      'recycled-inflow',
    ];
    for (const id of metrics) expect(share(id).conservative).toBeGreaterThan(0.95);
    batch(log, 'B2', 'NOSUCH', 50_000);
    expect(totalOf(log)['recycledFeedUnprovenMg']).toBe(50_000_000);
    for (const id of metrics) {
      expect(share(id).value).toBe(1);
      expect(share(id).conservative).toBeLessThanOrEqual(100 / 150);
      expect(share(id).conservative).toBeGreaterThan(0.6);
    }
  });

  it('is what was made of a delivery that was voided', () => {
    const log = new Log();
    const gate = delivery(log, 'M1', 100_000);
    shred(log, 'M1', 100_000, 'M2', 100_000);
    batch(log, 'B1', 'M2', 100_000);
    expect(totalOf(log)['recycledUnprovenMg']).toBeUndefined();
    log.void(gate);
    expect(totalOf(log)['recycledUnprovenMg']).toBe(100_000_000);
    expect(totalOf(log)['batchFlaggedCount']).toBe(1);
  });

  it('is what quality control rejected and nobody weighed, in proportion to the pieces', () => {
    const log = new Log();
    delivery(log, 'L1', 100_000);
    const of = { batchId: 'B1' };
    log.add('batch.input', { lotId: 'L1', material: 'flake', origin: 'post-consumer', grams: 100_000 }, of);
    log.add('batch.output', { kind: 'product', pieces: 40, grams: 100_000 }, of);
    log.add('batch.qc', { test: 'look', pass: true, sampleSize: 9, rejectedPieces: 0 }, of);
    const rejects = (rejectedPieces: number, rejectedGrams?: number) =>
      log.add('batch.qc', { test: 'look', pass: false, sampleSize: 9, rejectedPieces, rejectedGrams }, of);
    rejects(5, 0);
    expect(totalOf(log)['recycledUnprovenMg']).toBeUndefined();
    rejects(4);
    rejects(6);
    expect(totalOf(log)['recycledUnprovenMg']).toBe(25_000_000);
    rejects(90);
    expect(totalOf(log)['recycledUnprovenMg']).toBe(100_000_000);
  });

  it('is all of a batch whose rejects nobody weighed, where its pieces were not counted', () => {
    const log = new Log();
    batch(log, 'B1', 'L1', 100_000);
    delivery(log, 'L1', 100_000);
    const rejected = { test: 'look', pass: false, sampleSize: 9, rejectedPieces: 1 };
    log.add('batch.qc', rejected, { batchId: 'B1' });
    expect(totalOf(log)['recycledUnprovenMg']).toBe(100_000_000);
  });

  it('of a lot nobody delivered, and rejects nobody weighed, counts once', () => {
    const log = new Log();
    batch(log, 'B1', 'NOSUCH', 100_000);
    log.add('batch.output', { kind: 'product', pieces: 10, grams: 0 }, { batchId: 'B1' });
    const rejected = { test: 'look', pass: false, sampleSize: 9, rejectedPieces: 5 };
    log.add('batch.qc', rejected, { batchId: 'B1' });
    expect(totalOf(log)['recycledUnprovenMg']).toBe(100_000_000);
  });

  it('is all of a batch in which a mass is absurd', () => {
    const log = new Log();
    delivery(log, 'L1', 99_000_000);
    batch(log, 'B1', 'L1', 99_000_000);
    expect(figures('diverted', totalOf(log))).toEqual({ value: 99_000, conservative: 0 });
    expect(figures('recycled-content', totalOf(log))).toEqual({ value: 1, conservative: 0 });
  });
});

it('a batch of several products is in the figures of none, and says so', () => {
  const log = new Log();
  batch(log, 'B1', 'L1', 100);
  log.add('batch.output', { kind: 'product', productCode: 'plank', grams: 1 }, { batchId: 'B1' });
  const [one] = contributionsOf(log);
  expect(one).toMatchObject({ productCode: 'plank' });
  log.add('batch.output', { kind: 'product', productCode: 'post', grams: 1 }, { batchId: 'B1' });
  const [several] = contributionsOf(log);
  expect(several?.productCode).toBeNull();
  expect(several?.gaps).toContainEqual({
    about: 'product',
    message: "a batch of several products is in no product's figures",
  });
});

it('a batch on several machines counts for the one of known rate with the longest stages, and only their time', () => {
  const log = new Log();
  const of = { batchId: 'B1' };
  const at = (minute: number) => ({ ...of, time: new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString() });
  log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'extruder-1' }, at(0));
  log.add('batch.stage', { stage: 'melt', edge: 'start', machine: 'extruder-1' }, at(1));
  log.add('batch.stage', { stage: 'melt', edge: 'end', machine: 'extruder-1' }, at(31));
  log.add('batch.stage', { stage: 'mould', edge: 'start', machine: 'press-1' }, at(31));
  log.add('batch.stage', { stage: 'mould', edge: 'end', machine: 'press-1' }, at(41));
  log.add('batch.stage', { stage: 'cool', edge: 'start' }, at(41));
  log.add('batch.stage', { stage: 'cool', edge: 'end' }, at(51));
  log.add('batch.input', { material: 'flake', origin: 'virgin', grams: 1_000 }, at(1));
  log.add('batch.output', { kind: 'product', grams: 1_000 }, at(55));
  log.add('batch.finished', {}, at(60));
  const rated = (id: string, idealKgPerHour: number | null) => ({
    ...CONTEXT.machines[0],
    id,
    idealKgPerHour,
  });
  const found = (press: number | null) => {
    const machines = [rated('extruder-1', 20), rated('press-1', press)] as typeof CONTEXT.machines;
    return deriveKitchen(log.events, { ...CONTEXT, machines }, () => null).contributions[0];
  };
  for (const press of [null, 1])
    expect(found(press)).toMatchObject({
      machine: 'extruder-1',
      amounts: { runMs: 40 * 60_000, plannedMs: 60 * 60_000, idealGrams: 13_333 },
    });
});
