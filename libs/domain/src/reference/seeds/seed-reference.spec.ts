import { describe, expect, it } from '@jest/globals';
import { baselineAt, factorAt, recordAt } from '../lookup.js';
import { reviewReference } from '../review.js';
import { FATES, type ReferenceKind, type ReferenceRecord } from '../reference.js';
import { SEED_REFERENCE } from './seed-reference.js';

const DAY = '2026-03-02';
const factor = (key: string, region = 'KE'): number | undefined =>
  factorAt(SEED_REFERENCE, key, region, DAY)?.factor.kgCo2e;
function ofKind<K extends ReferenceKind>(kind: K): ReferenceRecord<K>[] {
  return SEED_REFERENCE.filter((record): record is ReferenceRecord<K> => record.kind === kind);
}

describe('the reference data that every Bakeloop starts with', () => {
  it('has every factor of the worked example GHG-1 for Kenya, whose parts come out to six digits', () => {
    const grams: Record<string, number> = {
      'grid-electricity': 310,
      diesel: 15,
      'transport/van': 0.48 * 12,
      'material/masterbatch': 4.2,
      'fate/landfill': 54.6,
      'water-supply': 0.6,
    };
    const parts = Object.fromEntries(
      Object.entries(grams).map(([key, amount]) => [key, (amount * (factor(key) ?? NaN)).toFixed(6)]),
    );
    expect(parts).toEqual({
      'grid-electricity': '21.852520',
      diesel: '49.788828',
      'transport/van': '3.636288',
      'material/masterbatch': '13.324497',
      'fate/landfill': '0.490478',
      'water-supply': '0.114781',
    });
    const shares = baselineAt(SEED_REFERENCE, 'ke-nbo-01', 'KE', DAY)?.body.shares;
    const avoided = FATES.reduce(
      (sum, fate) => sum + (shares?.[fate] ?? NaN) * (factor(`fate/${fate}`) ?? NaN),
      0,
    );
    expect(avoided.toFixed(6)).toBe('0.727598');
    expect((avoided * 390.969388).toFixed(6)).toBe('284.468666');
    expect((316 * (factor('material/wood') ?? NaN)).toFixed(6)).toBe('85.163315');
  });

  it('displaces paving by the square metre, as in the worked example FU-1', () => {
    const paver = recordAt(SEED_REFERENCE, 'product', 'paver-50', DAY)?.body;
    if (paver?.displaces.kind !== 'product' || !paver.functionalUnit) throw new Error('not a paver');
    const perSquareMetre = paver.displaces.gramsPerPiece / paver.functionalUnit.perPiece / 1_000;
    expect(perSquareMetre).toBeCloseTo(138, 1);
    expect(perSquareMetre * (factor(paver.displaces.factor) ?? NaN)).toBeCloseTo(16.393, 2);
  });

  it('gives the well-to-wheel factor of diesel, not that of the exhaust alone', () => {
    expect(factor('diesel')).toBeCloseTo((36.372 * 74.1) / 1_000 + 0.62409, 7);
  });

  it.each([
    ['/PET', 3.86390131, '1.65000'],
    ['/HDPE', 3.09515524, '1.32436'],
    ['/LDPE', 2.9650779, '1.86718'],
    ['/LLDPE', 2.9650779, '1.86718'],
    ['/PP', 2.57757172, '1.26500'],
    ['/PS', 4.37680391, '1.70704'],
    ['/PVC', 2.94475615, '1.09693'],
    ['', 3.17249932, '1.59711'],
  ])(
    'gives what virgin plastic%s saves as primary less closed loop, per kilogram',
    (polymer, made, saved) => {
      expect(factor(`material/plastic${polymer}`)).toBe(made);
      expect(factor(`virgin-plastic${polymer}`)?.toFixed(5)).toBe(saved);
    },
  );

  it.each([
    ['fate/open-burning', 1.81675],
    ['fate/landfill', 0.00898311],
    ['fate/energy-recovery', 1.388],
    ['fate/energy-recovery/HDPE', 1.417],
    ['fate/energy-recovery/LDPE', 1.426],
    ['fate/energy-recovery/PET', 1.368],
    ['fate/energy-recovery/PP', 1.42],
    ['fate/energy-recovery/PS', 1.82],
    ['fate/energy-recovery/PVC', 0.732],
    ['fate/dump', 0],
    ['material/concrete', 0.11879306],
    ['material/brick', 0.24179306],
    ['material/wood', 0.26950416],
    ['material/sand', 0.00779306],
    ['material/plywood', 0.45],
    ['material/clay-tile', 0.48],
    ['material/ceramic-tile', 0.78],
    ['material/mortar', 0.182],
    ['material/cement', 0.95],
    ['material/fibre-cement-panel', 1.09],
  ])('has for %s the figure of its source', (key, kgCo2e) => {
    expect(factor(key)).toBe(kgCo2e);
  });

  it('has a grid factor of its own for 24 countries, and the average of the world for the others', () => {
    expect(factor('grid-electricity', 'NL')).toBe(0.267622);
    expect(factor('grid-electricity', 'FR')).toBe(0.475);
    const grids = ofKind('factor-set').flatMap(({ body }) =>
      body.factors.filter(({ key, region }) => key === 'grid-electricity' && region !== 'world'),
    );
    expect(grids).toHaveLength(24);
    expect(grids.every(({ year }) => year === 2022 || year === 2023)).toBe(true);
  });

  it.each([
    ['NL', 'nl-lwo-01', 'shoreline'],
    ['KE', 'ke-nbo-01', 'none'],
    ['GH', 'gh-acc-01', 'potential'],
    ['CI', 'ci-abj-01', 'shoreline'],
    ['ID', 'id-sub-01', 'waterways'],
    ['BR', 'br-sao-01', null],
    ['ZA', 'za-cpt-01', 'potential'],
  ])(
    'knows %s: a grid, a baseline that owns up to be a proposal, and the ocean of %s',
    (country, kitchenId, ocean) => {
      expect(factorAt(SEED_REFERENCE, 'grid-electricity', country, DAY)?.factor.region).toBe(country);
      const own = baselineAt(SEED_REFERENCE, kitchenId, country, DAY);
      expect(own?.body).toMatchObject({ isDefault: true, source: null });
      expect(own?.body.oceanBound?.class ?? null).toBe(ocean);
      const ofCountry = baselineAt(SEED_REFERENCE, 'another-kitchen', country, DAY);
      expect(ofCountry?.body.shares).toEqual(own?.body.shares);
    },
  );

  it('passes the checks that every new version has to pass', () => {
    for (const record of SEED_REFERENCE)
      expect({
        id: record.id,
        problems: reviewReference(record.kind, record.id, record.body, SEED_REFERENCE).problems,
      }).toEqual({ id: record.id, problems: [] });
  });

  it('has each record once, version 1, valid since always', () => {
    const keys = SEED_REFERENCE.map(({ kind, id }) => `${kind}/${id}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(SEED_REFERENCE.every(({ version, validFrom }) => version === 1 && validFrom === null)).toBe(true);
  });

  it('has no factor in two sets for one region: which counts is never a matter of names', () => {
    const keys = ofKind('factor-set').flatMap(({ body }) =>
      body.factors.map(({ key, region }) => `${key} ${region}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says where a number comes from in words, or owns up that nobody knows', () => {
    const sourced = [
      ...SEED_REFERENCE.map(({ body }) => body.source),
      ...ofKind('factor-set').flatMap(({ body }) => body.factors.map(({ source }) => source)),
    ];
    for (const source of sourced) if (source !== null) expect(source.length).toBeGreaterThan(10);
    expect(factorAt(SEED_REFERENCE, 'fate/dump', 'KE', DAY)?.factor.source).toBeNull();
  });

  it('has a recipe for each product that is made by one, limited to what melts it', () => {
    for (const { id } of ofKind('product')) {
      if (id === 'granulate') continue;
      const recipe = recordAt(SEED_REFERENCE, 'recipe', `r-${id}`, DAY)?.body;
      expect(recipe?.productCode).toBe(id);
      expect(recipe?.limitsCel?.max).toBeLessThanOrEqual(230);
    }
  });
});
