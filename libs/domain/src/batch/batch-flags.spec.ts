import { describe, expect, it } from '@jest/globals';
import { NO_CONTEXT } from '../kitchen/context.js';
import { SEED_REFERENCE } from '../reference/seeds/seed-reference.js';
import { Log } from '../testing/log.js';
import { batchFlags } from './batch-flags.js';
import { reduceBatch } from './batch.js';

const START = '2026-03-02T08:00:00.000Z';
const END = '2026-03-02T09:00:00.000Z';
const quiet: Parameters<typeof batchFlags>[1] = {
  starts: 1,
  finishes: 1,
  qcRejectedGrams: 0,
  piecesMade: null,
};
type Observed = Parameters<typeof batchFlags>[0];
/** A finished batch of 1 kg that balances, with scales that explain 40 g. */
const balanced: Observed = {
  startedAt: START,
  finishedAt: END,
  inputs: [],
  outputs: [],
  qc: [],
  feedGrams: 1_000,
  goodGrams: 1_000,
  rejectedGrams: 0,
  regrindGrams: 0,
  purgeGrams: 0,
  residueGrams: 0,
  unaccountedGrams: 0,
  goodPieces: null,
  closureUncertaintyGrams: 20,
};
const flagsOf = (over: Partial<Observed>, counted: Partial<typeof quiet> = {}) =>
  batchFlags({ ...balanced, ...over }, { ...quiet, ...counted });
const codesOf = (...given: Parameters<typeof flagsOf>) => flagsOf(...given).map(({ code }) => code);

describe('flags of a batch', () => {
  it('begin beyond two standard uncertainties, not at them', () => {
    expect(codesOf({ unaccountedGrams: 40 })).toEqual([]);
    expect(codesOf({ unaccountedGrams: 41 })).toEqual(['mass_not_closed']);
    expect(codesOf({ unaccountedGrams: -40 })).toEqual([]);
    expect(codesOf({ unaccountedGrams: -41 })).toEqual(['outputs_exceed_inputs', 'mass_not_closed']);
  });

  it('say on which side of the machine the mass is', () => {
    expect(flagsOf({ unaccountedGrams: 300 })).toMatchObject([
      { grams: 300, message: '0.300 kg of 1.0 kg fed is missing from the outputs; scales explain 0.040 kg.' },
    ]);
    expect(flagsOf({ unaccountedGrams: -300 })[1]).toMatchObject({
      grams: 300,
      message: '0.300 kg of 1.0 kg fed is too much in the outputs; scales explain 0.040 kg.',
    });
  });

  it('say that something came out of nothing, once', () => {
    expect(codesOf({ feedGrams: 0, unaccountedGrams: -500 })).toEqual(['output_without_input']);
    expect(codesOf({ feedGrams: 0, unaccountedGrams: 0 })).toEqual([]);
  });

  it('hold what QC rejected against product and granulate, not against scrap', () => {
    const made = (kind: 'product' | 'granulate' | 'regrind') => ({ outputs: [{ kind, grams: 500 }] });
    for (const kind of ['product', 'granulate'] as const) {
      expect(codesOf(made(kind), { qcRejectedGrams: 500 })).toEqual([]);
      expect(flagsOf(made(kind), { qcRejectedGrams: 501 })).toMatchObject([
        { code: 'rejects_exceed_output', grams: 1 },
      ]);
    }
    expect(codesOf(made('regrind'), { qcRejectedGrams: 1 })).toEqual(['rejects_exceed_output']);
  });

  it('believe as many good pieces as were made, and no more', () => {
    expect(codesOf({ goodPieces: 10 }, { piecesMade: 10 })).toEqual([]);
    expect(codesOf({ goodPieces: 11 }, { piecesMade: 10 })).toEqual(['pieces_exceed_output']);
    expect(codesOf({ goodPieces: 11 }, { piecesMade: null })).toEqual([]);
    expect(codesOf({ goodPieces: null }, { piecesMade: 10 })).toEqual([]);
  });

  it('know a test on nothing from a test of nothing made', () => {
    const passed = { test: 'bending', pass: true, sampleSize: 3 };
    const product = { outputs: [{ kind: 'product' as const, grams: 500 }] };
    expect(codesOf({ ...product, qc: [passed] })).toEqual([]);
    expect(codesOf({ qc: [passed] })).toEqual(['qc_pass_without_product']);
    expect(codesOf({ qc: [{ ...passed, pass: false }] })).toEqual([]);
    expect(codesOf({ qc: [passed], finishedAt: null })).toEqual([]);
    expect(codesOf({ ...product, qc: [{ ...passed, sampleSize: 0 }] })).toEqual(['qc_pass_without_sample']);
    expect(codesOf({ ...product, qc: [{ ...passed, sampleSize: 0, pass: false }] })).toEqual([]);
  });

  it('ask for the weight of rejected pieces', () => {
    const product = { outputs: [{ kind: 'product' as const, grams: 500 }] };
    const test = { test: 'look', pass: true, sampleSize: 3 };
    expect(codesOf({ ...product, qc: [{ ...test, rejectedPieces: 1 }] })).toEqual(['rejects_not_weighed']);
    expect(codesOf({ ...product, qc: [{ ...test, rejectedPieces: 0 }] })).toEqual([]);
    expect(codesOf({ ...product, qc: [{ ...test, rejectedPieces: 1, rejectedGrams: 0 }] })).toEqual([]);
  });

  it('see a second start, a second finish and a finish before the start', () => {
    expect(codesOf({}, { starts: 2 })).toEqual(['started_twice']);
    expect(codesOf({}, { finishes: 2 })).toEqual(['finished_twice']);
    expect(codesOf({ startedAt: END, finishedAt: START })).toEqual(['finished_before_start']);
    expect(codesOf({ startedAt: START, finishedAt: START })).toEqual([]);
    expect(codesOf({ startedAt: null, finishedAt: START })).toEqual([]);
    expect(codesOf({ startedAt: START, finishedAt: null })).toEqual([]);
  });

  it('doubt a weighing of more than ten tonnes, not of ten', () => {
    const input = (grams: number) => ({
      inputs: [{ material: 'sand' as const, origin: 'virgin' as const, grams }],
    });
    expect(codesOf(input(10_000_000))).toEqual([]);
    expect(flagsOf(input(10_000_001))).toMatchObject([{ code: 'absurd_mass', grams: 10_000_001 }]);
    expect(codesOf({ outputs: [{ kind: 'purge', grams: 10_000_001 }] })).toEqual(['absurd_mass']);
  });
});

