import { describe, expect, it } from '@jest/globals';
import { Log, massBalanceVector } from '../testing/log.js';
import { addAmounts, type Amounts } from '../amounts/amounts.js';
import { NO_CONTEXT } from '../kitchen/context.js';
import { deriveKitchen } from './derive.js';
import { balanceOf, flowsOf } from './period.js';

const amountsOf = (log: Log): Amounts =>
  deriveKitchen(log.events, NO_CONTEXT, () => null).contributions.reduce<Amounts>(
    (sum, { amounts }) => addAmounts(sum, amounts),
    {},
  );

describe('the balance of a period', () => {
  it('of MB-1: all that came in went out, lies in stock or is unaccounted', () => {
    const balance = balanceOf(amountsOf(massBalanceVector()));
    expect(balance.in).toEqual([
      { name: 'Delivered by collectors', value: 480_000, unit: 'g' },
      { name: 'Bought in: Masterbatch', value: 4_200, unit: 'g' },
    ]);
    expect(balance.out).toEqual([
      { name: 'Rejected at sorting', value: 36_000, unit: 'g' },
      { name: 'Lost in preparation', value: 36_600, unit: 'g' },
      { name: 'Put out by batches, into no lot', value: 401_000, unit: 'g' },
    ]);
    expect(balance).toMatchObject({
      stockChangeGrams: 8_600,
      unaccountedGrams: 2_000,
      closure: 2_000 / 484_200,
      flagged: false,
    });
  });

  it('has what running batches hold, and what was dispatched from earlier stock, as change of stock', () => {
    const log = new Log();
    const batch = { batchId: 'B1' };
    log.add('batch.input', { lotId: 'OLD', material: 'flake', origin: 'post-consumer', grams: 500 }, batch);
    log.add('batch.output', { kind: 'product', lotId: 'P', grams: 200 }, batch);
    log.add('dispatch.recorded', { lotId: 'P', productCode: 'beam', pieces: 1, grams: 150 });
    expect(balanceOf(amountsOf(log))).toMatchObject({
      in: [],
      out: [{ name: 'Dispatched', value: 150 }],
      // 500 out of the old lot, 200 - 150 into the product's, 300 in the machine.
      stockChangeGrams: -150,
      unaccountedGrams: 0,
      closure: null,
    });
  });

  it('beyond two standard uncertainties is flagged, whether a batch or a step lost it', () => {
    const log = new Log();
    const step = (grams: number) => {
      log.add('intake.recorded', { lotId: 'A', sourceType: 'other', grossGrams: 1_000, tareGrams: 0 });
      const output = { lotId: 'S', polymer: 'PP', form: 'flake' as const, grams };
      log.add('lot.processed', {
        step: 'shred',
        inputs: [{ lotId: 'A', grams: 1_000 }],
        outputs: [output],
        losses: [],
      });
      return balanceOf(amountsOf(log));
    };
    expect(step(985)).toMatchObject({ unaccountedGrams: 15, flagged: false });
    expect(step(900)).toMatchObject({ unaccountedGrams: 115, flagged: true });
  });

  it('is as sure as its weighings: random errors in quadrature, scales summed, and these two in quadrature', () => {
    const errors = {
      closureVarianceG2: 700,
      processVarianceG2: 200,
      closureScaleErrorMg: 30_000,
      processScaleErrorMg: 10_000,
    };
    expect(balanceOf(errors).uncertaintyGrams).toBe(50);
    expect(
      balanceOf({ ...errors, unaccountedGrams: 0, boughtGrams: 0, 'boughtGrams:sand': 100 }).flagged,
    ).toBe(false);
    expect(balanceOf({ ...errors, 'boughtGrams:sand': 101 }).flagged).toBe(true);
  });

  it('has what batches put out into no lot, good or not', () => {
    const log = new Log();
    const batch = { batchId: 'B1' };
    log.add('batch.input', { material: 'sand', origin: 'virgin', grams: 870 }, batch);
    log.add('batch.output', { kind: 'product', grams: 800 }, batch);
    log.add('batch.output', { kind: 'residue', grams: 100 }, batch);
    log.add('batch.qc', { test: 'look', pass: false, sampleSize: 1, rejectedGrams: 300 }, batch);
    log.add('batch.output', { kind: 'purge', grams: 70 }, batch);
    log.add('batch.output', { kind: 'regrind', grams: 30 }, batch);
    log.add('batch.finished', {}, batch);
    expect(balanceOf(amountsOf(log))).toMatchObject({
      out: [{ name: 'Put out by batches, into no lot', value: 870 }],
      stockChangeGrams: 0,
      unaccountedGrams: 0,
    });
  });

  it('of nothing is nothing, and not closed', () => {
    expect(balanceOf({})).toEqual({
      in: [],
      out: [],
      stockChangeGrams: 0,
      unaccountedGrams: 0,
      closure: null,
      uncertaintyGrams: null,
      flagged: false,
    });
  });
});

