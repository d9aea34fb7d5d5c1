import { describe, expect, it } from '@jest/globals';
import { reduceBatch, type BatchState } from './batch.js';
import type { KitchenEvent } from '../log/events.js';
import { batchContribution } from '../ledger/batch-contribution.js';
import { NO_CONTEXT, type BatchMeters } from '../kitchen/context.js';
import { METRICS } from '../metrics/metrics.js';
import { recycledGramsOf } from './recycled.js';
import { Log, massBalanceVector } from '../testing/log.js';

const noMeter: BatchMeters = { reason: 'no meter' };
const metered: BatchMeters = { energyWh: { grid: 310_000, pv: 0, diesel: 45_000 }, dieselMl: null };
const batch = { batchId: 'B1' };

function reduced(events: readonly KitchenEvent[], batchId = 'B1'): BatchState {
  const state = reduceBatch(batchId, events);
  if (state === null) throw new Error(`no batch ${batchId}`);
  return state;
}
function values(state: BatchState, meters = noMeter): Record<string, number | null> {
  const amounts = batchContribution(state, meters, NO_CONTEXT)?.amounts ?? {};
  return Object.fromEntries(METRICS.map(({ id, compute }) => [id, compute(amounts).value]));
}
const codes = (state: BatchState): string[] => state.flags.map(({ code }) => code);

describe('vector MB-1', () => {
  const vectorState = (): BatchState => reduced(massBalanceVector().events);

  it('balances to the gram from the gate to the product', () => {
    const state = vectorState();
    expect(state.balance).toEqual({
      intake: { grossGrams: 500_000, netGrams: 480_000, dryGrams: 456_000, lots: ['GATE-1'] },
      losses: [
        { kind: 'non-plastic', label: 'Not plastic (sort)', lotId: null, polymer: null, grams: 36_000 },
        { kind: 'moisture', label: 'Water (sort)', lotId: null, polymer: null, grams: 24_000 },
        { kind: 'fines', label: 'Fines (wash)', lotId: null, polymer: null, grams: 12_600 },
      ],
      inputs: [
        { kind: 'flake', label: 'Flake HDPE', lotId: 'FLAKE-1', polymer: 'HDPE', grams: 407_400 },
        { kind: 'masterbatch', label: 'Masterbatch', lotId: null, polymer: null, grams: 4_200 },
      ],
      outputs: [
        { kind: 'product', label: 'Product beam-2m', lotId: null, polymer: null, grams: 395_000 },
        { kind: 'regrind', label: 'Regrind', lotId: 'REGRIND-1', polymer: null, grams: 8_600 },
        { kind: 'purge', label: 'Purge', lotId: null, polymer: null, grams: 6_000 },
      ],
      feedGrams: 411_600,
      goodGrams: 395_000,
      unaccountedGrams: 2_000,
      closure: 2_000 / 411_600,
    });
    expect(state.flags).toEqual([]);
  });

  it('gives every figure to the digits of the vector', () => {
    const state = vectorState();
    const metrics = values(state, metered);
    expect(metrics['mass-balance-closure']?.toFixed(6)).toBe('0.004859');
    expect(metrics['acceptance']?.toFixed(6)).toBe('0.921053');
    expect(metrics['first-pass-yield']?.toFixed(6)).toBe('0.959670');
    expect(metrics['recycled-content']?.toFixed(6)).toBe('0.989796');
    expect(metrics['diverted']?.toFixed(6)).toBe('390.969388');
    expect(metrics['overall-efficiency']?.toFixed(6)).toBe('0.857389');
    expect(metrics['energy-intensity']?.toFixed(6)).toBe('0.898734');
    expect(metrics['water-intensity']?.toFixed(6)).toBe('1.518987');
    expect(state.recycledGrams).toBe(390_969);
  });

  it('tells who, when and how', () => {
    const state = vectorState();
    expect(state).toMatchObject({
      status: 'finished',
      stage: null,
      machine: 'extruder-1',
      recipeId: 'beam',
      recipeVersion: 3,
      productCode: 'beam-2m',
      plannedMinutes: null,
      startedAt: '2026-03-02T08:04:00.000Z',
      finishedAt: '2026-03-02T08:13:00.000Z',
      goodPieces: 79,
    });
    expect(state.stages).toEqual([
      {
        stage: 'melt',
        startedAt: '2026-03-02T08:07:00.000Z',
        endedAt: '2026-03-02T08:08:00.000Z',
        machine: null,
      },
    ]);
  });
});

