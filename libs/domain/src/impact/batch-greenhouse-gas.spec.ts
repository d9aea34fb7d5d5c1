import { describe, expect, it } from '@jest/globals';
import { reduceBatch } from '../batch/batch.js';
import { amountOf, AmountsBuilder, partsOf, type Amounts } from '../amounts/amounts.js';
import type { KitchenContext } from '../kitchen/context.js';
import type { KitchenEvent } from '../log/events.js';
import { metricOf } from '../metrics/metrics.js';
import type { EmissionFactor, ProductBody } from '../reference/reference.js';
import {
  CONTEXT,
  edited,
  impactOf,
  KENYA,
  kg,
  METERS,
  published,
  seedProduct,
  value,
  vectorLog,
  withoutFactor,
  withRecord,
} from '../testing/impact.js';
import { addImpact } from './batch-impact.js';

describe('GHG-1: MB-1 in Nairobi', () => {
  const vectorAmounts = (): Amounts => impactOf(vectorLog()).amounts;

  it('has no gap', () => {
    const { amounts, gaps } = impactOf(vectorLog());
    expect(gaps).toEqual([]);
    expect(amounts['ghgBatchCount']).toBe(1);
    expect(amounts['ghgGoodGrams']).toBe(395_000);
    expect(amounts['ghgUnknownGoodGrams']).toBeUndefined();
  });

  it('T is 89.207392 kg: grid, diesel, van, masterbatch, disposal, water', () => {
    const amounts = vectorAmounts();
    const causes = partsOf(amounts, 'ghgProjectMg').map(([cause, mg]) => [cause, (mg / 1e6).toFixed(6)]);
    expect(Object.fromEntries(causes)).toEqual({
      grid: '21.852520',
      diesel: '49.788828',
      transport: '3.636288',
      masterbatch: '13.324497',
      disposal: '0.490478',
      water: '0.114781',
    });
    expect(kg(amounts, 'ghgProjectMg')).toBe('89.207392');
    expect(value(amounts, 'ghg-per-kilogram')?.toFixed(6)).toBe('0.225841');
  });

  it('B is 284.468666 kg, D is 85.163315 kg', () => {
    const amounts = vectorAmounts();
    expect(kg(amounts, 'ghgBaselineMg')).toBe('284.468666');
    expect(partsOf(amounts, 'ghgBaselineMg').map(([fate]) => fate)).toEqual(['landfill', 'open-burning']);
    expect(kg(amounts, 'ghgDisplacedMg')).toBe('85.163315');
    expect(partsOf(amounts, 'ghgDisplacedMg').map(([product]) => product)).toEqual(['material/wood']);
  });

  it('the net of the system is +280.424589 kg, at the gate -4.044077 kg, and that is not clamped to zero', () => {
    const amounts = vectorAmounts();
    expect(value(amounts, 'ghg-net-system')?.toFixed(6)).toBe('280.424589');
    expect(value(amounts, 'ghg-net-gate')?.toFixed(6)).toBe('-4.044077');
    expect(((value(amounts, 'ghg-net-system') ?? 0) / 395).toFixed(6)).toBe('0.709936');
  });

  it('U-1: 163 to 397 kg', () => {
    const amounts = vectorAmounts();
    const range = metricOf('ghg-net-system')?.compute(amounts).range;
    expect([range?.low.toFixed(0), range?.high.toFixed(0)]).toEqual(['163', '397']);
  });

  it('names the factor sets it rests on, and that its baseline is a default', () => {
    const amounts = vectorAmounts();
    const sets = partsOf(amounts, 'factorSetBatchCount');
    expect(sets.map(([, count]) => count)).toEqual(sets.map(() => 1));
    expect(sets.map(([set]) => set)).toContain('electricity@1');
    expect(amounts['ghgDefaultBatchCount']).toBe(1);
    expect(metricOf('ghg-net-system')?.quality(amounts)).toBe('default');
  });

  it('counts functional units: 79 beams of two metres', () => {
    const amounts = vectorAmounts();
    expect(partsOf(amounts, 'functionalMilliUnits')).toEqual([['m of beam', 158_000]]);
  });

  it('diverts 390.969388 kg by fate, 19,548 bottles', () => {
    const amounts = vectorAmounts();
    expect(Object.fromEntries(partsOf(amounts, 'divertedMg'))).toEqual({
      'open-burning': 156_387_755,
      dump: 195_484_694,
      landfill: 39_096_939,
    });
    expect(amountOf(amounts, 'divertedMg')).toBe(390_969_388);
  });

  it('MB-1 without take-back is of known circularity', () => {
    const amounts = vectorAmounts();
    expect(amounts['mciMassMg']).toBe(395_000_000);
    expect(amounts['mciVirginMg']).toBe(4_030_612);
    expect(amounts['mciFeedWasteMg']).toBe(65_030_612);
    expect(amounts['mciUnknownMg']).toBeUndefined();
  });

  it('MCI-MB1: 30 % taken back and recycled at 80 % give 0.639301', () => {
    const afterUse = { recycledShare: 0.3, reusedShare: 0, recyclingEfficiency: 0.8 };
    const record = published('product', 'beam-2m', { ...seedProduct('beam-2m'), afterUse });
    expect(
      value(impactOf(vectorLog(), METERS, withRecord(record)).amounts, 'circularity-indicator')?.toFixed(6),
    ).toBe('0.639301');
  });
});