describe('the flows of a period', () => {
  const into = (flows: ReturnType<typeof flowsOf>, id: string) =>
    flows.links.filter(({ to }) => to === id).reduce((sum, { grams }) => sum + grams, 0);
  const outOf = (flows: ReturnType<typeof flowsOf>, id: string) =>
    flows.links.filter(({ from }) => from === id).reduce((sum, { grams }) => sum + grams, 0);

  it('of MB-1 lead from the delivery to the product, and lose nothing on the way', () => {
    const flows = flowsOf(amountsOf(massBalanceVector()));
    expect(flows.links).toEqual([
      { from: 'delivery:collector', to: 'gate', grams: 480_000 },
      { from: 'gate', to: 'rejectedGrams:non-plastic', grams: 36_000 },
      { from: 'gate', to: 'processLossGrams:fines', grams: 12_600 },
      { from: 'gate', to: 'processLossGrams:moisture', grams: 24_000 },
      { from: 'gate', to: 'feed', grams: 407_400 },
      { from: 'bought:masterbatch', to: 'feed', grams: 4_200 },
      { from: 'feed', to: 'product:beam-2m', grams: 395_000 },
      { from: 'feed', to: 'regrindGrams', grams: 8_600 },
      { from: 'feed', to: 'purgeGrams', grams: 6_000 },
      { from: 'feed', to: 'unaccounted', grams: 2_000 },
    ]);
    for (const id of ['gate', 'feed']) expect(outOf(flows, id)).toBe(into(flows, id));
  });

  it('take from stock what was fed beyond the deliveries, and show what came from nowhere', () => {
    const log = new Log();
    const batch = { batchId: 'B1' };
    log.add('batch.input', { lotId: 'OLD', material: 'flake', origin: 'virgin', grams: 100 }, batch);
    log.add('batch.output', { kind: 'product', productCode: 'p', grams: 130 }, batch);
    log.add('batch.finished', {}, batch);
    log.add('intake.recorded', { lotId: 'A', sourceType: 'school', grossGrams: 40, tareGrams: 0 });
    expect(flowsOf(amountsOf(log)).links).toEqual([
      { from: 'delivery:school', to: 'gate', grams: 40 },
      { from: 'gate', to: 'feed', grams: 100 },
      { from: 'from-stock', to: 'gate', grams: 60 },
      { from: 'feed', to: 'product:p', grams: 130 },
      { from: 'unaccounted:gained', to: 'feed', grams: 30 },
    ]);
  });

  it('leave in stock what was not fed, and in the machine what is not out', () => {
    const log = new Log();
    log.add('intake.recorded', { lotId: 'A', sourceType: 'school', grossGrams: 40, tareGrams: 0 });
    log.add('batch.input', { lotId: 'A', material: 'flake', origin: 'virgin', grams: 10 }, { batchId: 'B1' });
    expect(flowsOf(amountsOf(log)).links).toEqual([
      { from: 'delivery:school', to: 'gate', grams: 40 },
      { from: 'gate', to: 'feed', grams: 10 },
      { from: 'gate', to: 'to-stock', grams: 30 },
      { from: 'feed', to: 'stock', grams: 10 },
    ]);
  });
});