describe('recycled content', () => {
  it('of vector RC-1 is the same on both bases: masterbatch is not recycled, and no filler is in it', () => {
    const metrics = values(reduced(massBalanceVector().events));
    for (const id of ['recycled-content', 'recycled-content-plastic', 'post-consumer-content'])
      expect(((metrics[id] ?? 0) * 100).toFixed(4)).toBe('98.9796');
    expect(metrics['pre-consumer-content']).toBe(0);
  });

  it('of vector RC-2, a paver of plastic and sand, is 30 % of the product and 100 % of its plastic', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 23_250 }, batch);
    log.add('batch.input', { material: 'sand', origin: 'virgin', grams: 54_250 }, batch);
    log.add('batch.output', { kind: 'product', pieces: 31, grams: 77_500 }, batch);
    const metrics = values(reduced(log.events));
    expect(metrics['recycled-content']).toBe(0.3);
    expect(metrics['recycled-content-plastic']).toBe(1);
    expect(metrics['diverted']).toBe(23.25);
  });

  it('keeps post-consumer and pre-consumer apart', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 50 }, batch);
    log.add('batch.input', { material: 'flake', origin: 'pre-consumer', grams: 30 }, batch);
    log.add('batch.input', { material: 'flake', origin: 'virgin', grams: 20 }, batch);
    expect(values(reduced(log.events))).toMatchObject({
      'recycled-content': expect.closeTo(0.8, 12),
      'post-consumer-content': expect.closeTo(0.5, 12),
      'pre-consumer-content': expect.closeTo(0.3, 12),
    });
  });

  it('never counts own scrap again, even shredded into a lot and logged as post-consumer flake', () => {
    const log = massBalanceVector();
    log.add('lot.processed', {
      step: 'shred',
      inputs: [{ lotId: 'REGRIND-1', grams: 8_000 }],
      outputs: [{ lotId: 'RESHREDDED-1', polymer: 'HDPE', form: 'flake', grams: 8_000 }],
      losses: [],
    });
    const second = { batchId: 'B2' };
    log.add('batch.input', { material: 'regrind', origin: 'own-scrap', grams: 600 }, second);
    log.add(
      'batch.input',
      { lotId: 'RESHREDDED-1', material: 'flake', origin: 'post-consumer', grams: 8_000 },
      second,
    );
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 1_400 }, second);
    log.add('batch.output', { kind: 'product', grams: 10_000 }, second);
    const state = reduced(log.events, 'B2');
    expect(values(state)['recycled-content']).toBeCloseTo(0.14, 12);
    expect(state.recycledGrams).toBe(1_400);
  });

  it('counts granulate that is fed again as content, but as diverted only once', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 100 }, batch);
    log.add('batch.output', { kind: 'granulate', lotId: 'G1', grams: 100 }, batch);
    const second = { batchId: 'B2' };
    log.add('batch.input', { lotId: 'G1', material: 'flake', origin: 'post-consumer', grams: 100 }, second);
    log.add('batch.output', { kind: 'product', grams: 100 }, second);
    expect(reduced(log.events).recycledGrams).toBe(100);
    const state = reduced(log.events, 'B2');
    expect(values(state)['recycled-content']).toBe(1);
    expect(state.recycledGrams).toBe(0);
  });

  it('counts pre-consumer flake as diverted like post-consumer flake', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 60 }, batch);
    log.add('batch.input', { material: 'flake', origin: 'pre-consumer', grams: 40 }, batch);
    log.add('batch.output', { kind: 'product', grams: 100 }, batch);
    expect(reduced(log.events).recycledGrams).toBe(100);
  });

  it('claims no more than was fed when an impossible log has more product than feed', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 100 }, batch);
    log.add('batch.output', { kind: 'product', grams: 900 }, batch);
    expect(recycledGramsOf(reduced(log.events))).toBe(100);
  });
});

