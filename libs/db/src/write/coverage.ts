import type { Sql } from '../engine.js';

const HOUR_MS = 3_600_000;

/**
 * Counts again what readings came, and should have come, on the UTC days of hours that are over. A channel that declares
 * an interval should be read at it in every hour in which its kitchen reports anything; a kitchen that is off shift, or
 * cut off, is not expected to be read. Sums by kitchen and for all, so that no total has to count readings.
 */
export async function recountReadings(sql: Sql, hoursMs: readonly number[], nowMs: number): Promise<void> {
  const days = new Set(
    hoursMs
      .filter((hour) => hour + HOUR_MS <= nowMs)
      .map((hour) => new Date(hour).toISOString().slice(0, 10)),
  );
  for (const day of days) {
    await sql.query(
      `WITH hourly AS MATERIALIZED (
         SELECT channel_id, bucket, n FROM reading_1h
         WHERE bucket >= $1::timestamptz AND bucket < least($1::timestamptz + INTERVAL '1 day', $2::timestamptz)),
       running AS (
         SELECT c.kitchen_id, count(DISTINCT h.bucket) AS hours FROM hourly h JOIN channel c ON c.id = h.channel_id GROUP BY 1),
       read AS (SELECT channel_id, sum(n) AS n FROM hourly GROUP BY 1)
       INSERT INTO reading_day AS d (scope, day, expected, received)
       SELECT 'kitchen:' || c.kitchen_id, $1::date, round(sum(running.hours * 3600 / c.interval_s))::int8,
         coalesce(sum(read.n), 0)::int8
       FROM running JOIN channel c ON c.kitchen_id = running.kitchen_id AND c.interval_s > 0
       LEFT JOIN read ON read.channel_id = c.id
       GROUP BY c.kitchen_id
       ON CONFLICT (scope, day) DO UPDATE SET expected = excluded.expected, received = excluded.received`,
      [`${day}T00:00:00Z`, new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS)],
    );
    await sql.query(
      `INSERT INTO reading_day (scope, day, expected, received)
       SELECT 'portfolio', $1::date, coalesce(sum(expected), 0), coalesce(sum(received), 0) FROM reading_day
       WHERE day = $1::date AND scope <> 'portfolio'
       ON CONFLICT (scope, day) DO UPDATE SET expected = excluded.expected, received = excluded.received`,
      [day],
    );
  }
}
