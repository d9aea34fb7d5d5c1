import { describe, expect, it } from '@jest/globals';
import { recordAt } from './lookup.js';
import type {
  BaselineBody,
  EmissionFactor,
  PolymerBody,
  ProductBody,
  RecipeBody,
  ReferenceBodies,
  ReferenceKind,
} from './reference.js';
import { reviewReference } from './review.js';
import { SEED_REFERENCE } from './seeds/seed-reference.js';

function problems<K extends ReferenceKind>(kind: K, body: ReferenceBodies[K], id = 'ke'): string[] {
  return reviewReference(kind, id, body, SEED_REFERENCE).problems;
}
function warnings<K extends ReferenceKind>(kind: K, body: ReferenceBodies[K]): string[] {
  return reviewReference(kind, 'ke', body, SEED_REFERENCE).warnings;
}
const source = 'a study of 2026';

describe('a baseline', () => {
  const baseline = (
    shares: Partial<BaselineBody['shares']>,
    rest: Partial<BaselineBody> = {},
  ): BaselineBody => ({
    shares: { 'open-burning': 0.4, dump: 0.5, landfill: 0.1, 'energy-recovery': 0, ...shares },
    isDefault: false,
    oceanBound: null,
    source,
    ...rest,
  });

  it('is taken when its shares sum to one, also with the rounding of floating point', () => {
    expect(problems('baseline', baseline({}))).toEqual([]);
    expect(problems('baseline', baseline({ dump: 0.2, landfill: 0.1, 'energy-recovery': 0.3 }))).toEqual([]);
  });

  it('says what its shares sum to when that is not one', () => {
    expect(problems('baseline', baseline({ dump: 0.55 }))).toEqual([
      'The shares of the fates sum to 100 %, not to 105 %.',
    ]);
    expect(problems('baseline', baseline({ dump: 0.49999 }))).toEqual([
      'The shares of the fates sum to 100 %, not to 99.999 %.',
    ]);
  });

  it('refuses shares above one, below zero and that are no number, even where they sum to one', () => {
    expect(problems('baseline', baseline({ dump: 1.5, 'open-burning': -0.6 }))).toEqual([
      'The share of open-burning is 0 to 100 %, not -60 %.',
      'The share of dump is 0 to 100 %, not 150 %.',
    ]);
    expect(problems('baseline', baseline({ dump: NaN }))).toHaveLength(2);
  });

  it('belongs to a country or to a kitchen', () => {
    expect(problems('baseline', baseline({}), 'ke-nbo-01')).toEqual([]);
    for (const id of ['xx', 'KE', 'Nairobi East', 'a--b'])
      expect(problems('baseline', baseline({}), id)).toEqual([
        `"${id}" is neither a country (ISO 3166-1, two small letters such as ke) nor the id of a kitchen.`,
      ]);
  });

  it('names its study unless it says that it is a proposal, which is told', () => {
    expect(problems('baseline', baseline({}, { source: null }))).toEqual([
      'A baseline that is not a proposal names the study it comes from.',
    ]);
    expect(problems('baseline', baseline({}, { source: null, isDefault: true }))).toEqual([]);
    expect(warnings('baseline', baseline({}, { source: null, isDefault: true }))).toHaveLength(2);
    expect(warnings('baseline', baseline({}))).toEqual([]);
  });
});

