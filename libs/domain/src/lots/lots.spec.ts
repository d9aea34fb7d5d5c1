import { describe, expect, it } from '@jest/globals';
import { resolveEvents } from '../log/correction.js';
import { reduceLots, type Lot } from './lots.js';
import { Log } from '../testing/log.js';

function lotsOf(log: Log): (lotId: string) => Lot {
  const lots = reduceLots(resolveEvents(log.events).effective);
  return (lotId) => {
    const lot = lots.get(lotId);
    if (lot === undefined) throw new Error(`no lot ${lotId}`);
    return lot;
  };
}
function intake(log: Log, lotId: string, grams: number, moisturePermille?: number): void {
  log.add('intake.recorded', {
    lotId,
    sourceType: 'other',
    grossGrams: grams + 10,
    tareGrams: 10,
    moisturePermille,
  });
}
type Part = [lotId: string, grams: number];
function process(log: Log, inputs: Part[], outputs: Part[], finesGrams = 0): void {
  log.add('lot.processed', {
    step: 'sort',
    inputs: inputs.map(([lotId, grams]) => ({ lotId, grams })),
    outputs: outputs.map(([lotId, grams]) => ({ lotId, grams, polymer: 'PP', form: 'flake' as const })),
    losses: finesGrams === 0 ? [] : [{ reason: 'fines', grams: finesGrams, fate: 'stored' }],
  });
}

