import { TOTAL_FIELDS, type BatchState, type Contribution } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { TOTAL_COLUMNS, totalColumn } from '../total-columns.js';

export async function timeZoneOf(sql: Sql, kitchenId: string): Promise<string> {
  const [row] = await sql.query<{ time_zone: string }[]>(`SELECT time_zone FROM kitchen WHERE id = $1`, [
    kitchenId,
  ]);
  return row?.time_zone ?? 'UTC';
}

const instant = (time: string | null): Date | null => (time === null ? null : new Date(time));

/** Stores what a batch is now; `null` removes it (its last event was voided). Its energy is derived again. */
export async function saveBatch(
  sql: Sql,
  kitchenId: string,
  batchId: string,
  state: BatchState | null,
): Promise<void> {
  if (state === null) {
    await sql.query(`DELETE FROM batch WHERE kitchen_id = $1 AND batch_id = $2`, [kitchenId, batchId]);
    return;
  }
  await sql.query(
    `INSERT INTO batch (kitchen_id, batch_id, status, flagged, started_at, finished_at, sort_time, machines, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (kitchen_id, batch_id) DO UPDATE SET status = excluded.status, flagged = excluded.flagged,
       started_at = excluded.started_at, finished_at = excluded.finished_at, sort_time = excluded.sort_time,
       machines = excluded.machines, state = excluded.state, energy_stale = true`,
    [
      kitchenId,
      batchId,
      state.status,
      state.flags.length > 0,
      instant(state.startedAt),
      instant(state.finishedAt),
      instant(state.startedAt ?? state.lastEventAt),
      state.machines,
      JSON.stringify(state),
    ],
  );
}

/** A batch still open after this was forgotten, ms: its machine's meter by then counts for others. */
const LONGEST_BATCH_MS = 48 * 3_600_000;
/** 1 TWh: beyond it a meter is broken, and sums would leave the exact integers. */
const MAX_WATT_HOURS = 1e12;

/** Energy of a batch, Wh: the steps of its machines' meters `{machine}/energy` (kWh counters) from start to finish (S8). */
export async function measureBatchEnergy(
  sql: Sql,
  kitchenId: string,
  batch: { machines: readonly string[]; startedAt: string | null; finishedAt: string | null },
): Promise<{ wattHours: number } | { reason: string }> {
  if (batch.startedAt === null) return { reason: 'the start of the batch is not logged' };
  if (batch.machines.length === 0) return { reason: 'no machine is logged' };
  const from = new Date(batch.startedAt);
  const longest = new Date(from.getTime() + LONGEST_BATCH_MS);
  const finish = batch.finishedAt === null ? longest : new Date(batch.finishedAt);
  if (finish > longest) return { reason: 'the batch runs for more than two days' };
  // A meter's step belongs to the time it ends in; the reading before the start, at most an hour old, is its base.
  const rows = await sql.query<{ machine: string; kwh: number | null; unit: string | null }[]>(
    `SELECT m.machine, c.unit, (
       SELECT sum(greatest(s.step, 0)) FILTER (WHERE s.step IS NOT NULL) FROM (
         SELECT r.device_time, r.value - lag(r.value) OVER (ORDER BY r.device_time) AS step FROM reading r
         WHERE r.channel_id = c.id AND r.device_time BETWEEN $3::timestamptz - INTERVAL '1 hour' AND $4::timestamptz
       ) s WHERE s.device_time > $3::timestamptz) AS kwh
     FROM unnest($2::text[]) AS m(machine)
     LEFT JOIN channel c ON c.kitchen_id = $1 AND c.name = m.machine || '/energy' AND c.unit IN ('kWh', 'Wh', 'J')`,
    [kitchenId, batch.machines, from, finish],
  );
  let wattHours = 0;
  for (const row of rows) {
    if (row.unit === null)
      return { reason: `${row.machine} has no energy meter (a kWh counter ${row.machine}/energy)` };
    if (row.kwh === null)
      return { reason: `the energy meter of ${row.machine} was not read during the batch` };
    wattHours += row.kwh * (row.unit === 'kWh' ? 1000 : row.unit === 'Wh' ? 1 : 1 / 3600);
  }
  if (wattHours > MAX_WATT_HOURS) return { reason: 'the energy meter shows more than a power station gives' };
  return { wattHours: Math.round(wattHours) };
}

export async function saveBatchEnergy(
  sql: Sql,
  kitchenId: string,
  batchId: string,
  energy: { wattHours: number } | { reason: string },
): Promise<void> {
  await sql.query(
    `UPDATE batch SET energy_wh = $3, energy_reason = $4, energy_stale = false WHERE kitchen_id = $1 AND batch_id = $2`,
    [
      kitchenId,
      batchId,
      'wattHours' in energy ? energy.wattHours : null,
      'reason' in energy ? energy.reason : null,
    ],
  );
}

