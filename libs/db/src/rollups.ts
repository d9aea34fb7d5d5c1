import type { Database, Engine, Sql } from './engine.js';

/** Every rollup with the width of its bucket, ms, finest first: each is made of the one before. */
const ROLLUPS = [
  { name: 'reading_1m', widthMs: 60_000 },
  { name: 'reading_1h', widthMs: 3_600_000 },
  { name: 'reading_1d', widthMs: 86_400_000 },
] as const;
const HOUR_MS = 3_600_000;
/** Longest stretch refreshed in one call, ms: a call holds the embedded engine, and live packs wait behind it. */
const MAX_WINDOW_MS = 24 * HOUR_MS;

/**
 * Refreshes the rollups of the hours that readings arrived in (S9). Only whole buckets before `nowMs` are materialized:
 * what is newer is computed on reading, and no clock ahead of ours can move the line. An hour is refreshed when it has new
 * readings, again when it is over, and last when its UTC day is: until then a coarser bucket of it was not whole, and
 * materializing a later one would hide it. On plain PostgreSQL the rollups are views, so there is nothing to refresh.
 * What is older than the readings that are kept is never refreshed.
 * @returns the hours that were due, ms since the epoch
 */
export async function refreshRollups(
  sql: Database,
  engine: Engine,
  { nowMs, maxHours }: { nowMs: number; maxHours: number },
): Promise<number[]> {
  const now = new Date(nowMs);
  // Of readings that were dropped the rollups hold all there is: made anew of a late one, they would hold nothing else.
  await sql.query(`DELETE FROM rollup_mark WHERE hour < (SELECT at FROM kept_from WHERE tier = 'raw')`);
  const marks = await sql.query<{ ms: number; news: number }[]>(
    `SELECT (extract(epoch FROM hour) * 1000)::int8 AS ms, news FROM rollup_mark
     WHERE fresh OR (NOT whole AND hour + INTERVAL '1 hour' <= $1) OR date_bin('1 day', hour, '2000-01-01Z') + INTERVAL '1 day' <= $1
     ORDER BY hour LIMIT $2`,
    [now, maxHours],
  );
  if (marks.length === 0) return [];
  const hoursMs = marks.map((mark) => mark.ms);
  const failed = engine.kind === 'timescaledb' ? await refreshWindows(sql, hoursMs, nowMs) : [];
  // After the refresh, so that a process that is ended in it leaves the hour due; and not where readings came meanwhile.
  const failedMs = new Set(failed.flatMap((one) => one.hoursMs));
  const done = marks.filter(({ ms }) => !failedMs.has(ms));
  await sql.query(
    `UPDATE rollup_mark m SET fresh = false, whole = m.hour + INTERVAL '1 hour' <= $3
     FROM unnest($1::int8[], $2::int8[]) AS d(ms, news) WHERE m.hour = to_timestamp(d.ms / 1000.0) AND m.news = d.news`,
    [done.map(({ ms }) => ms), done.map(({ news }) => news), now],
  );
  await sql.query(
    `DELETE FROM rollup_mark WHERE NOT fresh AND date_bin('1 day', hour, '2000-01-01Z') + INTERVAL '1 day' <= $2
     AND hour = ANY(SELECT to_timestamp(h / 1000.0) FROM unnest($1::int8[]) AS h)`,
    [hoursMs, now],
  );
  if (failed[0]) throw failed[0].error;
  return hoursMs;
}

/** Refreshes window by window; one that fails keeps no other from being refreshed. @returns the hours that failed */
async function refreshWindows(
  sql: Database,
  hoursMs: readonly number[],
  nowMs: number,
): Promise<{ hoursMs: number[]; error: unknown }[]> {
  const failed: { hoursMs: number[]; error: unknown }[] = [];
  const options = await refreshOptions(sql);
  for (const window of windowsOf(hoursMs))
    try {
      await makeReadable(sql, window);
      for (const rollup of ROLLUPS) {
        const from = Math.floor(window.fromMs / rollup.widthMs) * rollup.widthMs;
        const to = Math.min(
          Math.ceil(window.toMs / rollup.widthMs) * rollup.widthMs,
          Math.floor(nowMs / rollup.widthMs) * rollup.widthMs,
        );
        if (from >= to) continue;
        await sql.query(
          `CALL refresh_continuous_aggregate('${rollup.name}_kept', $1::timestamptz, $2::timestamptz${options})`,
          [new Date(from), new Date(to)],
        );
        // After it: until then what is newer is still made of readings, so a bucket is never missing nor there twice.
        await sql.query(`UPDATE rollup_up_to SET up_to = greatest(up_to, $2) WHERE name = $1`, [
          rollup.name,
          new Date(to),
        ]);
      }
    } catch (error) {
      failed.push({ hoursMs: hoursMs.filter((hour) => hour >= window.fromMs && hour < window.toMs), error });
    }
  return failed;
}

/** A table is read whole as quickly as by an index below this, pages of 8 KiB. */
const SMALL_PAGES = 16;

/** Waits so long for autovacuum, or another ingest, to be done with a chunk; from a second on a waiter would end autovacuum. */
const LOCK_WAIT_MS = 200;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * What the planner and the index by time know of the readings of a window is brought up to date. Of a chunk that grew since
 * its statistics were made, the last minutes would be read as the whole chunk, by a worker on every core; and pages that the
 * index has no summary of are read for every stretch of time. Autovacuum would do both too, but minutes later, by a queue
 * that overflows at a few thousand rows a second; and the embedded engine has no such worker.
 */