describe('good product', () => {
  it('loses what QC rejects; rejects not logged otherwise are neither good nor unaccounted', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 1_000 }, batch);
    log.add('batch.output', { kind: 'product', pieces: 10, grams: 1_000 }, batch);
    log.add(
      'batch.qc',
      { test: 'look', pass: false, sampleSize: 10, rejectedPieces: 2, rejectedGrams: 200 },
      batch,
    );
    const state = reduced(log.events);
    expect(state).toMatchObject({ goodGrams: 800, rejectedGrams: 200, unaccountedGrams: 0, goodPieces: 8 });
    expect(state.balance.outputs.map(({ kind, grams }) => [kind, grams])).toEqual([
      ['product', 800],
      ['rejected', 200],
    ]);
  });

  it('loses rejects from each product it takes them from only once', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 1_000 }, batch);
    log.add('batch.output', { kind: 'product', productCode: 'tile', grams: 300 }, batch);
    log.add('batch.output', { kind: 'product', productCode: 'post', grams: 700 }, batch);
    log.add('batch.qc', { test: 'look', pass: false, sampleSize: 10, rejectedGrams: 400 }, batch);
    expect(reduced(log.events).balance.outputs.map(({ label, grams }) => [label, grams])).toEqual([
      ['Product tile', 0],
      ['Product post', 600],
      ['Rejected by QC', 400],
    ]);
  });

  it('does not lose a reject twice when it is then logged as residue', () => {
    const log = new Log();
    log.add('batch.input', { material: 'sand', origin: 'virgin', grams: 1_000 }, batch);
    log.add('batch.output', { kind: 'product', grams: 1_000 }, batch);
    log.add('batch.qc', { test: 'look', pass: false, sampleSize: 10, rejectedGrams: 300 }, batch);
    log.add('batch.output', { kind: 'residue', grams: 200 }, batch);
    expect(reduced(log.events)).toMatchObject({ goodGrams: 700, rejectedGrams: 100, unaccountedGrams: 0 });
  });

  it('does not lose a reject twice when it is then logged as regrind', () => {
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'post-consumer', grams: 411_600 }, batch);
    log.add('batch.output', { kind: 'product', grams: 403_600 }, batch);
    log.add('batch.qc', { test: 'look', pass: false, sampleSize: 10, rejectedGrams: 8_600 }, batch);
    log.add('batch.output', { kind: 'regrind', grams: 8_600 }, batch);
    log.add('batch.output', { kind: 'purge', grams: 6_000 }, batch);
    expect(reduced(log.events)).toMatchObject({
      goodGrams: 395_000,
      rejectedGrams: 0,
      unaccountedGrams: 2_000,
    });
  });

  it('is counted in pieces only when all of it was counted, unless the finish says so', () => {
    const log = new Log();
    log.add('batch.output', { kind: 'product', pieces: 5, grams: 50 }, batch);
    expect(reduced(log.events).goodPieces).toBe(5);
    log.add('batch.output', { kind: 'product', grams: 50 }, batch);
    expect(reduced(log.events).goodPieces).toBeNull();
    log.add('batch.finished', { goodPieces: 9 }, batch);
    expect(reduced(log.events).goodPieces).toBe(9);
  });
});

