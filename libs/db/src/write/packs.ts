import type { Sql } from '../engine.js';

export interface PackKey {
  kitchenId: string;
  session: string;
  stream: 'telemetry' | 'events';
  seq: number;
}

const columns = (packs: readonly PackKey[]): unknown[] => [
  packs.map((pack) => pack.kitchenId),
  packs.map((pack) => pack.session),
  packs.map((pack) => pack.stream),
  packs.map((pack) => pack.seq),
];
const PACKS = `unnest($1::text[], $2::uuid[], $3::text[], $4::int8[])`;

/** @returns indexes of the packs that are settled already */
export async function knownPacks(sql: Sql, packs: readonly PackKey[]): Promise<Set<number>> {
  const rows = await sql.query<{ index: number }[]>(
    `SELECT (n - 1)::int AS index FROM ${PACKS} WITH ORDINALITY AS u(kitchen_id, session, stream, seq, n)
     JOIN pack USING (kitchen_id, session, stream) WHERE settled @> seq`,
    columns(packs),
  );
  return new Set(rows.map((row) => row.index));
}

/** Remembers packs as settled: one row a session, a range for every run of numbers. */
export async function settlePacks(sql: Sql, packs: readonly PackKey[]): Promise<void> {
  await sql.query(
    `INSERT INTO pack AS p (kitchen_id, session, stream, settled)
     SELECT kitchen_id, session, stream, range_agg(int8range(seq, seq, '[]'))
     FROM ${PACKS} AS u(kitchen_id, session, stream, seq) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
     ON CONFLICT (kitchen_id, session, stream) DO UPDATE SET settled = p.settled + excluded.settled`,
    columns(packs),
  );
}
