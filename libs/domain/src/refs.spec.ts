import { describe, expect, it } from '@jest/globals';
import { eventsBearingOn, refsOf } from './refs.js';
import { Log, massBalanceVector } from './testing/log.js';

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
});