describe('lots', () => {
  it('hand what stands behind them on by mass: of two outputs, the heavier carries more', () => {
    const log = new Log();
    intake(log, 'A', 1_000, 100);
    process(
      log,
      [['A', 1_000]],
      [
        ['B', 600],
        ['C', 200],
      ],
      200,
    );
    const lot = lotsOf(log);
    expect(lot('B')).toMatchObject({
      traced: true,
      grossGrams: 757.5,
      netGrams: 750,
      dryGrams: 675,
      losses: [{ step: 'sort', reason: 'fines', grams: 150 }],
      madeFrom: ['A'],
      delivered: false,
    });
    expect(lot('C')).toMatchObject({ netGrams: 250, dryGrams: 225 });
  });

  it('mix two deliveries, and know the dry mass only when both moistures are known', () => {
    const log = new Log();
    intake(log, 'A', 300, 0);
    intake(log, 'B', 100, 500);
    intake(log, 'C', 100);
    process(
      log,
      [
        ['A', 300],
        ['B', 100],
      ],
      [['AB', 400]],
    );
    process(
      log,
      [
        ['A', 0],
        ['C', 100],
      ],
      [['CC', 100]],
    );
    const lot = lotsOf(log);
    expect(lot('AB')).toMatchObject({ netGrams: 400, dryGrams: 350 });
    expect(lot('CC')).toMatchObject({ netGrams: 100, dryGrams: null });
  });

  it('are refilled under the same number by several deliveries', () => {
    const log = new Log();
    intake(log, 'A', 100, 0);
    intake(log, 'A', 200, 0);
    expect(lotsOf(log)('A')).toMatchObject({ producedGrams: 300, netGrams: 300, delivered: true, flags: [] });
  });

  it('consumed beyond their mass are flagged, and shared out only once', () => {
    const log = new Log();
    intake(log, 'A', 100, 0);
    process(log, [['A', 100]], [['B', 100]]);
    process(log, [['A', 100]], [['C', 100]]);
    const lot = lotsOf(log);
    expect(lot('A').flags).toMatchObject([{ code: 'lot_overdrawn', grams: 100 }]);
    expect(lot('B').netGrams + lot('C').netGrams).toBe(100);
  });

  it('whose delivery is not known are not traced, and flagged until it comes (E6, E7)', () => {
    const log = new Log();
    process(log, [['A', 100]], [['B', 100]]);
    const notDelivered = { code: 'lot_not_delivered', grams: 100 };
    expect(lotsOf(log)('A')).toMatchObject({ traced: false, flags: [notDelivered] });
    expect(lotsOf(log)('B')).toMatchObject({ traced: false, flags: [notDelivered] });
    intake(log, 'A', 100, 0);
    expect(lotsOf(log)('A')).toMatchObject({ traced: true, flags: [] });
  });

  it('that a step overdrew hand on only what was held', () => {
    const log = new Log();
    intake(log, 'A', 100, 0);
    process(log, [['A', 100]], [['B', 100]]);
    process(log, [['A', 300]], [['C', 300]]);
    const lot = lotsOf(log);
    expect(lot('B').heldShare * 100 + lot('C').heldShare * 300).toBeCloseTo(100, 9);
  });

  it('made from nothing are neither traced nor believed', () => {
    const log = new Log();
    process(log, [], [['B', 100]]);
    expect(lotsOf(log)('B')).toMatchObject({
      traced: false,
      flags: [{ code: 'process_gains_mass', grams: 100 }],
    });
  });

  it('that a step emptied into nothing are flagged: what became of the plastic is not said', () => {
    const log = new Log();
    intake(log, 'A', 100, 0);
    intake(log, 'B', 100, 0);
    process(
      log,
      [
        ['A', 60],
        ['A', 40],
        ['B', 20],
      ],
      [],
      50,
    );
    const flag = {
      code: 'process_not_closed',
      grams: 70,
      message: 'Step "sort" of A, B took 0.1 kg and 0.1 kg of it is missing: log its losses.',
    };
    expect(lotsOf(log)('A').flags).toEqual([flag]);
    expect(lotsOf(log)('B').flags).toEqual([flag]);
  });

  it('all of which a step refused are in order: the loss says where it went', () => {
    const log = new Log();
    intake(log, 'A', 100, 0);
    process(log, [['A', 100]], [], 100);
    expect(lotsOf(log)('A').flags).toEqual([]);
  });

  it('dispatched that nobody ever filled are flagged until their batch comes (E6, E7)', () => {
    const log = new Log();
    log.add('dispatch.recorded', { lotId: 'P', productCode: 'beam-2m', pieces: 2, grams: 10_000 });
    expect(lotsOf(log)('P')).toMatchObject({
      filled: false,
      flags: [{ code: 'lot_not_delivered', grams: 10_000 }],
    });
    log.add('batch.output', { kind: 'product', lotId: 'P', pieces: 2, grams: 10_000 }, { batchId: 'B1' });
    expect(lotsOf(log)('P').flags).toEqual([]);
  });

  it('of sand, which nobody delivers, are not', () => {
    const log = new Log();
    const sand = { lotId: 'S', material: 'sand', origin: 'virgin', grams: 500 } as const;
    log.add('batch.input', sand, { batchId: 'B1' });
    expect(lotsOf(log)('S').flags).toEqual([]);
  });

  it('made from themselves are flagged and left untraced, and so is what is made of them', () => {
    const log = new Log();
    intake(log, 'A', 100, 0);
    process(
      log,
      [
        ['A', 100],
        ['B', 50],
      ],
      [['B', 150]],
    );
    process(log, [['B', 100]], [['C', 100]]);
    const lot = lotsOf(log);
    expect(lot('B')).toMatchObject({ traced: false, flags: [{ code: 'lot_cycle' }] });
    expect(lot('C')).toMatchObject({ traced: false, flags: [{ code: 'lot_cycle' }] });
    expect(lot('A')).toMatchObject({ traced: true, flags: [] });
  });

  it('that a batch put out carry no delivery: that counted for the batch', () => {
    const log = new Log();
    log.add('batch.output', { kind: 'regrind', lotId: 'R', grams: 30 }, { batchId: 'B1' });
    log.add('batch.output', { kind: 'granulate', lotId: 'R', grams: 10 }, { batchId: 'B1' });
    process(log, [['R', 40]], [['S', 40]]);
    expect(lotsOf(log)('S')).toMatchObject({ traced: true, netGrams: 0, scrapShare: 0.75, goodShare: 0.25 });
  });

  it('made heavier by a step are flagged; washing may add water', () => {
    const log = new Log();
    intake(log, 'A', 100, 0);
    intake(log, 'W', 100, 0);
    process(log, [['A', 100]], [['B', 110]]);
    log.add('lot.processed', {
      step: 'wash',
      inputs: [{ lotId: 'W', grams: 100 }],
      outputs: [{ lotId: 'X', polymer: 'PP', form: 'flake', grams: 130 }],
      losses: [],
    });
    expect(lotsOf(log)('B').flags).toMatchObject([{ code: 'process_gains_mass', grams: 10 }]);
    expect(lotsOf(log)('X').flags).toEqual([]);
  });

  it('know who brought what is in them, how far it came, and what water and losses it cost', () => {
    const log = new Log();
    const delivery = { lotId: 'A', tareGrams: 0, moisturePermille: 0 };
    log.add('intake.recorded', { ...delivery, sourceType: 'school', grossGrams: 3_000, kilometres: 10 });
    log.add('intake.recorded', { ...delivery, sourceType: 'fishing', grossGrams: 1_000, kilometres: 2 });
    log.add('lot.processed', {
      step: 'wash',
      inputs: [{ lotId: 'A', grams: 2_000 }],
      outputs: [{ lotId: 'B', polymer: 'PP', form: 'flake', grams: 1_900 }],
      losses: [
        { reason: 'fines', grams: 60, fate: 'landfill' },
        { reason: 'fines', grams: 40, fate: 'stored' },
      ],
      litresFresh: 12,
      litresReused: 7,
    });
    expect(lotsOf(log)('B')).toMatchObject({
      grossGrams: 2_000,
      grossBySource: { school: 1_500, fishing: 500, household: 0 },
      tonneKilometres: 0.016,
      litresFresh: 12,
      litresReused: 7,
      losses: [
        { step: 'wash', reason: 'fines', fate: 'landfill', grams: 60 },
        { step: 'wash', reason: 'fines', fate: 'stored', grams: 40 },
      ],
    });
  });

  it('know neither way nor water when a delivery or a washing behind them does not say it', () => {
    const log = new Log();
    intake(log, 'A', 100);
    process(log, [['A', 100]], [['B', 100]]);
    log.add('lot.processed', {
      step: 'wash',
      inputs: [{ lotId: 'B', grams: 100 }],
      outputs: [{ lotId: 'C', polymer: 'PP', form: 'flake', grams: 100 }],
      losses: [],
    });
    expect(lotsOf(log)('B')).toMatchObject({ tonneKilometres: null, litresFresh: 0 });
    expect(lotsOf(log)('C')).toMatchObject({ tonneKilometres: null, litresFresh: null });
  });

  it('say how sure their contents are: a container is weighed twice, and each taking once', () => {
    const log = new Log();
    log.add('intake.recorded', {
      lotId: 'A',
      sourceType: 'other',
      grossGrams: 120_000,
      tareGrams: 20_000,
      scaleId: 'gate',
    });
    process(log, [['A', 40_000]], [['B', 40_000]]);
    const random = 0.007 ** 2 * (120_000 ** 2 + 20_000 ** 2 + 40_000 ** 2);
    const scales = 1_000 ** 2 + 400 ** 2;
    expect(lotsOf(log)('A').uncertaintyGrams).toBe(Math.round(Math.sqrt(random + scales)));
  });
});
