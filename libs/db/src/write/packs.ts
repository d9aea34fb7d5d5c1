import type { TrackedStream } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';

/** A run of packs of a session, one after the other. */
export interface PackRun extends Omit<PackKey, 'seq'> {
  first: number;
  last: number;
}

export interface PackKey {
  kitchenId: string;
  session: string;
  stream: TrackedStream;
  seq: number;
}

const columns = (packs: readonly PackKey[]): unknown[] => [
  packs.map((pack) => pack.kitchenId),
  packs.map((pack) => pack.session),
  packs.map((pack) => pack.stream),
  packs.map((pack) => pack.seq),
];
const PACKS = `unnest($1::text[], $2::uuid[], $3::text[], $4::int8[])`;
const RUNS = `unnest($1::text[], $2::uuid[], $3::text[], $4::int8[], $5::int8[])`;

/** @returns indexes of the packs that are settled already */
export async function knownPacks(sql: Sql, packs: readonly PackKey[]): Promise<Set<number>> {
  const rows = await sql.query<{ index: number }[]>(
    `SELECT (n - 1)::int AS index FROM ${PACKS} WITH ORDINALITY AS u(kitchen_id, session, stream, seq, n)
     JOIN pack USING (kitchen_id, session, stream) WHERE settled @> seq`,
    columns(packs),
  );
  return new Set(rows.map((row) => row.index));
}

/** Numbers in a multirange; most are one run of them. */
const SIZE = `(SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(settled) AS r)`;

/** Remembers packs as settled, see `settlePackRuns`. */
export async function settlePacks(sql: Sql, packs: readonly PackKey[]): Promise<void> {
  return settlePackRuns(
    sql,
    packs.map((pack) => ({ ...pack, first: pack.seq, last: pack.seq })),
  );
}

const SAVE_RUNS = `
  INSERT INTO pack AS p (kitchen_id, session, stream, settled)
  SELECT kitchen_id, session, stream, range_agg(int8range(first, last, '[]'))
  FROM ${RUNS} AS u(kitchen_id, session, stream, first, last) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (kitchen_id, session, stream) DO UPDATE SET settled = p.settled + excluded.settled`;

const SAVE_AND_COUNT_RUNS = `
  WITH before AS (
    SELECT p.kitchen_id, ${SIZE} AS packs, upper(settled) - 1 AS expected FROM pack p
    JOIN (SELECT DISTINCT kitchen_id, session, stream FROM ${RUNS} AS u(kitchen_id, session, stream, first, last)) s
      USING (kitchen_id, session, stream) WHERE stream = 'events'),
  saved AS (${SAVE_RUNS} RETURNING kitchen_id, stream, settled),
  moved AS (
    SELECT kitchen_id, sum(packs) AS packs, sum(expected) AS expected FROM (
      SELECT kitchen_id, ${SIZE} AS packs, upper(settled) - 1 AS expected FROM saved WHERE stream = 'events'
      UNION ALL SELECT kitchen_id, -packs, -expected FROM before) difference GROUP BY 1)
  UPDATE kitchen k SET event_packs = event_packs + moved.packs,
    event_packs_expected = event_packs_expected + moved.expected
  FROM moved WHERE k.id = moved.kitchen_id`;

/**
 * Remembers runs of packs as settled: one row a session, a range for every run of numbers; and counts those of events. The
 * caller holds the kitchens' locks.
 */
export async function settlePackRuns(sql: Sql, runs: readonly PackRun[]): Promise<void> {
  const countsEvents = runs.some((run) => run.stream === 'events');
  await sql.query(countsEvents ? SAVE_AND_COUNT_RUNS : SAVE_RUNS, [
    runs.map((run) => run.kitchenId),
    runs.map((run) => run.session),
    runs.map((run) => run.stream),
    runs.map((run) => run.first),
    runs.map((run) => run.last),
  ]);
}