describe('a factor set', () => {
  const set = (...factors: Partial<EmissionFactor>[]): ReferenceBodies['factor-set'] => ({
    name: 'grid',
    source,
    factors: factors.map((factor) => ({
      key: 'grid-electricity',
      region: 'KE',
      kgCo2e: 0.07,
      per: 'kW.h',
      year: 2023,
      uncertainty: null,
      source,
      ...factor,
    })),
  });

  it.each([
    [
      { region: 'EU' },
      'grid-electricity (EU): "EU" is no region. Use a country (ISO 3166-1, such as KE) or world.',
    ],
    [
      { region: 'ke' },
      'grid-electricity (ke): "ke" is no region. Use a country (ISO 3166-1, such as KE) or world.',
    ],
    [
      { kgCo2e: -0.8 },
      'grid-electricity (KE): a factor is 0 or more, not -0.8. What is saved is reckoned from what is displaced.',
    ],
    [
      { kgCo2e: Infinity },
      'grid-electricity (KE): a factor is 0 or more, not Infinity. What is saved is reckoned from what is displaced.',
    ],
    [
      { kgCo2e: 1e300 },
      'grid-electricity (KE): a factor is at most 1,000,000 kg CO2e per kW.h, not 1e+300: nothing emits so much.',
    ],
    [{ per: 'MJ' }, 'grid-electricity (KE): it is per kW.h, not per MJ.'],
    [{ year: 1899 }, 'grid-electricity (KE): the year is 1990 to 2100, not 1899.'],
    [{ year: 1989 }, 'grid-electricity (KE): the year is 1990 to 2100, not 1989.'],
    [{ year: 2101 }, 'grid-electricity (KE): the year is 1990 to 2100, not 2101.'],
    [{ year: 2023.5 }, 'grid-electricity (KE): the year is 1990 to 2100, not 2023.5.'],
    [{ uncertainty: 1.2 }, 'grid-electricity (KE): the uncertainty is 0 to 100 %, not 120 %.'],
  ])('refuses %j', (factor, problem) => {
    expect(problems('factor-set', set(factor))).toEqual([problem]);
  });

  it('refuses a key that no figure is reckoned with, naming those there are', () => {
    expect(problems('factor-set', set({ key: 'grid' }))).toEqual([
      'grid (KE): no figure is reckoned with this key. Keys begin with grid-electricity, pv-electricity, diesel-electricity, diesel, water-supply, transport, fate, material, virgin-plastic.',
    ]);
    expect(problems('factor-set', set({ key: 'toString/x' }))).toHaveLength(1);
  });

  it('refuses the same factor twice for a region, and an empty set', () => {
    expect(problems('factor-set', set({}, { kgCo2e: 0.08 }))).toEqual([
      'grid-electricity (KE) is there twice.',
    ]);
    expect(problems('factor-set', set({}, { region: 'NL' }))).toEqual([]);
    expect(problems('factor-set', set())).toEqual(['A factor set has at least one factor.']);
  });

  it('takes the first and the last year that a factor can be of, one of no year, and one of nothing', () => {
    for (const factor of [{ year: 1990 }, { year: 2100 }, { year: null }, { kgCo2e: 0 }])
      expect(problems('factor-set', set(factor))).toEqual([]);
  });

  it('asks back when a value looks like grams, not at the most that we know', () => {
    expect(warnings('factor-set', set({ kgCo2e: 2 }))).toEqual([]);
    expect(problems('factor-set', set({ kgCo2e: 70.492 }))).toEqual([]);
    expect(warnings('factor-set', set({ kgCo2e: 70.492 }))).toEqual([
      'grid-electricity (KE): 70.492 kg CO2e per kW.h is more than any we know (2). Is it in kilograms?',
    ]);
  });
});

describe('a recipe', () => {
  const recipe = (rest: Partial<RecipeBody>): RecipeBody => ({
    name: 'beam',
    polymers: ['HDPE', 'PP'],
    productCode: 'beam-2m',
    limitsCel: { min: 190, max: 230 },
    components: [{ material: 'flake', share: 1 }],
    source,
    ...rest,
  });

  it('may lack limits, and is then told to say so on every batch', () => {
    expect(problems('recipe', recipe({ limitsCel: null }))).toEqual([]);
    expect(warnings('recipe', recipe({ limitsCel: null }))).toEqual([
      'The recipe has no temperature limits: every batch that uses it says so.',
    ]);
  });

  it('never melts PVC, nor a polymer that nobody knows', () => {
    expect(problems('recipe', recipe({ polymers: ['HDPE', 'PVC'] }))[0]).toMatch(
      /^PVC is never melted\. Reject/,
    );
    expect(problems('recipe', recipe({ polymers: ['HPDE'] }))).toEqual([
      '"HPDE" is not a known polymer. Known are ABS, HDPE, LDPE, LLDPE, OTHER, PA, PC, PET, PP, PS, PVC.',
    ]);
    expect(problems('recipe', recipe({ polymers: [] }))).toEqual(['A recipe names at least one polymer.']);
    expect(problems('recipe', recipe({ polymers: ['PP', 'PP'] }))).toEqual(['A polymer is named twice.']);
  });

  it('has limits between melting and decomposition', () => {
    expect(problems('recipe', recipe({ limitsCel: { min: 150, max: 180 } }))).toEqual([
      'HDPE does not melt at 180 °C: it is worked from 190 °C on.',
      'PP does not melt at 180 °C: it is worked from 190 °C on.',
    ]);
    expect(problems('recipe', recipe({ limitsCel: { min: 190, max: 328 } }))).toEqual([
      'PP decomposes from 328 °C on; the upper limit is 328 °C.',
    ]);
    expect(problems('recipe', recipe({ limitsCel: { min: 190, max: 327 } }))).toEqual([]);
    expect(problems('recipe', recipe({ limitsCel: { min: 230, max: 190 } }))).toContain(
      'The temperature runs from the lower to the higher: 230 to 190 °C.',
    );
  });

  it('is told nothing when all is known of it, and may be of no product', () => {
    expect(warnings('recipe', recipe({ polymers: ['HDPE'], productCode: null }))).toEqual([]);
    // A polymer is no product, though a record has that id.
    expect(warnings('recipe', recipe({ polymers: ['HDPE'], productCode: 'HDPE' }))).toEqual([
      'There is no product "HDPE" yet.',
    ]);
    // Just warm enough to melt: that is no problem.
    expect(problems('recipe', recipe({ polymers: ['HDPE'], limitsCel: { min: 190, max: 190 } }))).toEqual([]);
  });

  it('is told when its lower limit is cold for a polymer, since some machines press at 160 °C', () => {
    expect(problems('recipe', recipe({ limitsCel: { min: 160, max: 230 } }))).toEqual([]);
    expect(warnings('recipe', recipe({ limitsCel: { min: 160, max: 230 }, polymers: ['HDPE'] }))).toEqual([
      'HDPE is worked from 190 °C on; at 160 °C it may be too cold.',
    ]);
  });

  it('is told when its polymer is better sold on, and when its product is not there yet', () => {
    const petChair = recipe({ polymers: ['PET'], productCode: 'chair', limitsCel: { min: 260, max: 280 } });
    expect(problems('recipe', petChair)).toEqual([]);
    expect(warnings('recipe', petChair)).toEqual([
      'PET: Sell on, do not melt: its working window is narrow and it must be dried first.',
      'There is no product "chair" yet.',
    ]);
  });

  it('has components of the batch log that sum to the whole', () => {
    expect(problems('recipe', recipe({ components: [{ material: 'gravel', share: 1 }] }))).toEqual([
      '"gravel" is not a material of the batch log. It knows flake, regrind, sand, fibre, masterbatch, additive.',
    ]);
    expect(
      problems(
        'recipe',
        recipe({
          components: [
            { material: 'flake', share: 0.3 },
            { material: 'sand', share: 0.6 },
          ],
        }),
      ),
    ).toEqual(['The shares of the components sum to 100 %, not to 90 %.']);
    expect(problems('recipe', recipe({ components: [] }))).toHaveLength(1);
  });
});

