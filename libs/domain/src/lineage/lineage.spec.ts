import { describe, expect, it } from '@jest/globals';
import { Log, massBalanceVector } from '../testing/log.js';
import { allocate, type Flows } from './flows.js';
import { lineageOf } from './lineage.js';

/** Links as `from > to`, by label where there is no number to name them by. */
function linksOf({ nodes, links }: Flows): Record<string, number> {
  const names = new Map(
    nodes.map(({ id, label, lotId, batchId, kind }) => [
      id,
      kind === 'delivery' || kind === 'dispatch' ? label : (lotId ?? batchId ?? label),
    ]),
  );
  return Object.fromEntries(
    links.map(({ from, to, grams }) => [`${names.get(from)} > ${names.get(to)}`, grams]),
  );
}
function blend(
  log: Log,
  inputs: [string, number][],
  outputs: [string, number][],
  step: 'sort' | 'blend' = 'blend',
) {
  return log.add('lot.processed', {
    step,
    inputs: inputs.map(([lotId, grams]) => ({ lotId, grams })),
    outputs: outputs.map(([lotId, grams]) => ({ lotId, grams, polymer: 'PP', form: 'flake' as const })),
    losses: [],
  });
}
function intake(log: Log, lotId: string, grams: number): void {
  log.add('intake.recorded', { lotId, sourceType: 'school', grossGrams: grams, tareGrams: 0 });
}

