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

const columns = (runs: readonly PackRun[]): unknown[] => [
  runs.map((run) => run.kitchenId),
  runs.map((run) => run.session),
  runs.map((run) => run.stream),
  runs.map((run) => run.first),
  runs.map((run) => run.last),
];
const RUNS = `unnest($1::text[], $2::uuid[], $3::text[], $4::int8[], $5::int8[])`;

/** @returns tells of a pack of these runs whether it is settled already */
export async function knownPacks(sql: Sql, runs: readonly PackRun[]): Promise<(pack: PackKey) => boolean> {
  // By session: what is settled of one with many gaps is gone through once, however many runs are asked for.
  const known = await sql.query<PackRun[]>(
    `SELECT kitchen_id AS "kitchenId", session, stream, lower(r) AS first, upper(r) - 1 AS last
     FROM (SELECT kitchen_id, session, stream, range_agg(int8range(first, last, '[]')) AS asked
           FROM ${RUNS} AS u(kitchen_id, session, stream, first, last) GROUP BY 1, 2, 3) s
     JOIN pack USING (kitchen_id, session, stream), unnest(settled * asked) AS r`,
    columns(runs),
  );
  return ({ kitchenId, session, stream, seq }) =>
    known.some(
      (run) =>
        run.first <= seq &&
        seq <= run.last &&
        run.kitchenId === kitchenId &&
        // The database writes a UUID in its own way.
        run.session === session.toLowerCase() &&
        run.stream === stream,
    );
}

/** Numbers in a multirange; most are one run of them. */
const SIZE = `(SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(settled) AS r)`;

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
  await sql.query(countsEvents ? SAVE_AND_COUNT_RUNS : SAVE_RUNS, columns(runs));
}