async function makeReadable(
  database: Database,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<void> {
  const work = database.transaction(async (sql) => {
    await sql.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
    const chunks = await sql.query<{ name: string; index: string; grown: boolean }[]>(
      `SELECT c.oid::regclass AS name, x.oid::regclass AS index,
         pg_relation_size(c.oid) > 2 * 8192 * greatest(c.relpages, $3) AS grown
       FROM timescaledb_information.chunks k
       JOIN pg_class c ON c.oid = to_regclass(format('%I.%I', k.chunk_schema, k.chunk_name))
       JOIN pg_index i ON i.indrelid = c.oid
       JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam AND m.amname = 'brin'
       WHERE k.hypertable_name = 'reading_raw' AND k.range_start < $2 AND k.range_end > $1 ORDER BY k.range_start`,
      [new Date(fromMs), new Date(toMs), SMALL_PAGES],
    );
    for (const { name, index, grown } of chunks) {
      await sql.query(`SELECT brin_summarize_new_values($1::regclass)`, [index]);
      if (grown) await sql.query(`ANALYZE ${name}`);
    }
  });
  await work.catch((error: unknown) => {
    // Somebody is at it already, and the next round comes soon.
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
  });
}

/**
 * Where TimescaleDB knows the option, a window is refreshed in one go. Otherwise it commits after every bucket: a day by
 * the minute then takes two seconds rather than fifteen milliseconds.
 */
async function refreshOptions(sql: Sql): Promise<string> {
  const [known] = await sql.query<{ options: boolean }[]>(
    `SELECT to_regprocedure('refresh_continuous_aggregate(regclass, "any", "any", boolean, jsonb)') IS NOT NULL AS options`,
  );
  return known?.options ? `, options => '{"buckets_per_batch": 0}'` : '';
}

/** Neighbouring hours joined into windows of at most a day, oldest first. Hours are ms since the epoch. */
export function windowsOf(hoursMs: readonly number[]): { fromMs: number; toMs: number }[] {
  const windows: { fromMs: number; toMs: number }[] = [];
  for (const hour of [...hoursMs].sort((left, right) => left - right)) {
    const last = windows.at(-1);
    if (last && hour <= last.toMs && hour + HOUR_MS - last.fromMs <= MAX_WINDOW_MS)
      last.toMs = hour + HOUR_MS;
    else windows.push({ fromMs: hour, toMs: hour + HOUR_MS });
  }
  return windows;
}

/** Late rows in a compressed chunk are compressed too once they take so much, bytes; fewer are not worth the work. */
const WORTH_COMPRESSING = 1024 * 1024;

/**
 * Compresses one chunk of readings or rollups that is due and that none of `busyHoursMs` lies in: rows that still arrive
 * cost more in a compressed chunk. One that took late rows since is compressed again. @returns whether there was one
 * @param afterDays how old a day of readings is then: late packs mostly come sooner, and may come later
 */
export async function compressOneChunk(
  sql: Sql,
  engine: Engine,
  { afterDays, busyHoursMs }: { afterDays: number; busyHoursMs: readonly number[] },
): Promise<boolean> {
  if (engine.kind === 'postgresql') return false;
  const [chunk] = await sql.query<{ name: string }[]>(
    // Of the status of a chunk 2 says that it is not in order, 8 that a part of it is not compressed.
    `SELECT format('%I.%I', i.chunk_schema, i.chunk_name) AS name FROM timescaledb_information.chunks i
     JOIN _timescaledb_catalog.chunk c ON (c.schema_name, c.table_name) = (i.chunk_schema, i.chunk_name)
     WHERE i.hypertable_name IN (
         SELECT 'reading_raw' UNION ALL
         SELECT materialization_hypertable_name FROM timescaledb_information.continuous_aggregates WHERE compression_enabled)
       AND i.range_end < now() - make_interval(days => $1)
       AND (NOT i.is_compressed OR (c.status & 10 <> 0
            AND pg_relation_size(format('%I.%I', i.chunk_schema, i.chunk_name)::regclass) > ${WORTH_COMPRESSING}))
       AND NOT EXISTS (SELECT FROM unnest($2::int8[]) AS h
                       WHERE to_timestamp(h / 1000.0) >= i.range_start AND to_timestamp(h / 1000.0) < i.range_end)
     ORDER BY i.is_compressed, i.range_end LIMIT 1`,
    [afterDays, busyHoursMs],
  );
  if (!chunk) return false;
  await sql.query(`SELECT compress_chunk($1::regclass)`, [chunk.name]);
  return true;
}

/** Plain tables whose rows change or grow with every pack; hypertables look after their own chunks. */
const BUSY_TABLES =
  'kitchen, channel, kitchen_current, reading_day, kitchen_day, channel_silence, pack, event, event_ref, batch, lot, contribution, posting, total, supplier_day, rollup_mark, tally, dead_letter, dead_letter_action, dead_payload, job';

/** Clears dead rows and refreshes the planner's statistics: autovacuum's work, which the embedded engine has no worker for. */
export async function tidyTables(sql: Sql): Promise<void> {
  await sql.query(`VACUUM (ANALYZE) ${BUSY_TABLES}`);
}

/**
 * Renews the planner's statistics of tables that are twice as large as those say. The check of a foreign key keeps the plan
 * that it was first made with: made for a table of a few rows it reads the whole table, for each row that refers to it,
 * until statistics are made anew. So a first backlog would be stored slower and slower, for as long as autovacuum waits.
 * @returns the names of these tables
 */
export async function analyzeGrown(sql: Sql): Promise<string[]> {
  const grown = await sql.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class
     WHERE oid = ANY($1::regclass[]) AND pg_relation_size(oid) > 2 * 8192 * greatest(relpages, $2) ORDER BY relname`,
    [`{${BUSY_TABLES}}`, SMALL_PAGES],
  );
  const names = grown.map(({ name }) => name);
  if (names.length > 0) await sql.query(`ANALYZE ${names.join(', ')}`);
  return names;
}