describe('a missing input is a gap, never a zero', () => {
  const unknown = (amounts: Amounts): void => {
    expect(amounts['ghgUnknownGoodGrams']).toBe(395_000);
    for (const key of Object.keys(amounts)) expect(key).not.toMatch(/^(ghg(?!Unknown)|functional|factorSet)/);
  };

  it.each<[string, string[], RegExp]>([
    [
      'the grid',
      ['grid-electricity'],
      /no emission factor for grid electricity in KE on 2026-03-02: publish one/,
    ],
    ['diesel', ['diesel'], /no emission factor for diesel in KE/],
    ['the van', ['transport'], /no emission factor for transport by van in KE/],
    ['water', ['water-supply'], /no emission factor for water supply in KE/],
    ['what is displaced', ['material/wood'], /no emission factor for wood in KE/],
    ['masterbatch', ['material/masterbatch'], /no emission factor for masterbatch in KE/],
    ['open burning', ['fate/open-burning'], /no emission factor for plastic burned in the open in KE/],
    ['landfill', ['fate/landfill'], /no emission factor for plastic in a landfill in KE/],
  ])('the factor of %s', (_name, keys, words) => {
    const { amounts, gaps } = impactOf(vectorLog(), METERS, withoutFactor(...keys));
    unknown(amounts);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatch(words);
  });

  it('a meter', () => {
    const { amounts, gaps } = impactOf(vectorLog(), null);
    unknown(amounts);
    expect(gaps).toEqual(['the energy of the batch is not known: it has no meter']);
    expect(impactOf(vectorLog(), { reason: 'its meter was silent' }).gaps).toEqual([
      'the energy of the batch is not known: its meter was silent',
    ]);
  });

  it('kilometres, washing water, pieces, moisture', () => {
    const events = vectorLog();
    const cases: [KitchenEvent[], RegExp][] = [
      [edited(events, 'intake.recorded', ({ kilometres: _, ...data }) => data), /kilometres/],
      [edited(events, 'lot.processed', ({ litresFresh: _, ...data }) => data), /litres/],
      [edited(events, 'batch.output', ({ pieces: _, ...data }) => data), /pieces of beam-2m/],
    ];
    for (const [log, words] of cases) {
      const { amounts, gaps } = impactOf(log);
      unknown(amounts);
      expect(gaps.join()).toMatch(words);
    }
    const { amounts, gaps } = impactOf(
      edited(events, 'intake.recorded', ({ moisturePermille: _, ...data }) => data),
    );
    expect(amounts['mciUnknownMg']).toBe(395_000_000);
    expect(amounts['mciMassMg']).toBeUndefined();
    expect(gaps.join()).toMatch(/moisture of a delivery/);
  });

  it('a product that nobody knows, or nobody named', () => {
    const other = edited(vectorLog(), 'batch.output', (data) => ({ ...data, productCode: 'mystery' }));
    expect(impactOf(other).gaps).toEqual([
      'product mystery is not known on 2026-03-02: publish it under Reference data',
    ]);
    const unnamed = edited(
      edited(vectorLog(), 'batch.output', ({ productCode: _, ...data }) => data),
      'batch.started',
      ({ productCode: _, ...data }) => data,
    );
    const { amounts, gaps } = impactOf(unnamed);
    unknown(amounts);
    expect(gaps).toEqual(['a product of this batch is not named: log its product code']);
  });

  it('a baseline: what is diverted still counts, of unknown fate', () => {
    const nowhere = { ...CONTEXT, kitchenId: 'xx-one-01', places: [{ ...KENYA, country: 'XX' }] };
    const { amounts, gaps } = impactOf(vectorLog(), METERS, nowhere);
    unknown(amounts);
    expect(partsOf(amounts, 'divertedMg')).toEqual([['unknown', 390_969_388]]);
    expect(gaps).toEqual([
      'what would have become of the plastic is not known: publish a baseline for xx-one-01 or XX under Reference data',
    ]);
    const lost = { ...CONTEXT, kitchenId: 'xx-one-01', places: [{ ...KENYA, country: null }] };
    expect(impactOf(vectorLog(), METERS, lost).gaps.join()).toMatch(/a baseline for xx-one-01 under/);
  });

  it('a factor per another unit is not used', () => {
    const litre: EmissionFactor = {
      key: 'grid-electricity',
      region: 'KE',
      kgCo2e: 70,
      per: 'MW.h',
      year: 2026,
      uncertainty: 0.1,
      source: 'a slip',
    };
    const record = published(
      'factor-set',
      'wrong',
      { name: 'Wrong', factors: [litre], source: null },
      '2026-01-15',
    );
    const { amounts, gaps } = impactOf(vectorLog(), METERS, withRecord(record));
    unknown(amounts);
    expect(gaps).toEqual([
      'the emission factor for grid electricity in wrong@2 is per MW.h, not per kW.h: publish a new version',
    ]);
  });

  it('a baseline is needed for recycled plastic alone', () => {
    const virgin = edited(vectorLog(), 'batch.input', (data) => ({ ...data, origin: 'virgin' }));
    const nowhere = { ...CONTEXT, kitchenId: 'xx-one-01', places: [{ ...KENYA, country: 'XX' }] };
    const { amounts, gaps } = impactOf(virgin, METERS, nowhere);
    expect(gaps).toEqual([]);
    expect(amountOf(amounts, 'ghgBaselineMg')).toBe(0);
    expect(amounts['ghgProjectMg:virgin plastic']).toBe(Math.round(407.4 * 3.09515524 * 1e6));
    expect(amounts['mciVirginMg']).toBe(395_000_000);
  });

  it('recycled plastic beyond the dry deliveries is not circular, it is a slip of the scale', () => {
    const delivered = edited(vectorLog(), 'intake.recorded', (data) => ({ ...data, grossGrams: 320_000 }));
    const light = edited(delivered, 'lot.processed', (data) => ({
      ...data,
      inputs: data.inputs.map((input) => (input.lotId === 'GATE-1' ? { ...input, grams: 300_000 } : input)),
    }));
    const { amounts, gaps } = impactOf(light);
    expect(amounts['mciUnknownMg']).toBe(395_000_000);
    expect(gaps.join()).toMatch(/287901 g of recycled plastic came from 285000 g of dry deliveries/);
  });

  it('flake that no delivery brought has no known transport, nor circularity', () => {
    const bought = edited(vectorLog(), 'batch.input', ({ lotId: _, ...data }) => data);
    const { amounts, gaps } = impactOf(bought);
    unknown(amounts);
    expect(amounts['mciUnknownMg']).toBe(395_000_000);
    expect(gaps.filter((gap) => gap.includes('not traced to a delivery'))).toHaveLength(2);
  });

  it('litres that nobody metered fall back to kilowatt-hours at half load', () => {
    const { amounts, gaps } = impactOf(vectorLog(), {
      energyWh: { grid: 0, pv: 9_000, diesel: 45_000 },
      dieselMl: null,
    });
    expect(gaps).toEqual([]);
    expect(amounts['ghgProjectMg:diesel']).toBe(Math.round(45 * 1.129 * 1e6));
    expect(amounts['ghgProjectMg:pv']).toBe(Math.round(9 * 0.048 * 1e6));
    expect(amounts['ghgProjectMg:grid']).toBeUndefined();
  });

  it('a litre counter that stood still while the generator ran has metered nothing', () => {
    const { amounts } = impactOf(vectorLog(), { energyWh: { grid: 0, pv: 0, diesel: 45_000 }, dieselMl: 0 });
    expect(amounts['ghgProjectMg:diesel']).toBe(Math.round(45 * 1.129 * 1e6));
  });

  it('a mass that cannot be: nobody publishes what a slip of the pen would save', () => {
    const absurd = edited(vectorLog(), 'batch.output', (data) =>
      data.kind === 'product' ? { ...data, grams: 39_500_000 } : data,
    );
    const { amounts, gaps } = impactOf(absurd);
    expect(amounts['ghgUnknownGoodGrams']).toBe(39_500_000);
    expect(amounts['ghgBatchCount']).toBeUndefined();
    expect(gaps.join()).toMatch(
      /a mass in the batch, or behind it, is more than a scale carries: correct it/,
    );
  });

  it('a loss that is stored or given back is no waste, one that is burned for energy is', () => {
    const fated = (fate: 'stored' | 'energy-recovery') =>
      edited(vectorLog(), 'lot.processed', (data) => ({
        ...data,
        losses: data.losses.map((loss) => (loss.reason === 'moisture' ? loss : { ...loss, fate })),
      }));
    // Only the purge goes to the landfill.
    expect(impactOf(fated('stored')).amounts['ghgProjectMg:disposal']).toBe(Math.round(6 * 0.00898311 * 1e6));
    expect(impactOf(fated('energy-recovery')).amounts['ghgProjectMg:disposal']).toBe(
      Math.round((6 * 0.00898311 + 48.6 * 1.388) * 1e6),
    );
  });

  it('an ideal rate', () => {
    const { amounts, gaps } = impactOf(vectorLog(), METERS, { ...CONTEXT, machines: [] });
    expect(amounts['plannedMs']).toBeUndefined();
    expect(gaps.join()).toMatch(/machine extruder-1 has no ideal rate/);
  });

  it('nothing of something needs no factor', () => {
    expect(
      impactOf(vectorLog(), METERS, withoutFactor('pv-electricity', 'fate/energy-recovery', 'virgin-plastic'))
        .gaps,
    ).toEqual([]);
  });
});

