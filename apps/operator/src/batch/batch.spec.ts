import type { BatchSummary, StoredEvent } from '@bakeloop/contracts';
import { BATCH_FLAG_CODES, reduceBatch, type KitchenEvent } from '@bakeloop/domain';
import { describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import '../language/later.js';
import { mint, type NewEvent } from '../mint.js';
import { closureVerdict } from './closure.js';
import { eventOf, knownLots, runningBatches, union } from './facts.js';
import { flagWords } from './flag-words.js';
import { nextStep, stageStates, stepLabel } from './next-step.js';
import { lastStepOf } from './batch-when.js';
import { heldAgainst, limitsOf, valueOf } from './quality.js';
import { recipesOf } from './recipes.js';
import { referenceOf } from './reference.js';

const batchId = 'KE-NBO-01-260302-7K3QA';
let nowMs = Date.UTC(2026, 2, 2, 10);
const phone = {
  nowMs: () => (nowMs += 1_000),
  offsetMinutes: () => 180,
  clockOffsetMs: () => 0,
  uuid: () => v7(),
};
const log = (...events: NewEvent[]): KitchenEvent[] => events.map((event) => mint(event, phone));

const started: NewEvent = {
  type: 'batch.started',
  batchId,
  data: { recipeId: 'r-beam-2m', recipeVersion: 2, machine: 'extruder-1', productCode: 'beam-2m' },
};
const input = (grams: number, lotId?: string): NewEvent => ({
  type: 'batch.input',
  batchId,
  data: { material: 'flake', polymer: 'HDPE', origin: 'post-consumer', grams, ...(lotId ? { lotId } : {}) },
});
const stage = (name: 'mix' | 'melt' | 'demould', edge: 'start' | 'end'): NewEvent => ({
  type: 'batch.stage',
  batchId,
  data: { stage: name, edge },
});
const output = (grams: number): NewEvent => ({
  type: 'batch.output',
  batchId,
  data: { kind: 'product', pieces: 10, grams },
});
const qc: NewEvent = { type: 'batch.qc', batchId, data: { test: 'drop', pass: true, sampleSize: 3 } };
const finished: NewEvent = { type: 'batch.finished', batchId, data: {} };

function stateOf(...events: NewEvent[]) {
  const state = reduceBatch(batchId, log(...events));
  if (!state) throw new Error('no state');
  return state;
}
const summary = (over: Partial<BatchSummary>): BatchSummary =>
  ({
    batchId,
    status: 'running',
    startedAt: '2026-03-02T10:00:00Z',
    recipeId: null,
    productCode: null,
    ...over,
  }) as BatchSummary;

describe('the one next step', () => {
  it.each([
    [[started], 'Add material'],
    [[started, input(1)], 'Start mixing'],
    [[started, input(1), stage('mix', 'start')], 'Mixing done'],
    [[started, input(1), stage('mix', 'start'), stage('mix', 'end')], 'Start melting'],
    [[started, input(1), stage('melt', 'start'), stage('melt', 'end')], 'Start moulding'],
    [[started, input(1), stage('demould', 'start'), stage('demould', 'end')], 'Weigh the product'],
    [[started, input(1), stage('demould', 'end'), output(1)], 'Quality check'],
    [[started, input(1), stage('demould', 'end'), output(1), qc], 'Finish the batch'],
    [[started, input(1), finished], 'Finished'],
  ])('after %# it offers the next thing', (events, label) => {
    expect(stepLabel(nextStep(stateOf(...events)))).toBe(label);
  });

  it('shows a stage that runs again as running', () => {
    const state = stateOf(started, stage('mix', 'start'), stage('mix', 'end'), stage('mix', 'start'));
    expect(stageStates(state)).toMatchObject({ mix: 'running', melt: 'todo' });
  });
});

describe('whether the mass closes', () => {
  const verdict = (inGrams: number, outGrams: number) =>
    closureVerdict(stateOf(started, input(inGrams), output(outGrams)));

  it('names the missing kilograms and where to look', () => {
    expect(verdict(78_400, 74_400)).toMatchObject({ tone: 'check', headline: '4.0\u00a0kg missing' });
    expect(verdict(78_400, 74_400).advice).toMatch(/^Spill, moisture, wrong bin\?/);
  });

  it('tells a gain from a loss', () => {
    expect(verdict(50_000, 60_000)).toMatchObject({ tone: 'check', headline: '10.0\u00a0kg too much' });
  });

  it('is content within what scales explain, and says how much', () => {
    expect(verdict(100_000, 98_100)).toMatchObject({ tone: 'good', headline: 'The mass closes' });
    expect(verdict(100_000, 97_900).tone).toBe('check');
    expect(verdict(100_000, 100_000).advice).toBe('Every kilogram that went in came out again.');
  });

  it('claims nothing without a feed', () => {
    expect(closureVerdict(stateOf(started, output(5)))).toMatchObject({ tone: 'none' });
  });
});

describe("the phone's own view of batches", () => {
  it('counts an event that the server also told of once', () => {
    const [own] = log(input(5_000));
    if (!own) throw new Error('no event');
    const { id, type, time, data } = own;
    const told: StoredEvent = {
      id,
      type,
      time,
      data: data as Record<string, unknown>,
      receivedAt: '2026-03-02T10:00:00Z',
      source: 'http',
      actor: null,
      batchId,
      supersedes: null,
      reason: null,
      struckBy: null,
      late: false,
    };
    expect(eventOf(told)).toEqual(own);
    expect(reduceBatch(batchId, union([told], [own]))?.feedGrams).toBe(5_000);
  });

  it('shows a batch started here before the server has heard of it', () => {
    expect(runningBatches([], log(started)).map((batch) => batch.batchId)).toEqual([batchId]);
  });

  it('hides a batch finished here, and one whose start was taken back', () => {
    expect(runningBatches([summary({})], log(started, finished))).toEqual([]);
    const [start] = log(started);
    const voided: NewEvent = {
      type: 'event.voided',
      supersedes: start?.id ?? '',
      reason: 'undo',
      batchId,
      data: {},
    };
    expect(runningBatches([summary({})], [...(start ? [start] : []), ...log(voided)])).toEqual([]);
  });

  it('leaves a batch of others alone to which it only added', () => {
    expect(runningBatches([summary({})], log(input(1)))).toHaveLength(1);
    expect(runningBatches([summary({ status: 'finished' })], log(started, input(1)))).toEqual([]);
  });

  it('offers lots newest first, each once, with their polymer', () => {
    const events = log(input(1, 'OLD'), input(1, 'NEW'), input(1, 'OLD'));
    expect(knownLots(events)).toEqual([
      { lotId: 'OLD', polymer: 'HDPE' },
      { lotId: 'NEW', polymer: 'HDPE' },
    ]);
  });

  it('does not offer a lot whose delivery was taken back', () => {
    const [taken] = log(input(1, 'GONE'));
    const voided: NewEvent = { type: 'event.voided', supersedes: taken?.id ?? '', reason: 'undo', data: {} };
    expect(knownLots([...(taken ? [taken] : []), ...log(voided, input(1, 'THERE'))])).toEqual([
      { lotId: 'THERE', polymer: 'HDPE' },
    ]);
  });

  it('puts what the kitchen baked lately before the rest, in its newest version', () => {
    const recent = [3, 4].map((recipeVersion) =>
      summary({ recipeId: 'r-own', recipeVersion, productCode: 'bench' }),
    );
    expect(recipesOf(recent, none)[0]).toEqual({ recipeId: 'r-own', recipeVersion: 4, productCode: 'bench' });
    expect(recipesOf(recent, none).length).toBeGreaterThan(4);
  });
});

const published = (kind: 'recipe' | 'product', id: string, version: number, body: object) => ({
  items: [
    {
      kind,
      id,
      version,
      validFrom: null,
      publishedAt: '2026-01-01T00:00:00Z',
      publishedBy: 'Bakeloop',
      note: 'new',
      body: { ...body },
    },
  ],
});
const none = referenceOf(null, null);

describe('a recipe', () => {
  const { recipes, products } = referenceOf(
    published('recipe', 'r-own', 7, { productCode: 'bench', limitsCel: { min: 190, max: 230 } }),
    published('product', 'bench', 1, { pieceGrams: 5_000 }),
  );

  it('is offered in the version that is published, though the kitchen last baked an older one', () => {
    const recent = [summary({ recipeId: 'r-own', recipeVersion: 3, productCode: 'bench' })];
    expect(recipesOf(recent, { recipes })).toEqual([
      { recipeId: 'r-own', recipeVersion: 7, productCode: 'bench' },
    ]);
  });

  it('says between which temperatures it runs, and its product how much a piece may weigh', () => {
    const recipe = recipes.get('r-own')?.body ?? null;
    const heat = limitsOf('melt-temperature', recipe, null);
    expect(heat).toEqual({ min: 190, max: 230 });
    expect(heat && [189, 190, 230, 231].map((value) => heldAgainst(value, heat))).toEqual([
      'below',
      'within',
      'within',
      'above',
    ]);
    expect(limitsOf('weight', null, products.get('bench') ?? null)).toEqual({ min: 4.75, max: 5.25 });
  });

  it('without limits leaves the verdict to a person', () => {
    expect(limitsOf('melt-temperature', { limitsCel: null }, null)).toBeNull();
    expect(limitsOf('weight', null, { pieceGrams: null })).toBeNull();
    expect(limitsOf('drop', null, { pieceGrams: 5_000 })).toBeNull();
  });

  it('reads a measured value as the pad types it', () => {
    expect([valueOf('4.95'), valueOf('245'), valueOf(''), valueOf('x')]).toEqual([4.95, 245, null, null]);
  });
});

describe('the step before', () => {
  it('is the newest that counts: what was cancelled is none', () => {
    const [start, fed] = log(started, input(1_000));
    const voided = log({
      type: 'event.voided',
      batchId,
      supersedes: fed?.id ?? '',
      reason: 'a slip',
      data: {},
    });
    const all = [start, fed].filter((event) => event !== undefined);
    expect(lastStepOf(all)?.time).toBe(fed?.time);
    expect(lastStepOf([...all, ...voided])).toEqual({ time: start?.time, what: 'Batch started · Beam 2m' });
    expect(lastStepOf([])).toBeNull();
  });

  it('of a temperature is no quality check of the product', () => {
    const stages = log(
      ...(['mix', 'melt', 'mould', 'cool', 'demould'] as const).flatMap((stage): NewEvent[] =>
        (['start', 'end'] as const).map((edge) => ({ type: 'batch.stage', batchId, data: { stage, edge } })),
      ),
    );
    const heat: NewEvent = {
      type: 'batch.qc',
      batchId,
      data: { test: 'melt temperature', value: 245, unit: 'Cel', pass: false, sampleSize: 1 },
    };
    const out: NewEvent = {
      type: 'batch.output',
      batchId,
      data: { kind: 'product', grams: 1_000, pieces: 1 },
    };
    const state = reduceBatch(batchId, [...log(started, input(1_000)), ...stages, ...log(out, heat)]);
    expect(state && nextStep(state)).toEqual({ do: 'qc' });
  });
});

describe('what is odd about a batch', () => {
  it('is said in the language of the phone, each in words of its own', () => {
    const told = flagWords(BATCH_FLAG_CODES.map((code) => ({ code, message: 'x', grams: 1_500 })));
    expect(new Set(told).size).toBe(BATCH_FLAG_CODES.length);
    expect(told[0]).toBe('1.5\u00a0kg came out, but nothing that went in is logged.');
  });

  it('is nothing that only who knows all deliveries can say', () => {
    const state = reduceBatch('B', [
      {
        id: '0195566d-6c1a-7000-8000-000000000001',
        type: 'batch.input',
        time: '2026-03-02T10:00:00Z',
        batchId: 'B',
        data: { material: 'flake', polymer: 'HDPE', origin: 'post-consumer', lotId: 'HDPE-1', grams: 20_000 },
      },
    ]);
    expect(state?.flags.map(({ code }) => code)).toEqual(['lot_not_delivered']);
    expect(flagWords(state?.flags ?? [])).toEqual([]);
  });
});
