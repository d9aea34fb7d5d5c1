import type { Lot } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

/** Stores what lots are now. @returns how many changed */
export async function saveLots(sql: Sql, kitchenId: string, lots: readonly Lot[]): Promise<number> {
  if (lots.length === 0) return 0;
  const changed = await sql.query<unknown[]>(
    `INSERT INTO lot AS l (kitchen_id, lot_id, state, flagged, last_at)
     SELECT $1, s.* FROM unnest($2::text[], $3::jsonb[], $4::boolean[], $5::timestamptz[]) AS s(lot_id, state, flagged, last_at)
     ON CONFLICT (kitchen_id, lot_id) DO UPDATE SET state = excluded.state, flagged = excluded.flagged, last_at = excluded.last_at
       WHERE (l.state, l.last_at) IS DISTINCT FROM (excluded.state, excluded.last_at)
     RETURNING 1`,
    [
      kitchenId,
      lots.map(({ lotId }) => lotId),
      lots.map((lot) => JSON.stringify(lot)),
      lots.map(({ flags }) => flags.length > 0),
      lots.map(({ lastAt }) => new Date(lastAt)),
    ],
  );
  return changed.length;
}

/** Removes lots that nobody makes any more. @returns how many were there */
export async function deleteLots(sql: Sql, kitchenId: string, lotIds: readonly string[]): Promise<number> {
  if (lotIds.length === 0) return 0;
  const gone = await sql.query<unknown[]>(
    `WITH gone AS (DELETE FROM lot WHERE kitchen_id = $1 AND lot_id = ANY($2) RETURNING 1) SELECT * FROM gone`,
    [kitchenId, lotIds],
  );
  return gone.length;
}

export async function lotsOfKitchen(sql: Sql, kitchenId: string): Promise<string[]> {
  const rows = await sql.query<{ lot_id: string }[]>(`SELECT lot_id FROM lot WHERE kitchen_id = $1`, [
    kitchenId,
  ]);
  return rows.map((row) => row.lot_id);
}