describe('what a batch is called and made of', () => {
  it('keeps the recipe, its version and the machines, none of which an input names', () => {
    const log = new Log();
    log.add('batch.input', { material: 'sand', origin: 'virgin', grams: 1 }, { batchId: 'B1' });
    expect(reduceBatch('B1', log.events)).toMatchObject({
      status: 'incomplete',
      machine: null,
      machines: [],
      recipeId: null,
      recipeVersion: null,
    });
    log.add('batch.stage', { stage: 'melt', edge: 'start', machine: 'm2' }, { batchId: 'B1' });
    log.add('batch.started', { recipeId: 'r-plank', recipeVersion: 3, machine: 'm1' }, { batchId: 'B1' });
    expect(reduceBatch('B1', log.events)).toMatchObject({
      status: 'running',
      stage: 'melt',
      machine: 'm1',
      machines: ['m2', 'm1'],
      recipeId: 'r-plank',
      recipeVersion: 3,
    });
    log.add('batch.finished', {}, { batchId: 'B1' });
    expect(reduceBatch('B1', log.events)).toMatchObject({ status: 'finished', stage: null });
  });

  it('is what its first named output says when its start does not', () => {
    const log = new Log();
    log.add('batch.started', { recipeId: 'r-plank', recipeVersion: 1, machine: 'm' }, { batchId: 'B1' });
    log.add('batch.output', { kind: 'purge', grams: 5 }, { batchId: 'B1' });
    expect(reduceBatch('B1', log.events)?.productCode).toBeNull();
    log.add('batch.output', { kind: 'product', productCode: 'plank', grams: 5 }, { batchId: 'B1' });
    log.add('batch.output', { kind: 'product', productCode: 'post', grams: 5 }, { batchId: 'B1' });
    expect(reduceBatch('B1', log.events)?.productCode).toBe('plank');
  });

  it('joins equal flows in its balance and keeps the mass of all', () => {
    const log = new Log();
    for (const grams of [10, 20, 30])
      log.add('batch.input', { material: 'sand', origin: 'virgin', grams }, { batchId: 'B1' });
    for (const grams of [5, 6]) log.add('batch.output', { kind: 'purge', grams }, { batchId: 'B1' });
    const balance = reduceBatch('B1', log.events)?.balance;
    expect(balance?.inputs.map(({ kind, grams }) => [kind, grams])).toEqual([['sand', 60]]);
    expect(balance?.outputs.map(({ kind, grams }) => [kind, grams])).toEqual([['purge', 11]]);
  });

  it('may be fed from a lot that nobody logged, of no known polymer', () => {
    const log = new Log();
    log.add(
      'batch.input',
      { lotId: 'NOWHERE', material: 'flake', origin: 'post-consumer', grams: 10 },
      { batchId: 'B1' },
    );
    const context = { ...NO_CONTEXT, reference: SEED_REFERENCE };
    expect(reduceBatch('B1', log.events, context)?.flags).toMatchObject([
      { code: 'lot_not_delivered', grams: 10, message: expect.stringContaining('Lot NOWHERE gave') },
    ]);
  });

  it('may be fed bought-in sand from a lot that nobody logged, without a flag', () => {
    const log = new Log();
    log.add(
      'batch.input',
      { lotId: 'SAND', material: 'sand', origin: 'virgin', grams: 10 },
      { batchId: 'B1' },
    );
    expect(reduceBatch('B1', log.events)?.flags).toEqual([]);
  });
});