describe('lineage', () => {
  it('of the batch of MB-1 goes back to the delivery and on to product, scrap and what is missing', () => {
    const log = massBalanceVector();
    log.add('dispatch.recorded', {
      lotId: 'REGRIND-1',
      productCode: 'bale',
      pieces: 1,
      grams: 5_000,
      project: 'yard',
    });
    expect(linksOf(lineageOf({ batchId: 'B1' }, log.events))).toEqual({
      'Delivered by collectors > GATE-1': 480_000,
      'GATE-1 > Step: sort': 480_000,
      'Step: sort > Not plastic (sort)': 36_000,
      'Step: sort > Water (sort)': 24_000,
      'Step: sort > SORTED-1': 420_000,
      'SORTED-1 > Step: shred': 420_000,
      'Step: shred > SHREDDED-1': 420_000,
      'SHREDDED-1 > Step: wash': 420_000,
      'Step: wash > Fines (wash)': 12_600,
      'Step: wash > FLAKE-1': 407_400,
      'FLAKE-1 > B1': 407_400,
      'Bought in: Masterbatch > B1': 4_200,
      'B1 > beam-2m': 395_000,
      'B1 > REGRIND-1': 8_600,
      'B1 > Purge': 6_000,
      'B1 > Unaccounted': 2_000,
      'REGRIND-1 > Dispatched to yard': 5_000,
      'REGRIND-1 > In stock': 3_600,
    });
  });

  it('goes from a delivery to the walls it ended up in, by share of each mixture', () => {
    const log = new Log();
    intake(log, 'A', 300);
    intake(log, 'B', 100);
    blend(
      log,
      [
        ['A', 300],
        ['B', 100],
      ],
      [['AB', 400]],
    );
    const batch = { batchId: 'B1' };
    log.add('batch.input', { lotId: 'AB', material: 'flake', origin: 'post-consumer', grams: 200 }, batch);
    log.add('batch.output', { kind: 'product', lotId: 'P', productCode: 'beam', grams: 200 }, batch);
    log.add('batch.finished', {}, batch);
    log.add('dispatch.recorded', {
      lotId: 'P',
      productCode: 'beam',
      pieces: 1,
      grams: 120,
      project: 'school',
    });
    // A quarter of the mixture is of B, half of that was fed, three fifths of that went out.
    expect(linksOf(lineageOf({ lotId: 'B' }, log.events))).toMatchObject({
      'Delivered by schools > B': 100,
      'AB > B1': 50,
      'AB > In stock': 50,
      'B1 > P': 50,
      'P > Dispatched to school': 30,
      'P > In stock': 20,
    });
    // And back: the pallet came three quarters from A.
    const back = lineageOf({ lotId: 'P' }, log.events);
    expect(linksOf(back)).toMatchObject({ 'A > Step: blend': 150, 'B > Step: blend': 50, 'B1 > P': 200 });
    expect(back.nodes.find(({ lotId }) => lotId === 'P')?.kind).toBe('product');
  });

  it('goes on to what came back, shared over what was sent out of the product before', () => {
    const log = new Log();
    intake(log, 'A', 100);
    intake(log, 'B', 300);
    const send = (lotId: string, grams: number, project: string) =>
      log.add('dispatch.recorded', { lotId, productCode: 'bale', pieces: 1, grams, project });
    const back = { productCode: 'bale', pieces: 1, condition: 'reuse' } as const;
    send('A', 100, 'school');
    send('B', 300, 'clinic');
    const returned = log.add('return.recorded', { ...back, grams: 40 });
    log.add('return.recorded', { ...back, grams: 20, condition: 'waste' });
    log.add('return.recorded', { ...back, productCode: 'other', grams: 50 });
    expect(linksOf(lineageOf({ lotId: 'A' }, log.events))).toEqual({
      'Delivered by schools > A': 100,
      'A > Dispatched to school': 100,
      'Dispatched to school > Came back, used again': 10,
      // 20 of the 360 g still out.
      'Dispatched to school > Came back as waste': 5,
      'Dispatched to school > Still in use': 85,
    });
    log.add('event.voided', {}, { supersedes: returned.id, reason: 'miscounted' });
    expect(linksOf(lineageOf({ lotId: 'B' }, log.events))).toMatchObject({
      'Dispatched to clinic > Came back as waste': 15,
      'Dispatched to clinic > Still in use': 285,
    });
  });

  it('hands what was lost on the way to who took the rest', () => {
    const log = massBalanceVector();
    blend(log, [['GATE-1', 0]], []);
    const half = { batchId: 'B2' };
    log.add(
      'batch.input',
      { lotId: 'REGRIND-1', material: 'regrind', origin: 'own-scrap', grams: 4_300 },
      half,
    );
    const links = linksOf(lineageOf({ batchId: 'B2' }, log.events));
    // REGRIND-1 is 8.6 of the 409.6 kg that B1 put out: half of that share of the feed, and of all losses before it.
    const taken = (4_300 * 411_600) / 409_600;
    expect(Math.abs((links['B1 > REGRIND-1'] ?? 0) - 4_300)).toBeLessThanOrEqual(1);
    expect(Math.abs((links['B1 > Unaccounted'] ?? 0) - (taken - 4_300))).toBeLessThanOrEqual(1);
    expect(
      Math.abs((links['Bought in: Masterbatch > B1'] ?? 0) - (taken * 4_200) / 411_600),
    ).toBeLessThanOrEqual(1);
    expect(links['Step: wash > Fines (wash)']).toBeGreaterThan(0);
    expect(links['B2 > Still in the machine']).toBe(4_300);
  });

  it('lets what a lot gave beyond its mass come from nowhere logged, and flags it', () => {
    const log = new Log();
    intake(log, 'A', 100);
    blend(log, [['A', 100]], [['B', 100]]);
    blend(log, [['A', 300]], [['C', 300]]);
    const { links, flags } = lineageOf({ lotId: 'C' }, log.events);
    expect(links.find(({ to }) => to === 'lot:A')).toMatchObject({ from: 'delivery:e000000', grams: 75 });
    expect(links.find(({ from }) => from === 'not-logged')).toMatchObject({ to: 'lot:A', grams: 225 });
    expect(flags).toMatchObject([{ code: 'lot_overdrawn', grams: 300 }]);
  });

  it('cuts a circle where it closes, and flags it', () => {
    const log = new Log();
    intake(log, 'A', 100);
    blend(
      log,
      [
        ['A', 100],
        ['B', 50],
      ],
      [['B', 150]],
    );
    const { links, flags } = lineageOf({ lotId: 'B' }, log.events);
    expect(links).toContainEqual({ from: 'itself', to: 'step:e000001', grams: 50 });
    expect(links).toContainEqual({ from: 'lot:B', to: 'stock', grams: 100 });
    expect(flags.map(({ code }) => code)).toEqual(['lot_cycle', 'lineage_cut']);
  });

  it('is empty for what no event names, and alone for what was named without a mass', () => {
    const log = new Log();
    blend(log, [['A', 0]], []);
    expect(lineageOf({ lotId: 'X' }, log.events)).toEqual({ nodes: [], links: [], flags: [] });
    expect(lineageOf({ lotId: 'A' }, log.events)).toMatchObject({
      nodes: [{ id: 'lot:A', grams: 0 }],
      links: [],
    });
  });

  it('follows corrections', () => {
    const log = new Log();
    const wrong = log.add('intake.recorded', {
      lotId: 'A',
      sourceType: 'other',
      grossGrams: 10,
      tareGrams: 0,
    });
    log.add(
      'intake.recorded',
      { lotId: 'A', sourceType: 'other', grossGrams: 1_000, tareGrams: 0 },
      { supersedes: wrong.id, reason: 'kilograms' },
    );
    expect(lineageOf({ lotId: 'A' }, log.events).nodes.find(({ kind }) => kind === 'delivery')?.grams).toBe(
      1_000,
    );
  });
});

it('whole grams are shared out without losing one, each part within a gram of its share', () => {
  expect(allocate(100, [1, 1, 1])).toEqual([33, 34, 33]);
  expect(allocate(7, [0, 5, 0])).toEqual([0, 7, 0]);
  expect(allocate(7, [])).toEqual([]);
  expect(allocate(0, [0, 0])).toEqual([0, 0]);
});
