import { describe, expect, it } from '@jest/globals';
import { eventsBearingOn, refsOf } from './refs.js';
import { Log, massBalanceVector } from '../testing/log.js';

describe('refsOf', () => {
  it('says what each kind of event touches, each thing once', () => {
    const log = new Log();
    const batch = { batchId: 'B1' };
    const intake = log.add('intake.recorded', {
      lotId: 'L1',
      sourceType: 'school',
      grossGrams: 9,
      tareGrams: 1,
    });
    expect(refsOf(intake)).toEqual([{ kind: 'lot', ref: 'L1', role: 'produces' }]);
    const processed = log.add('lot.processed', {
      step: 'blend',
      inputs: [
        { lotId: 'L1', grams: 1 },
        { lotId: 'L1', grams: 2 },
      ],
      outputs: [{ lotId: 'L2', polymer: 'PP', form: 'flake', grams: 3 }],
      losses: [],
    });
    expect(refsOf(processed)).toEqual([
      { kind: 'lot', ref: 'L1', role: 'consumes' },
      { kind: 'lot', ref: 'L2', role: 'produces' },
    ]);
    const input = log.add(
      'batch.input',
      { lotId: 'L2', material: 'flake', origin: 'virgin', grams: 3 },
      batch,
    );
    expect(refsOf(input)).toEqual([
      { kind: 'batch', ref: 'B1', role: 'about' },
      { kind: 'lot', ref: 'L2', role: 'consumes' },
    ]);
    const output = log.add('batch.output', { kind: 'regrind', lotId: 'L3', grams: 1 }, batch);
    expect(refsOf(output)).toEqual([
      { kind: 'batch', ref: 'B1', role: 'about' },
      { kind: 'lot', ref: 'L3', role: 'produces' },
    ]);
    const bought = log.add('batch.input', { material: 'sand', origin: 'virgin', grams: 3 }, batch);
    const weighed = log.add('batch.output', { kind: 'purge', grams: 1 }, batch);
    for (const event of [bought, weighed])
      expect(refsOf(event)).toEqual([{ kind: 'batch', ref: 'B1', role: 'about' }]);
    const dispatch = log.add('dispatch.recorded', { lotId: 'L3', productCode: 'p', pieces: 1, grams: 1 });
    expect(refsOf(dispatch)).toEqual([{ kind: 'lot', ref: 'L3', role: 'consumes' }]);
    expect(refsOf(log.void(input))).toEqual([{ kind: 'batch', ref: 'B1', role: 'about' }]);
    expect(refsOf(log.add('labour.recorded', { people: 1, minutes: 5, kind: 'work' }))).toEqual([]);
  });
});