describe('what the picture of a balance shows', () => {
  it('names lot, polymer and product of a flow where they were said, and only there', () => {
    const log = new Log();
    const batch = { batchId: 'B1' };
    log.add('batch.input', { lotId: 'L', material: 'regrind', origin: 'own-scrap', grams: 10 }, batch);
    log.add('batch.input', { material: 'flake', polymer: 'PP', origin: 'virgin', grams: 30 }, batch);
    log.add('batch.output', { kind: 'product', productCode: 'post', lotId: 'P', grams: 25 }, batch);
    log.add('batch.output', { kind: 'granulate', grams: 5 }, batch);
    expect(reduceBatch('B1', log.events)?.balance).toMatchObject({
      inputs: [
        { label: 'Regrind', lotId: 'L', polymer: null },
        { label: 'Flake PP', lotId: null, polymer: 'PP' },
      ],
      outputs: [
        { label: 'Product post', lotId: 'P' },
        { label: 'Granulate', lotId: null },
      ],
      closure: 10 / 40,
    });
  });

  it('leaves out a loss that rounds to nothing', () => {
    const log = new Log();
    log.add('intake.recorded', { lotId: 'A', sourceType: 'other', grossGrams: 1_000, tareGrams: 0 });
    log.add('lot.processed', {
      step: 'sort',
      inputs: [{ lotId: 'A', grams: 1_000 }],
      outputs: [{ lotId: 'B', polymer: 'PP', form: 'flake', grams: 999 }],
      losses: [{ reason: 'pvc', grams: 1, fate: 'landfill' }],
    });
    const fed = (grams: number, batchId: string) => {
      const flake = { lotId: 'B', material: 'flake', origin: 'post-consumer', grams } as const;
      log.add('batch.input', flake, { batchId });
      return reduceBatch(batchId, log.events)?.balance.losses.map((loss) => loss.grams);
    };
    expect(fed(400, 'B1')).toEqual([]);
    expect(fed(599, 'B2')).toEqual([1]);
  });
});

describe('plastic of a known name', () => {
  const context = { ...NO_CONTEXT, reference: SEED_REFERENCE };
  const unknownIn = (inputs: Parameters<typeof input>[0][]) => {
    const log = new Log();
    for (const data of inputs) input(data, log);
    return reduceBatch('B1', log.events, context)?.flags;
  };
  const input = (
    data: { polymer?: string; origin: 'post-consumer' | 'own-scrap'; grams: number },
    log: Log,
  ) => log.add('batch.input', { material: 'flake', ...data }, { batchId: 'B1' });

  it('is not asked of a mixture, nor of own scrap, and is asked once for all of it', () => {
    expect(unknownIn([{ polymer: 'mixed', origin: 'post-consumer', grams: 5 }])).toEqual([]);
    expect(unknownIn([{ origin: 'post-consumer', grams: 5 }])).toEqual([]);
    expect(unknownIn([{ polymer: 'straw', origin: 'own-scrap', grams: 5 }])).toEqual([]);
    expect(
      unknownIn([
        { polymer: 'straw', origin: 'own-scrap', grams: 5 },
        { polymer: 'straw', origin: 'post-consumer', grams: 7 },
        { polymer: 'PP', origin: 'post-consumer', grams: 7 },
      ]),
    ).toMatchObject([{ code: 'unknown_polymer', grams: 12 }]);
  });
});