/** Batches whose energy has to be derived again, oldest first. */
export async function staleBatches(
  sql: Sql,
  limit: number,
): Promise<{ kitchenId: string; batchId: string }[]> {
  return sql.query(
    `SELECT kitchen_id AS "kitchenId", batch_id AS "batchId" FROM batch WHERE energy_stale ORDER BY sort_time LIMIT $1`,
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

const ADDED = TOTAL_COLUMNS.map((column) => `${column} = t.${column} + excluded.${column}`).join(', ');
const REPLACED = ['at', 'day', ...TOTAL_COLUMNS].map((column) => `${column} = excluded.${column}`).join(', ');

/**
 * Replaces what subjects contribute and moves the kitchen's days by the difference, in the caller's transaction. The
 * caller holds the kitchen's lock. A subject of `subjects` without a contribution contributes nothing from now on.
 */
export async function replaceContributions(
  sql: Sql,
  kitchenId: string,
  subjects: readonly string[],
  contributions: readonly Contribution[],
): Promise<void> {
  const fields = TOTAL_FIELDS.map((field) => `${totalColumn(field)} AS "${field}"`).join(', ');
  const before = await sql.query<(Record<string, number> & { day: string })[]>(
    `WITH gone AS (DELETE FROM contribution WHERE kitchen_id = $1 AND subject = ANY($2) AND NOT subject = ANY($3) RETURNING *)
     SELECT to_char(day, 'YYYY-MM-DD') AS day, ${fields} FROM gone`,
    [kitchenId, subjects, contributions.map((contribution) => contribution.subject)],
  );
  const replaced = await sql.query<(Record<string, number> & { day: string })[]>(
    `SELECT to_char(day, 'YYYY-MM-DD') AS day, ${fields} FROM contribution WHERE kitchen_id = $1 AND subject = ANY($2)`,
    [kitchenId, contributions.map((contribution) => contribution.subject)],
  );

  const moves = new Map<string, number[]>();
  const move = (day: string, sign: 1 | -1, totals: Readonly<Record<string, number | undefined>>): void => {
    const sums = moves.get(day) ?? TOTAL_FIELDS.map(() => 0);
    moves.set(
      day,
      TOTAL_FIELDS.map((field, index) => (sums[index] ?? 0) + sign * (totals[field] ?? 0)),
    );
  };
  for (const row of [...before, ...replaced]) move(row.day, -1, row);
  for (const contribution of contributions) move(contribution.day, 1, contribution.totals);

  const names = TOTAL_COLUMNS.join(', ');
  const arrays = TOTAL_COLUMNS.map((_, index) => `$${index + 5}::int8[]`).join(', ');
  if (contributions.length > 0)
    await sql.query(
      `INSERT INTO contribution (kitchen_id, subject, at, day, ${names}) SELECT $1, u.* FROM unnest($2::text[], $3::timestamptz[], $4::date[], ${arrays}) AS u
       ON CONFLICT (kitchen_id, subject) DO UPDATE SET ${REPLACED}`,
      [
        kitchenId,
        contributions.map((contribution) => contribution.subject),
        contributions.map((contribution) => new Date(contribution.time)),
        contributions.map((contribution) => contribution.day),
        ...TOTAL_FIELDS.map((field) => contributions.map(({ totals }) => totals[field] ?? 0)),
      ],
    );
  const changed = [...moves].filter(([, sums]) => sums.some((sum) => sum !== 0)).sort();
  if (changed.length === 0) return;
  const dayArrays = TOTAL_COLUMNS.map((_, index) => `$${index + 3}::int8[]`).join(', ');
  await sql.query(
    `INSERT INTO total_day AS t (kitchen_id, day, ${names}) SELECT $1, u.* FROM unnest($2::date[], ${dayArrays}) AS u
     ON CONFLICT (kitchen_id, day) DO UPDATE SET ${ADDED}`,
    [
      kitchenId,
      changed.map(([day]) => day),
      ...TOTAL_FIELDS.map((_, index) => changed.map(([, sums]) => sums[index])),
    ],
  );
}

/**
 * Counts what a kitchen has reported by the days of the time zone it has now. Its first events may have come before the
 * birth certificate that says where it is; in the end they count as if the certificate had come first (P6). The caller
 * holds the kitchen's lock.
 */
export async function recountDays(sql: Sql, kitchenId: string): Promise<void> {
  await sql.query(
    `UPDATE contribution c SET day = (c.at AT TIME ZONE k.time_zone)::date FROM kitchen k WHERE k.id = $1 AND c.kitchen_id = k.id`,
    [kitchenId],
  );
  await sql.query(`DELETE FROM total_day WHERE kitchen_id = $1`, [kitchenId]);
  const sums = TOTAL_COLUMNS.map((column) => `sum(${column})`).join(', ');
  await sql.query(
    `INSERT INTO total_day (kitchen_id, day, ${TOTAL_COLUMNS.join(', ')})
     SELECT kitchen_id, day, ${sums} FROM contribution WHERE kitchen_id = $1 GROUP BY 1, 2`,
    [kitchenId],
  );
}
