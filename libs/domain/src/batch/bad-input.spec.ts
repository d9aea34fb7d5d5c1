import { describe, expect, it } from '@jest/globals';
import { NO_CONTEXT, type KitchenContext } from '../kitchen/context.js';
import { SEED_REFERENCE } from '../reference/seeds/seed-reference.js';
import type { ReferenceRecord } from '../reference/reference.js';
import { Log } from '../testing/log.js';
import { reduceBatch } from './batch.js';
import { neverFinished } from './never-finished.js';

const SEEDED: KitchenContext = { ...NO_CONTEXT, kitchenId: 'ke-nbo-01', reference: SEED_REFERENCE };
const batch = { batchId: 'B1' };
const started = { recipeId: 'r-beam-2m', recipeVersion: 1, machine: 'm', productCode: 'beam-2m' };
const flake = { material: 'flake', origin: 'post-consumer', grams: 500 } as const;

function codes(log: Log, context = SEEDED): string[] {
  return reduceBatch('B1', log.events, context)?.flags.map(({ code }) => code) ?? [];
}

describe('bad input is counted, flagged and said (E7)', () => {
  it('known names are not flagged', () => {
    const log = new Log();
    log.add('intake.recorded', {
      lotId: 'A',
      sourceType: 'school',
      polymer: 'mixed',
      grossGrams: 900,
      tareGrams: 0,
      price: { minor: 5, currency: 'KES' },
    });
    log.add('batch.started', started, batch);
    log.add('batch.input', { ...flake, lotId: 'A', polymer: 'HDPE' }, batch);
    log.add('batch.input', { ...flake, material: 'regrind', origin: 'own-scrap', polymer: 'mixed' }, batch);
    expect(codes(log)).toEqual([]);
  });

  it('unknown recipe, product and polymer', () => {
    const log = new Log();
    log.add('batch.started', { ...started, recipeId: 'r-nobody', productCode: 'castle' }, batch);
    log.add('batch.input', { ...flake, polymer: 'HDPEE' }, batch);
    log.add('batch.output', { kind: 'product', productCode: 'tower', grams: 100 }, batch);
    expect(codes(log)).toEqual(['unknown_recipe', 'unknown_product', 'unknown_product', 'unknown_polymer']);
    expect(reduceBatch('B1', log.events, SEEDED)?.flags.at(-1)).toMatchObject({ grams: 500 });
    expect(reduceBatch('B1', log.events, SEEDED)?.feedGrams).toBe(500);
  });

  it('nothing is checked where no reference data is known, as on the phone', () => {
    const log = new Log();
    log.add('batch.started', { ...started, recipeId: 'r-nobody' }, batch);
    log.add('batch.input', { ...flake, polymer: 'PVC' }, batch);
    expect(codes(log, NO_CONTEXT)).toEqual([]);
  });

  it('a recipe without limits', () => {
    const log = new Log();
    log.add('batch.started', started, batch);
    const reference = SEED_REFERENCE.map((record): ReferenceRecord =>
      record.kind === 'recipe' ? { ...record, body: { ...record.body, limitsCel: null } as never } : record,
    );
    expect(codes(log, { ...SEEDED, reference })).toEqual(['recipe_without_limits']);
  });

  it('plastic that must not be melted, named on the input or by its lot', () => {
    const named = new Log();
    named.add('batch.input', { ...flake, polymer: 'PVC' }, batch);
    expect(reduceBatch('B1', named.events, SEEDED)?.flags).toMatchObject([
      { code: 'rejected_polymer_melted', grams: 500, message: expect.stringContaining('hydrogen chloride') },
    ]);
    const lot = new Log();
    lot.add('intake.recorded', {
      lotId: 'A',
      sourceType: 'other',
      polymer: 'PVC',
      grossGrams: 900,
      tareGrams: 0,
    });
    lot.add('batch.input', { ...flake, lotId: 'A' }, batch);
    expect(codes(lot)).toEqual(['rejected_polymer_melted']);
  });

  it('a mass that no scale carries, on a batch or on a delivery behind it', () => {
    const log = new Log();
    log.add('intake.recorded', { lotId: 'A', sourceType: 'other', grossGrams: 10_000_001, tareGrams: 0 });
    log.add('batch.input', { ...flake, lotId: 'A', grams: 10_000_000 }, batch);
    expect(codes(log)).toEqual(['absurd_mass']);
    log.add('batch.output', { kind: 'product', grams: 900_000_000 }, batch);
    expect(codes(log)).toEqual(['outputs_exceed_inputs', 'absurd_mass', 'absurd_mass']);
  });

  it('what is odd about the lots behind: polymer, currency, moisture, a step that lost mass', () => {
    const log = new Log();
    log.add('intake.recorded', {
      lotId: 'A',
      sourceType: 'other',
      polymer: 'straw',
      grossGrams: 1_000,
      tareGrams: 0,
      moisturePermille: 1_200,
      price: { minor: 1, currency: 'ABC' },
    });
    log.add('lot.processed', {
      step: 'shred',
      inputs: [{ lotId: 'A', grams: 1_000 }],
      outputs: [{ lotId: 'B', polymer: 'wood', form: 'flake', grams: 700 }],
      losses: [],
    });
    log.add('batch.input', { ...flake, lotId: 'B' }, batch);
    expect(codes(log)).toEqual([
      'process_not_closed',
      'unknown_polymer',
      'impossible_moisture',
      'unknown_polymer',
      'unknown_currency',
    ]);
    expect(reduceBatch('B1', log.events, SEEDED)?.provenance.dryGrams).toBeNull();
  });

  it('a batch of which nothing was logged for 48 hours, while its kitchen logs on', () => {
    const running = { batchId: 'B1', finishedAt: null, lastEventAt: '2026-03-02T08:00:00.000Z' };
    expect(neverFinished(running, '2026-03-04T08:00:00Z')).toBeNull();
    expect(neverFinished(running, '2026-03-04T08:00:01Z')).toMatchObject({ code: 'never_finished' });
    expect(
      neverFinished({ ...running, finishedAt: '2026-03-02T08:00:00Z' }, '2027-01-01T00:00:00Z'),
    ).toBeNull();
  });
});