describe('one thing is displaced, once', () => {
  const granulateLog = () =>
    edited(vectorLog(), 'batch.output', ({ pieces: _, productCode: __, ...data }) =>
      data.kind === 'product' ? { ...data, kind: 'granulate', lotId: 'GRANULATE-1' } : data,
    );

  it('granulate takes the place of virgin plastic, in kilograms of recycled plastic', () => {
    const { amounts, gaps } = impactOf(granulateLog());
    expect(gaps).toEqual([]);
    expect(partsOf(amounts, 'ghgDisplacedMg').map(([what]) => what)).toEqual(['virgin-plastic']);
    // 390.969388 kg of HDPE; what both plastics need, the forming, is not claimed.
    expect(kg(amounts, 'ghgDisplacedMg', 3)).toBe((390.969388 * (3.09515524 - 1.77079099)).toFixed(3));
    expect(partsOf(amounts, 'functionalMilliUnits')).toEqual([['kg', 395_000]]);
  });

  it('a product that displaces nothing counts nothing', () => {
    const body: ProductBody = { ...seedProduct('beam-2m'), displaces: { kind: 'none', why: 'an art work' } };
    const { amounts, gaps } = impactOf(
      vectorLog(),
      METERS,
      withRecord(published('product', 'beam-2m', body)),
    );
    expect(gaps).toEqual([]);
    expect(amountOf(amounts, 'ghgDisplacedMg')).toBe(0);
    expect(value(amounts, 'ghg-displaced')).toBe(0);
  });

  it('no more pieces displace something than were made, whatever was counted at the finish', () => {
    const counted = (goodPieces: number) =>
      impactOf(edited(vectorLog(), 'batch.finished', (data) => ({ ...data, goodPieces }))).amounts;
    expect(kg(counted(790), 'ghgDisplacedMg')).toBe('85.163315');
    expect(partsOf(counted(790), 'functionalMilliUnits')).toEqual([['m of beam', 158_000]]);
    expect(partsOf(counted(70), 'functionalMilliUnits')).toEqual([['m of beam', 140_000]]);
  });

  it('pieces that were counted at the finish alone are those of its one product', () => {
    const uncounted = edited(vectorLog(), 'batch.output', ({ pieces: _, ...data }) => data);
    const { amounts, gaps } = impactOf(
      edited(uncounted, 'batch.finished', (data) => ({ ...data, goodPieces: 79 })),
    );
    expect(gaps).toEqual([]);
    expect(kg(amounts, 'ghgDisplacedMg')).toBe('85.163315');
  });

  it('pieces that were counted at the finish alone are of nobody knows which of two products', () => {
    const uncounted = edited(vectorLog(), 'batch.output', ({ pieces: _, ...data }) => data);
    const product = uncounted.find((event) => event.type === 'batch.output');
    if (product?.type !== 'batch.output') throw new Error('no product');
    const post = { ...product, id: 'post', data: { ...product.data, productCode: 'post', grams: 1_000 } };
    const log = edited([...uncounted, post], 'batch.finished', (data) => ({ ...data, goodPieces: 79 }));
    expect(impactOf(log).gaps).toEqual([
      'the pieces of beam-2m were not counted: log how many there are',
      'the pieces of post were not counted: log how many there are',
    ]);
    // Granulate is weighed, not counted: beside it there is still one product.
    const granulate = { ...post, data: { ...post.data, kind: 'granulate' as const, productCode: undefined } };
    const beside = edited([...uncounted, granulate], 'batch.finished', (data) => ({
      ...data,
      goodPieces: 79,
    }));
    expect(impactOf(beside).gaps).toEqual([]);
    expect(impactOf(beside).amounts['functionalMilliUnits:m of beam']).toBe(158_000);
  });

  it('product beyond what was fed displaces nothing: the same planks were weighed in twice', () => {
    const log = vectorLog();
    const product = log.find(
      ({ type, data }) => type === 'batch.output' && 'kind' in data && data.kind === 'product',
    );
    if (product === undefined) throw new Error('no product');
    const { amounts } = impactOf([...log, { ...product, id: 'again' }]);
    // 158 beams of 790 kg were logged, from 411.6 kg of feed.
    expect(kg(amounts, 'ghgDisplacedMg')).toBe(((2 * 85.163315 * 411.6) / 790).toFixed(6));
    expect(amounts['functionalMilliUnits:m of beam']).toBe(Math.round((316_000 * 411.6) / 790));
    expect(kg(amounts, 'ghgBaselineMg', 3)).toBe(((284.468666 * 411.6) / 395).toFixed(3));
  });

  it('granulate of an earlier batch, made into beams, displaced virgin plastic there and no timber here', () => {
    const first = granulateLog();
    const batch = { batchId: 'B2' };
    const second: KitchenEvent[] = [
      {
        id: 'z1',
        type: 'batch.started',
        time: '2026-03-03T08:00:00Z',
        ...batch,
        data: { recipeId: 'beam', recipeVersion: 3, machine: 'extruder-1', productCode: 'beam-2m' },
      },
      {
        id: 'z2',
        type: 'batch.input',
        time: '2026-03-03T08:01:00Z',
        ...batch,
        data: {
          lotId: 'GRANULATE-1',
          material: 'flake',
          polymer: 'HDPE',
          origin: 'post-consumer',
          grams: 100_000,
        },
      },
      {
        id: 'z3',
        type: 'batch.output',
        time: '2026-03-03T09:00:00Z',
        ...batch,
        data: { kind: 'product', productCode: 'beam-2m', pieces: 20, grams: 100_000 },
      },
      { id: 'z4', type: 'batch.finished', time: '2026-03-03T09:01:00Z', ...batch, data: {} },
    ];
    const state = reduceBatch('B2', [...first, ...second], CONTEXT);
    if (state === null) throw new Error('no batch B2');
    const into = new AmountsBuilder();
    addImpact(into, state, METERS, CONTEXT);
    expect(amountOf(into.build(), 'ghgDisplacedMg')).toBe(0);
    expect(amountOf(into.build(), 'divertedMg')).toBe(0);
  });
});

