import type { EmissionFactor, ReferenceKind, ReferenceRecord } from './reference.js';

/** An emission factor with the factor set that holds it. */
export interface FoundFactor {
  factor: EmissionFactor;
  setId: string;
  setVersion: number;
}

/** Region of a factor that holds wherever none is known for the country. */
export const WORLD = 'world';

/**
 * The version of a record that holds on a day: of those that are valid from that day or before, the one published last.
 * So a version without a first day (valid since always) restates the past from the moment it is published.
 * @param records all versions of all records, in any order
 * @param day calendar day `YYYY-MM-DD`
 */
export function recordAt<K extends ReferenceKind>(
  records: readonly ReferenceRecord[],
  kind: K,
  id: string,
  day: string,
): ReferenceRecord<K> | null {
  let found: ReferenceRecord<K> | null = null;
  for (const record of records)
    if (record.id === id && isOfKind(record, kind) && holdsOn(record, day))
      if (found === null || record.version > found.version) found = record;
  return found;
}

/**
 * The emission factor for a key (see `FACTOR_FAMILIES`) in a country on a day: of the country, else of the world. Where
 * several sets have one, the set that became valid last counts, then the one published last.
 * @param region ISO 3166-1 alpha-2; null where the country is not known
 */
export function factorAt(
  records: readonly ReferenceRecord[],
  key: string,
  region: string | null,
  day: string,
): FoundFactor | null {
  let world: FoundFactor | null = null;
  for (const set of factorSetsAt(records, day))
    for (const factor of set.body.factors) {
      if (factor.key !== key) continue;
      const found = { factor, setId: set.id, setVersion: set.version };
      if (factor.region === region) return found;
      if (factor.region === WORLD) world ??= found;
    }
  return world;
}

/**
 * What would become of the plastic at a kitchen on a day: its own baseline, else that of its country (whose id is the
 * country code in lower case).
 */
export function baselineAt(
  records: readonly ReferenceRecord[],
  kitchenId: string,
  country: string | null,
  day: string,
): ReferenceRecord<'baseline'> | null {
  const own = recordAt(records, 'baseline', kitchenId, day);
  if (own !== null || country === null) return own;
  return recordAt(records, 'baseline', country.toLowerCase(), day);
}

/** The version of every factor set that holds on a day, the set that counts first in front. */
function factorSetsAt(records: readonly ReferenceRecord[], day: string): ReferenceRecord<'factor-set'>[] {
  const newest = new Map<string, ReferenceRecord<'factor-set'>>();
  for (const record of records) {
    if (!isOfKind(record, 'factor-set') || !holdsOn(record, day)) continue;
    const known = newest.get(record.id);
    if (!known || known.version < record.version) newest.set(record.id, record);
  }
  return [...newest.values()].sort(
    (left, right) =>
      descending(left.validFrom ?? '', right.validFrom ?? '') ||
      descending(left.publishedAt, right.publishedAt) ||
      descending(left.id, right.id),
  );
}

function holdsOn(record: ReferenceRecord, day: string): boolean {
  return record.validFrom === null || record.validFrom <= day;
}

function isOfKind<K extends ReferenceKind>(record: ReferenceRecord, kind: K): record is ReferenceRecord<K> {
  return record.kind === kind;
}

function descending(left: string, right: string): number {
  return left === right ? 0 : left < right ? 1 : -1;
}