describe('missing is not zero', () => {
  it('has no overall efficiency, and says why, without the moisture of the delivery', () => {
    const events = massBalanceVector().events.map((event) =>
      event.type === 'intake.recorded'
        ? { ...event, data: { ...event.data, moisturePermille: undefined } }
        : event,
    );
    const state = reduced(events);
    expect(state.balance.intake?.dryGrams).toBeNull();
    expect(values(state)['overall-efficiency']).toBeNull();
    expect(values(state)['acceptance']).toBeNull();
  });

  it('has no intake share while the delivery behind a lot is not known (E6)', () => {
    const { events } = massBalanceVector();
    const state = reduced(events.filter(({ type }) => type !== 'intake.recorded'));
    expect(state.balance.intake).toBeNull();
    expect(values(state)['overall-efficiency']).toBeNull();
    expect(values(state)['recycled-content']).toBeCloseTo(407_400 / 411_600, 12);
  });

  it('has no energy per kilogram without a meter or without good product', () => {
    const state = reduced(massBalanceVector().events);
    expect(values(state)['energy-intensity']).toBeNull();
    expect(batchContribution(state, noMeter, NO_CONTEXT)?.gaps).toContainEqual({
      about: 'energy',
      message: expect.stringContaining('no meter'),
    });
    const log = new Log();
    log.add('batch.input', { material: 'flake', origin: 'virgin', grams: 10 }, batch);
    expect(values(reduced(log.events), metered)['energy-intensity']).toBeNull();
  });

  it('has no share of anything without a feed', () => {
    const log = new Log();
    log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'm' }, batch);
    const state = reduced(log.events);
    expect(state).toMatchObject({ status: 'running', recycledGrams: null, goodPieces: null });
    expect(state.balance.closure).toBeNull();
    expect(values(state)).toMatchObject({
      'mass-balance-closure': null,
      'first-pass-yield': null,
      'recycled-content': null,
    });
  });
});

describe('late and corrected events', () => {
  it('calls a batch incomplete until its start arrives, which may be last (E6)', () => {
    const { events } = massBalanceVector();
    const start = events.filter(({ type }) => type === 'batch.started');
    const rest = events.filter(({ type }) => type !== 'batch.started');
    expect(reduced(rest)).toMatchObject({ status: 'incomplete', startedAt: null, goodGrams: 395_000 });
    expect(reduced([...rest, ...start])).toEqual(reduced(events));
  });

  it('forgets a batch whose every event is voided', () => {
    const log = new Log();
    const input = log.add('batch.input', { material: 'flake', origin: 'virgin', grams: 10 }, batch);
    log.void(input);
    expect(reduceBatch('B1', log.events)).toBeNull();
  });

  it('moves an input to the batch its correction names', () => {
    const log = new Log();
    const data = { material: 'flake', origin: 'virgin', grams: 10 } as const;
    const wrong = log.add('batch.input', data, batch);
    log.add('batch.input', data, { batchId: 'B2', supersedes: wrong.id, reason: 'wrong batch' });
    expect(reduceBatch('B1', log.events)).toBeNull();
    expect(reduced(log.events, 'B2').feedGrams).toBe(10);
  });

  it('follows the stages and the machine of a running batch', () => {
    const log = new Log();
    log.add('batch.started', { recipeId: 'r', recipeVersion: 1, machine: 'mixer-1' }, batch);
    log.add('batch.stage', { stage: 'mix', edge: 'start' }, batch);
    log.add('batch.stage', { stage: 'mix', edge: 'end' }, batch);
    expect(reduced(log.events)).toMatchObject({ stage: null, machine: 'mixer-1' });
    log.add('batch.stage', { stage: 'melt', edge: 'start', machine: 'extruder-1' }, batch);
    expect(reduced(log.events)).toMatchObject({
      stage: 'melt',
      machine: 'extruder-1',
      machines: ['mixer-1', 'extruder-1'],
    });
  });
});

