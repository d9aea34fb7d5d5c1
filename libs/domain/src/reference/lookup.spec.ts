import { describe, expect, it } from '@jest/globals';
import { baselineAt, factorAt, recordAt } from './lookup.js';
import type { BaselineBody, FactorSetBody, ReferenceKind, ReferenceRecord } from './reference.js';

function published<K extends ReferenceKind>(
  kind: K,
  id: string,
  version: number,
  validFrom: string | null,
  body: ReferenceRecord<K>['body'],
): ReferenceRecord<K> {
  return {
    kind,
    id,
    version,
    validFrom,
    publishedAt: `2026-01-0${version}T00:00:00.000Z`,
    publishedBy: 'ada',
    note: 'test',
    body,
  };
}
const shares = (landfill: number): BaselineBody => ({
  shares: { 'open-burning': 0, dump: 1 - landfill, landfill, 'energy-recovery': 0 },
  isDefault: true,
  oceanBound: null,
  source: null,
});
const factors = (...values: [key: string, region: string, kgCo2e: number][]): FactorSetBody => ({
  name: 'test',
  source: null,
  factors: values.map(([key, region, kgCo2e]) => ({
    key,
    region,
    kgCo2e,
    per: 'kg',
    year: null,
    uncertainty: null,
    source: null,
  })),
});
const versionOn = (records: ReferenceRecord[], day: string): number | undefined =>
  recordAt(records, 'baseline', 'ke', day)?.version;

describe('a record on a day', () => {
  it('is the version valid from that day or before, the last published of them', () => {
    const records = [
      published('baseline', 'ke', 2, '2026-03-01', shares(0.2)),
      published('baseline', 'ke', 1, null, shares(0.1)),
    ];
    expect(versionOn(records, '2026-02-28')).toBe(1);
    expect(versionOn(records, '2026-03-01')).toBe(2);
    expect(versionOn(records, '2027-01-01')).toBe(2);
  });

  it('is restated by a later version that is valid since always', () => {
    const records = [
      published('baseline', 'ke', 1, null, shares(0.1)),
      published('baseline', 'ke', 2, '2026-03-01', shares(0.2)),
      published('baseline', 'ke', 3, null, shares(0.3)),
    ];
    expect(versionOn(records, '2026-02-28')).toBe(3);
    expect(versionOn(records, '2026-03-01')).toBe(3);
  });

  it('is none before the first one holds, nor of another kind or id', () => {
    const records = [published('baseline', 'ke', 1, '2026-03-01', shares(0.1))];
    expect(versionOn(records, '2026-02-28')).toBeUndefined();
    expect(recordAt(records, 'polymer', 'ke', '2026-03-02')).toBeNull();
    expect(recordAt(records, 'baseline', 'nl', '2026-03-02')).toBeNull();
  });
});

describe('an emission factor', () => {
  const day = '2026-03-02';
  const kgOf = (records: ReferenceRecord[], region: string | null): number | undefined =>
    factorAt(records, 'grid-electricity', region, day)?.factor.kgCo2e;

  it('is of the country where there is one, else of the world, else none', () => {
    const records = [
      published('factor-set', 'a', 1, null, factors(['grid-electricity', 'world', 0.475])),
      published('factor-set', 'b', 1, null, factors(['grid-electricity', 'KE', 0.07])),
    ];
    expect(kgOf(records, 'KE')).toBe(0.07);
    expect(kgOf(records, 'NL')).toBe(0.475);
    expect(kgOf(records, null)).toBe(0.475);
    expect(factorAt(records, 'diesel', 'KE', day)).toBeNull();
  });

  it('names the set and the version it was found in', () => {
    const records = [
      published('factor-set', 'grid', 1, null, factors(['grid-electricity', 'KE', 0.07])),
      published('factor-set', 'grid', 2, null, factors(['grid-electricity', 'KE', 0.08])),
    ];
    expect(factorAt(records, 'grid-electricity', 'KE', day)).toMatchObject({
      setId: 'grid',
      setVersion: 2,
      factor: { kgCo2e: 0.08 },
    });
  });

  it('is of the set that became valid last, then of the one published last, in any order of records', () => {
    const old = published('factor-set', 'z', 9, null, factors(['grid-electricity', 'KE', 1]));
    const newer = published('factor-set', 'b', 1, '2026-01-01', factors(['grid-electricity', 'KE', 2]));
    const future = published('factor-set', 'c', 1, '2027-01-01', factors(['grid-electricity', 'KE', 3]));
    const undated = published('factor-set', 'a', 1, null, factors(['grid-electricity', 'KE', 4]));
    expect(kgOf([old, newer, future], 'KE')).toBe(2);
    expect(kgOf([future, newer, old], 'KE')).toBe(2);
    expect(kgOf([undated, old], 'KE')).toBe(1);
    expect(kgOf([old, undated], 'KE')).toBe(1);
  });

  it('is gone where the newest version of its set dropped it, in whatever order the versions are listed', () => {
    const records = [
      published('factor-set', 'grid', 1, null, factors(['grid-electricity', 'KE', 0.07])),
      published('factor-set', 'grid', 2, null, factors(['diesel', 'world', 3.3])),
    ];
    expect(kgOf(records, 'KE')).toBeUndefined();
    expect(kgOf(records.toReversed(), 'KE')).toBeUndefined();
  });
});

describe('a baseline', () => {
  const records = [
    published('baseline', 'ke', 1, null, shares(0.1)),
    published('baseline', 'ke-nbo-01', 1, '2026-03-01', shares(0.9)),
  ];

  it("is the kitchen's own where it has one that day, else that of the country", () => {
    expect(baselineAt(records, 'ke-nbo-01', 'KE', '2026-03-02')?.id).toBe('ke-nbo-01');
    expect(baselineAt(records, 'ke-nbo-01', 'KE', '2026-02-01')?.id).toBe('ke');
    expect(baselineAt(records, 'ke-mba-01', 'KE', '2026-03-02')?.id).toBe('ke');
  });

  it('is unknown for a country without one, and for a kitchen whose country nobody said', () => {
    expect(baselineAt(records, 'fr-par-01', 'FR', '2026-03-02')).toBeNull();
    expect(baselineAt(records, 'ke-mba-01', null, '2026-03-02')).toBeNull();
  });
});