describe('a product', () => {
  const product = (rest: Partial<ProductBody>): ProductBody => ({
    name: 'Beam',
    intendedUse: 'benches',
    pieceGrams: 5_000,
    functionalUnit: { unit: 'm of beam', perPiece: 2 },
    displaces: { kind: 'product', factor: 'material/wood', gramsPerPiece: 4_000 },
    utility: { lifeRatio: 1, useRatio: 1 },
    afterUse: { recycledShare: 0, reusedShare: 0, recyclingEfficiency: 0.8 },
    source,
    ...rest,
  });

  it('of masses, units or ratios beyond all reason is refused, with the unit', () => {
    expect(
      problems(
        'product',
        product({
          pieceGrams: 1e10,
          functionalUnit: { unit: 'm2', perPiece: 1e306 },
          displaces: { kind: 'product', factor: 'material/wood', gramsPerPiece: 1e307 },
          utility: { lifeRatio: 1e200, useRatio: 1001 },
        }),
      ),
    ).toEqual([
      'The mass of a piece is at most 1,000,000,000 g (1,000 t), not 10000000000: is it in grams?',
      'A piece is at most 1,000,000 m2, not 1e+306: is it per piece?',
      'The mass that a piece displaces is at most 1,000,000,000 g (1,000 t), not 1e+307: is it in grams?',
      'The life against the average product is at most 1,000 times it, not 1e+200: it is a ratio, 1 is average.',
      'The use against the average product is at most 1,000 times it, not 1001: it is a ratio, 1 is average.',
    ]);
  });

  it('displaces a material that a factor set has', () => {
    expect(problems('product', product({}))).toEqual([]);
    expect(
      problems(
        'product',
        product({ displaces: { kind: 'product', factor: 'material/gold', gramsPerPiece: 1 } }),
      ),
    ).toEqual(['No factor set has "material/gold". Publish that factor first.']);
    expect(
      problems('product', product({ displaces: { kind: 'product', factor: 'diesel', gramsPerPiece: 1 } })),
    ).toEqual([
      'A displaced product is reckoned with a factor of a material, such as material/concrete, not with "diesel".',
    ]);
    expect(
      problems(
        'product',
        product({ displaces: { kind: 'product', factor: 'material/wood', gramsPerPiece: 0 } }),
      ),
    ).toEqual(['The mass that a piece displaces is above 0, not 0.']);
  });

  it('displaces at most all of its virgin plastic, or nothing', () => {
    expect(problems('product', product({ displaces: { kind: 'virgin-plastic', share: 1 } }))).toEqual([]);
    expect(problems('product', product({ displaces: { kind: 'virgin-plastic', share: 1.01 } }))).toEqual([
      'The share of virgin plastic displaced is 0 to 100 %, not 101 %.',
    ]);
    expect(problems('product', product({ displaces: { kind: 'none', why: 'art' } }))).toEqual([]);
  });

  it('cannot be recycled and reused for more than the whole of it, nor at an efficiency of nothing', () => {
    const afterUse = { recycledShare: 0.7, reusedShare: 0.4, recyclingEfficiency: 0 };
    expect(problems('product', product({ afterUse }))).toEqual([
      'The efficiency of recycling after use is above 0: nothing could come of it.',
      'Recycled and reused after use are together 110 %; no more than 100 % can be.',
    ]);
    expect(
      problems(
        'product',
        product({ afterUse: { recycledShare: 0.6, reusedShare: 0.4, recyclingEfficiency: 1 } }),
      ),
    ).toEqual([]);
  });

  it('has a mass, a utility and a functional unit above zero', () => {
    expect(
      problems(
        'product',
        product({
          pieceGrams: 0,
          functionalUnit: { unit: 'm2', perPiece: -1 },
          utility: { lifeRatio: 0, useRatio: Infinity },
        }),
      ),
    ).toEqual([
      'The mass of a piece is above 0, not 0.',
      'A piece is more than 0 m2, not -1.',
      'The life against the average product is above 0, not 0.',
      'The use against the average product is above 0, not Infinity.',
    ]);
    expect(problems('product', product({ pieceGrams: null, functionalUnit: null }))).toEqual([]);
  });
});