describe('an impossible log is flagged with its mass (E7)', () => {
  const input = (log: Log, grams: number) =>
    log.add('batch.input', { material: 'flake', origin: 'virgin', grams }, batch);

  it('when more comes out than went in, beyond two standard uncertainties: 2 % for one weighing each way', () => {
    const log = new Log();
    input(log, 10_000);
    log.add('batch.output', { kind: 'product', grams: 10_190 }, batch);
    expect(reduced(log.events)).toMatchObject({ closureUncertaintyGrams: 100, flags: [] });
    log.add('batch.output', { kind: 'purge', grams: 20 }, batch);
    expect(reduced(log.events).flags).toEqual([
      { code: 'outputs_exceed_inputs', message: expect.stringContaining('10.0 kg'), grams: 210 },
    ]);
  });

  it('when output comes from no input', () => {
    const log = new Log();
    log.add('batch.output', { kind: 'product', grams: 50 }, batch);
    expect(reduced(log.events).flags).toMatchObject([{ code: 'output_without_input', grams: 50 }]);
  });

  it('when a finished batch does not close within what its scales explain, not while it runs', () => {
    const log = new Log();
    input(log, 1_000);
    log.add('batch.output', { kind: 'product', grams: 900 }, batch);
    expect(codes(reduced(log.events))).toEqual([]);
    log.add('batch.finished', {}, batch);
    expect(reduced(log.events).flags).toMatchObject([{ code: 'mass_not_closed', grams: 100 }]);
  });

  it('when a test passes on zero pieces, or on a batch that made nothing', () => {
    const log = new Log();
    log.add('batch.qc', { test: 'bending', pass: true, sampleSize: 0 }, batch);
    expect(codes(reduced(log.events))).toEqual(['qc_pass_without_sample']);
    const empty = new Log();
    empty.add('batch.qc', { test: 'bending', pass: true, sampleSize: 3 }, batch);
    empty.add('batch.finished', {}, batch);
    expect(codes(reduced(empty.events))).toEqual(['qc_pass_without_product']);
  });

  it('when it finished before it started, or started twice', () => {
    const log = new Log();
    const start = { recipeId: 'r', recipeVersion: 1, machine: 'm' };
    log.add('batch.finished', {}, batch);
    log.add('batch.started', start, batch);
    expect(codes(reduced(log.events))).toEqual(['finished_before_start']);
    log.add('batch.started', { ...start, recipeId: 'later' }, batch);
    log.add('batch.finished', { goodPieces: 3 }, batch);
    const state = reduced(log.events);
    expect(codes(state)).toEqual(['started_twice', 'finished_twice']);
    expect(state).toMatchObject({
      recipeId: 'r',
      startedAt: '2026-03-02T08:01:00.000Z',
      finishedAt: '2026-03-02T08:03:00.000Z',
      goodPieces: 3,
    });
  });

  it('when QC rejects more than was made, or rejects it without weighing', () => {
    const log = new Log();
    input(log, 100);
    log.add('batch.output', { kind: 'product', pieces: 1, grams: 100 }, batch);
    log.add('batch.qc', { test: 'look', pass: false, sampleSize: 1, rejectedGrams: 300 }, batch);
    const state = reduced(log.events);
    expect(state).toMatchObject({ goodGrams: 0, rejectedGrams: 100, unaccountedGrams: 0 });
    expect(state.flags).toMatchObject([{ code: 'rejects_exceed_output', grams: 200 }]);
    log.add('batch.qc', { test: 'look', pass: false, sampleSize: 1, rejectedPieces: 1 }, batch);
    expect(codes(reduced(log.events))).toContain('rejects_not_weighed');
  });

  it('when a lot behind it gave more than it held', () => {
    const log = massBalanceVector();
    log.add('dispatch.recorded', { lotId: 'GATE-1', productCode: 'bale', pieces: 1, grams: 20_000 });
    expect(reduced(log.events).flags).toMatchObject([{ code: 'lot_overdrawn', grams: 20_000 }]);
    expect(reduced(log.events).balance.intake?.netGrams).toBe(460_800);
  });
});
