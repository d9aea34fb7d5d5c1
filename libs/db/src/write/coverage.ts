import type { Sql } from '../engine.js';

const HOUR_MS = 3_600_000;
/** A channel that declares a longer interval may be silent for an hour, s. */
const LONGEST_INTERVAL_S = 3_600;

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
    await recountSilence(sql, day, nowMs);
    await sql.query(
      `INSERT INTO reading_day (scope, day, expected, received)
       SELECT 'portfolio', $1::date, coalesce(sum(expected), 0), coalesce(sum(received), 0) FROM reading_day
       WHERE day = $1::date AND scope <> 'portfolio'
       ON CONFLICT (scope, day) DO UPDATE SET expected = excluded.expected, received = excluded.received`,
      [day],
    );
  }
}

/** Hours of a UTC day that are over, in which a channel had no reading while its kitchen had any: only what is silent has a row. */
async function recountSilence(sql: Sql, day: string, nowMs: number): Promise<void> {
  await sql.query(
    `WITH hourly AS MATERIALIZED (
       SELECT h.channel_id, h.bucket, c.kitchen_id FROM reading_1h h JOIN channel c ON c.id = h.channel_id
       WHERE h.bucket >= $1::timestamptz AND h.bucket < least($1::timestamptz + INTERVAL '1 day', $2::timestamptz)),
     running AS (SELECT kitchen_id, count(DISTINCT bucket)::int AS hours FROM hourly GROUP BY 1),
     read AS (SELECT channel_id, count(*)::int AS hours FROM hourly GROUP BY 1),
     silent AS (
       SELECT c.id, running.hours - coalesce(read.hours, 0) AS hours, running.hours AS running
       FROM running JOIN channel c ON c.kitchen_id = running.kitchen_id AND c.interval_s > 0 AND c.interval_s <= $3
       LEFT JOIN read ON read.channel_id = c.id
       WHERE running.hours > coalesce(read.hours, 0)),
     gone AS (
       DELETE FROM channel_silence s WHERE s.day = $1::date AND NOT EXISTS (SELECT FROM silent WHERE silent.id = s.channel_id))
     INSERT INTO channel_silence AS s (channel_id, day, hours, running)
     SELECT id, $1::date, hours, running FROM silent
     ON CONFLICT (channel_id, day) DO UPDATE SET hours = excluded.hours, running = excluded.running
       WHERE (s.hours, s.running) <> (excluded.hours, excluded.running)`,
    [`${day}T00:00:00Z`, new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS), LONGEST_INTERVAL_S],
  );
}

/** How often clocks and tallies are looked at, s. */
const LOOK_EVERY_S = 60;

/**
 * Notes once a minute how the clocks of kitchens stand that were just heard of, and how much came again of each, by UTC day.
 * A day begins with the tally of the one before; of a kitchen that was there before this was noted, with that of its first.
 */
export async function noteKitchenDays(sql: Sql, now: Date): Promise<void> {
  await sql.query(
    `WITH look AS (
       INSERT INTO job AS j (name, done, total, updated_at) VALUES ('kitchen days', 1, 1, $1)
       ON CONFLICT (name) DO UPDATE SET updated_at = excluded.updated_at
         WHERE abs(extract(epoch FROM excluded.updated_at - j.updated_at)) >= $2 RETURNING 1)
     INSERT INTO kitchen_day AS d (kitchen_id, day, skew_low_ms, skew_high_ms, duplicate_from, duplicate_to)
     SELECT k.id, ($1::timestamptz AT TIME ZONE 'UTC')::date, k.clock_skew_ms, k.clock_skew_ms,
       coalesce(before.duplicate_to, CASE WHEN k.first_seen_at >= date_trunc('day', $1::timestamptz, 'UTC') THEN 0 END, t.duplicate, 0),
       coalesce(t.duplicate, 0)
     FROM look, kitchen k LEFT JOIN tally t ON t.kitchen_id = k.id
     LEFT JOIN LATERAL (SELECT duplicate_to FROM kitchen_day WHERE kitchen_id = k.id
       AND day < ($1::timestamptz AT TIME ZONE 'UTC')::date ORDER BY day DESC LIMIT 1) before ON true
     WHERE k.last_message_at > $1::timestamptz - make_interval(secs => 5 * $2)
     ON CONFLICT (kitchen_id, day) DO UPDATE SET
       skew_low_ms = least(d.skew_low_ms, excluded.skew_low_ms), skew_high_ms = greatest(d.skew_high_ms, excluded.skew_high_ms),
       duplicate_to = greatest(d.duplicate_to, excluded.duplicate_to)`,
    [now, LOOK_EVERY_S],
  );
}