describe('eventsBearingOn', () => {
  it('takes the batch, the lots upstream with all who draw on them, and every version of each; nothing else', () => {
    const log = massBalanceVector();
    const bearing = [...log.events];
    const [intake] = log.events;
    if (intake === undefined) throw new Error('the vector starts with an intake');
    bearing.push(log.void(intake));
    bearing.push(
      log.add('dispatch.recorded', { lotId: 'SORTED-1', productCode: 'bale', pieces: 1, grams: 5 }),
    );
    log.add(
      'batch.input',
      { lotId: 'REGRIND-1', material: 'regrind', origin: 'own-scrap', grams: 5 },
      { batchId: 'B2' },
    );
    log.add('intake.recorded', { lotId: 'OTHER', sourceType: 'school', grossGrams: 9, tareGrams: 1 });
    const found = eventsBearingOn('B1', log.events);
    // REGRIND-1 lies downstream: who takes it does not change the batch that made it.
    expect(found).toEqual(bearing);
  });

  it('follows a step met first as another user of a lot, then as the maker of one', () => {
    const log = new Log();
    const step = (inputs: string[], output: string) =>
      log.add('lot.processed', {
        step: 'blend',
        inputs: inputs.map((lotId) => ({ lotId, grams: 10 })),
        outputs: [{ lotId: output, polymer: 'PP', form: 'flake', grams: 10 * inputs.length }],
        losses: [],
      });
    log.add('intake.recorded', { lotId: 'C', sourceType: 'school', grossGrams: 10, tareGrams: 0 });
    step(['A', 'C'], 'X');
    step(['X'], 'Y');
    for (const lotId of ['Y', 'A'])
      log.add(
        'batch.input',
        { lotId, material: 'flake', origin: 'post-consumer', grams: 10 },
        { batchId: 'B1' },
      );
    for (const events of [log.events, log.events.toReversed()])
      expect(new Set(eventsBearingOn('B1', events))).toEqual(new Set(log.events));
  });

  it('takes the versions of a fact up to the first and down every branch', () => {
    const log = new Log();
    const input = (batchId: string, supersedes?: string) =>
      log.add(
        'batch.input',
        { material: 'flake', origin: 'virgin', grams: 10 },
        { batchId, ...(supersedes === undefined ? {} : { supersedes, reason: 'wrong' }) },
      );
    const first = input('B9');
    const second = input('B9', first.id);
    input('B1', second.id);
    input('B9', first.id);
    expect(eventsBearingOn('B1', log.events)).toEqual(log.events);
  });

  it('leaves out what another user of a lot took besides it', () => {
    const log = new Log();
    const intake = (lotId: string) =>
      log.add('intake.recorded', { lotId, sourceType: 'school', grossGrams: 10, tareGrams: 0 });
    const take = (lotId: string, batchId: string) =>
      log.add('batch.input', { lotId, material: 'flake', origin: 'post-consumer', grams: 10 }, { batchId });
    const blend = (inputs: string[], output: string) =>
      log.add('lot.processed', {
        step: 'blend',
        inputs: inputs.map((lotId) => ({ lotId, grams: 5 })),
        outputs: [{ lotId: output, polymer: 'PP', form: 'flake', grams: 10 }],
        losses: [],
      });
    const bearing = [intake('SHARED'), take('SHARED', 'B1'), blend(['SHARED', 'SIDE'], 'ELSEWHERE')];
    intake('SIDE');
    take('ELSEWHERE', 'B2');
    take('SIDE', 'B2');
    for (const events of [log.events, log.events.toReversed()])
      expect(new Set(eventsBearingOn('B1', events))).toEqual(new Set(bearing));
  });

  it('takes every content of one id, since any of them may be the one that counts', () => {
    const log = new Log();
    const data = { material: 'flake', origin: 'virgin', grams: 10 } as const;
    log.add('batch.input', data, { id: 'twice', batchId: 'B1' });
    log.add('batch.input', data, { id: 'twice', batchId: 'B2' });
    log.add('batch.input', data, { batchId: 'B2' });
    expect(eventsBearingOn('B1', log.events)).toEqual(log.events.slice(0, 2));
  });

  it('takes a correction whose first version is still on its way, and its sisters', () => {
    const log = new Log();
    const data = { material: 'flake', origin: 'virgin', grams: 10 } as const;
    const rest = { supersedes: 'on-its-way', reason: 'wrong' };
    log.add('batch.input', data, { batchId: 'B1', ...rest });
    log.add('batch.input', data, { batchId: 'B2', ...rest });
    log.add('batch.input', data, { batchId: 'B2' });
    expect(eventsBearingOn('B1', log.events)).toEqual(log.events.slice(0, 2));
  });

  it('is nothing for a batch of which nothing was said', () => {
    expect(eventsBearingOn('B2', massBalanceVector().events)).toEqual([]);
  });

  it('ends on a ring of corrections', () => {
    const log = new Log();
    for (const [id, supersedes] of [
      ['one', 'two'],
      ['two', 'one'],
    ] as const)
      log.add('batch.finished', {}, { id, batchId: 'B1', supersedes, reason: 'wrong' });
    expect(eventsBearingOn('B1', log.events)).toEqual(log.events);
  });

  it('survives 20,000 blends in a row that all draw on one lot, and 20,000 corrections of one event', () => {
    const log = new Log();
    const input = (lotId: string, supersedes?: string) =>
      log.add(
        'batch.input',
        { lotId, material: 'flake', origin: 'post-consumer', grams: 1 },
        { batchId: 'B1', ...(supersedes === undefined ? {} : { supersedes, reason: 'wrong' }) },
      );
    for (let index = 1; index <= 20_000; index += 1)
      log.add('lot.processed', {
        step: 'blend',
        inputs: ['SALT', `L${index - 1}`].map((lotId) => ({ lotId, grams: 1 })),
        outputs: [{ lotId: `L${index}`, polymer: 'PP', form: 'flake', grams: 2 }],
        losses: [],
      });
    input('L20000');
    const salt = input('SALT');
    for (let index = 1; index <= 20_000; index += 1) input('SALT', salt.id);
    expect(eventsBearingOn('B1', log.events).length).toBe(log.events.length);
  });
});
