import type { BatchMeters, BatchState } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

const instant = (time: string | null): Date | null => (time === null ? null : new Date(time));

/** Stores what batches are now. The meters of one that changed are to be read again. @returns ids of those that changed */
export async function saveBatches(
  sql: Sql,
  kitchenId: string,
  states: readonly BatchState[],
): Promise<string[]> {
  if (states.length === 0) return [];
  const changed = await sql.query<{ batch_id: string }[]>(
    `INSERT INTO batch AS b (kitchen_id, batch_id, status, flagged, started_at, finished_at, sort_time, machines, state)
     SELECT $1, s.batch_id, s.status, s.flagged, s.started_at, s.finished_at, s.sort_time,
       ARRAY(SELECT jsonb_array_elements_text(s.state->'machines')), s.state
     FROM unnest($2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::jsonb[])
       AS s(batch_id, status, flagged, started_at, finished_at, sort_time, state)
     ON CONFLICT (kitchen_id, batch_id) DO UPDATE SET status = excluded.status, flagged = excluded.flagged,
       started_at = excluded.started_at, finished_at = excluded.finished_at, sort_time = excluded.sort_time,
       machines = excluded.machines, state = excluded.state, energy_stale = true
       WHERE b.state <> excluded.state
     RETURNING batch_id`,
    [
      kitchenId,
      states.map((state) => state.batchId),
      states.map((state) => state.status),
      states.map((state) => state.flags.length > 0),
      states.map((state) => instant(state.startedAt)),
      states.map((state) => instant(state.finishedAt)),
      states.map((state) => instant(state.startedAt ?? state.lastEventAt)),
      states.map((state) => JSON.stringify(state)),
    ],
  );
  return changed.map((row) => row.batch_id);
}

/** Removes batches whose last event was voided. @returns ids of those that were there */
export async function deleteBatches(
  sql: Sql,
  kitchenId: string,
  batchIds: readonly string[],
): Promise<string[]> {
  if (batchIds.length === 0) return [];
  const gone = await sql.query<{ batch_id: string }[]>(
    `WITH gone AS (DELETE FROM batch WHERE kitchen_id = $1 AND batch_id = ANY($2) RETURNING batch_id) SELECT * FROM gone`,
    [kitchenId, batchIds],
  );
  return gone.map((row) => row.batch_id);
}

/** Removes batches that no event names. @returns their ids */
export async function deleteUnnamedBatches(sql: Sql, kitchenId: string): Promise<string[]> {
  const gone = await sql.query<{ batch_id: string }[]>(
    `WITH unnamed AS (
       SELECT batch_id FROM batch WHERE kitchen_id = $1
       EXCEPT SELECT ref FROM event_ref WHERE kitchen_id = $1 AND kind = 'batch' AND role = 'about'),
     gone AS (DELETE FROM batch WHERE kitchen_id = $1 AND batch_id IN (SELECT batch_id FROM unnamed) RETURNING batch_id)
     SELECT batch_id FROM gone`,
    [kitchenId],
  );
  return gone.map((row) => row.batch_id);
}

/** What the meters of batches counted; null of one that is not stored, or whose meters were not read yet. */
export async function metersOf(
  sql: Sql,
  kitchenId: string,
  batchIds: readonly string[],
): Promise<(batchId: string) => BatchMeters | null> {
  const rows = await sql.query<{ batch_id: string; meters: BatchMeters | null }[]>(
    `SELECT batch_id, meters FROM batch WHERE kitchen_id = $1 AND batch_id = ANY($2)`,
    [kitchenId, batchIds],
  );
  const meters = new Map(rows.map((row) => [row.batch_id, row.meters]));
  return (batchId) => meters.get(batchId) ?? null;
}

export async function saveBatchMeters(
  sql: Sql,
  kitchenId: string,
  batchId: string,
  meters: BatchMeters,
): Promise<void> {
  await sql.query(
    `UPDATE batch SET meters = $3, energy_stale = false WHERE kitchen_id = $1 AND batch_id = $2`,
    [kitchenId, batchId, JSON.stringify(meters)],
  );
}

/** Batches whose meters have to be read again, oldest first; those of a kitchen to be derived again wait for that. */
export async function staleBatches(
  sql: Sql,
  limit: number,
): Promise<{ kitchenId: string; batchId: string }[]> {
  return sql.query(
    `SELECT b.kitchen_id AS "kitchenId", b.batch_id AS "batchId" FROM batch b JOIN kitchen k ON k.id = b.kitchen_id
     WHERE b.energy_stale AND k.rederive IS NULL ORDER BY b.sort_time LIMIT $1`,
    [limit],
  );
}

export async function readBatchState(
  sql: Sql,
  kitchenId: string,
  batchId: string,
): Promise<BatchState | null> {
  const [row] = await sql.query<{ state: BatchState }[]>(
    `SELECT state FROM batch WHERE kitchen_id = $1 AND batch_id = $2`,
    [kitchenId, batchId],
  );
  return row?.state ?? null;
}