describe('place and day', () => {
  it('a kitchen that crossed a border counts by where the batch was finished', () => {
    const moved = {
      ...CONTEXT,
      kitchenId: 'ke-one-01',
      places: [
        KENYA,
        { since: '2026-03-02T08:05:00.000Z', country: 'ZA', timeZone: 'Africa/Johannesburg', position: null },
      ],
    };
    const { amounts } = impactOf(vectorLog(), METERS, moved);
    expect(kg(amounts, 'ghgBaselineMg')).not.toBe('284.468666');
    const grid = partsOf(amounts, 'ghgProjectMg').find(([cause]) => cause === 'grid')?.[1];
    expect(grid).toBe(Math.round(310 * 0.707686 * 1e6));
  });

  it('a newer set of factors counts from the day it is valid, and restates nothing before it', () => {
    const set = (validFrom: string | null) =>
      withRecord(
        published(
          'factor-set',
          'electricity-2027',
          {
            name: 'Electricity',
            source: 'a study',
            factors: [
              {
                key: 'grid-electricity',
                region: 'KE',
                kgCo2e: 1,
                per: 'kW.h',
                year: 2027,
                uncertainty: 0.1,
                source: 'a study',
              },
            ],
          },
          validFrom,
        ),
      );
    const grid = (context: KitchenContext) =>
      impactOf(vectorLog(), METERS, context).amounts['ghgProjectMg:grid'];
    expect(grid(set('2026-03-03'))).toBe(21_852_520);
    expect(grid(set('2026-03-02'))).toBe(310_000_000);
  });
});