it('is held against the newest version of every other record, in whatever order they are listed', () => {
  const pp = SEED_REFERENCE.find(({ kind, id }) => kind === 'polymer' && id === 'PP');
  if (!pp) throw new Error('no PP');
  const body = { ...(pp.body as PolymerBody), rule: 'reject' as const, ruleNote: 'No more.' };
  const newer = { ...pp, version: pp.version + 1, body };
  const recipe: RecipeBody = {
    name: 'tile',
    polymers: ['PP'],
    productCode: null,
    limitsCel: null,
    components: [{ material: 'flake', share: 1 }],
    source,
  };
  for (const records of [
    [pp, newer],
    [newer, pp],
  ])
    expect(reviewReference('recipe', 'tile', recipe, records).problems).toEqual([
      'PP is never melted. No more.',
    ]);
});

it('is not told apart from another record by a space', () => {
  const pp = recordAt(SEED_REFERENCE, 'polymer', 'PP', '2026-03-02');
  if (!pp) throw new Error('no PP');
  expect(problems('polymer', pp.body, 'PP ')).toEqual(['The id "PP " begins or ends with a space.']);
});

describe('a polymer', () => {
  const polymer = (rest: Partial<PolymerBody>): PolymerBody => ({
    name: 'Polypropylene',
    resinCode: 5,
    densityGPerCm3: { min: 0.9, max: 0.91 },
    rule: 'accept',
    ruleNote: 'Accept.',
    meltCel: { min: 190, max: 230 },
    decompositionCel: { min: 328, max: 410 },
    source,
    ...rest,
  });

  it('has a resin code of ASTM D7611', () => {
    expect(problems('polymer', polymer({}))).toEqual([]);
    for (const resinCode of [0, 8, 2.5])
      expect(problems('polymer', polymer({ resinCode }))).toEqual([
        `The resin code is 1 to 7 (ASTM D7611), not ${resinCode}.`,
      ]);
  });

  it('melts below where it decomposes, and says where it melts when it is accepted', () => {
    expect(problems('polymer', polymer({ meltCel: { min: 190, max: 328 } }))).toEqual([
      'It would be melted at up to 328 °C, where it already decomposes (from 328 °C on).',
    ]);
    expect(problems('polymer', polymer({ meltCel: null }))).toEqual([
      'A polymer that is accepted needs the range of temperatures in which it is melted.',
    ]);
    for (const rule of ['reject', 'sell-on'] as const)
      expect(problems('polymer', polymer({ meltCel: null, rule }))).toEqual([]);
  });

  it('has a density above zero, and ranges from the lower to the higher', () => {
    expect(problems('polymer', polymer({ densityGPerCm3: { min: 0, max: 0.9 } }))).toEqual([
      'A density is above 0 g/cm³.',
    ]);
    expect(problems('polymer', polymer({ decompositionCel: { min: 410, max: 328 } }))).toEqual([
      'The decomposition temperature runs from the lower to the higher: 410 to 328 °C.',
    ]);
  });
});
