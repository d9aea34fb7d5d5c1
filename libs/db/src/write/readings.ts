import { LATE_LOOKED_AT_MS } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import type { DecimalMemory } from './digits.js';

/** One reading of a channel, both times in ms since the epoch. */
export interface ReadingRow {
  channelId: number;
  timeMs: number;
  value: number;
  receivedMs: number;
}

/** Readings of one channel, in columns: as an object each they would be most of what the collector carries along. */
export interface ChannelReadings {
  channelId: number;
  timesMs: number[];
  values: number[];
  receivedMs: number[];
}

export interface KnownChannel {
  id: number;
  kitchenId: string;
  name: string;
  unit: string | null;
}

/** Channels of kitchens by name, created where unknown. A channel without a unit takes the one given (S3). */
export async function resolveChannels(
  sql: Sql,
  wanted: readonly { kitchenId: string; name: string; unit: string | null }[],
): Promise<KnownChannel[]> {
  const columns = [
    wanted.map((channel) => channel.kitchenId),
    wanted.map((channel) => channel.name),
    wanted.map((channel) => channel.unit),
  ];
  await sql.query(
    `INSERT INTO channel (kitchen_id, name, unit) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ORDER BY 1, 2
     ON CONFLICT (kitchen_id, name) DO UPDATE SET unit = excluded.unit WHERE channel.unit IS NULL AND excluded.unit IS NOT NULL`,
    columns,
  );
  return sql.query<KnownChannel[]>(
    `SELECT c.id, c.kitchen_id AS "kitchenId", c.name, c.unit FROM channel c
     JOIN unnest($1::text[], $2::text[]) AS w(kitchen_id, name) USING (kitchen_id, name)`,
    columns.slice(0, 2),
  );
}

/**
 * S6: one reading per channel and device time, the first stays.
 * @returns how many were new, by channel; one without any is absent
 */
export async function insertReadings(
  sql: Sql,
  memory: DecimalMemory,
  readings: readonly ChannelReadings[],
): Promise<Map<number, number>> {
  const split = readings.flatMap(({ channelId, values }) =>
    values.map((value) => ({ channelId, value, ...memory.digitsOf(channelId, value) })),
  );
  const stored = await sql.query<{ channel_id: number; n: number }[]>(
    `WITH stored AS (
       INSERT INTO reading_raw (device_time, digits, received_s, odd, channel_id, decimals)
       SELECT to_timestamp(t / 1000.0), d, r, o, c, e
       FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::float8[], $5::int[], $6::int2[]) AS u(t, d, r, o, c, e)
       ON CONFLICT DO NOTHING RETURNING channel_id)
     SELECT channel_id, count(*)::int AS n FROM stored GROUP BY 1`,
    [
      readings.flatMap(({ timesMs }) => timesMs),
      split.map(({ digits, decimals }) => (decimals < 0 ? null : digits)),
      readings.flatMap(({ receivedMs }) => receivedMs.map((ms) => Math.floor(ms / 1_000))),
      split.map(({ value, decimals }) => (decimals < 0 ? value : null)),
      split.map(({ channelId }) => channelId),
      split.map(({ decimals }) => (decimals < 0 ? null : decimals)),
    ],
  );
  return new Map(stored.map(({ channel_id, n }) => [channel_id, n]));
}

/** S9: hours (ms since the epoch, whole hours) whose rollups have to be refreshed. */
export async function markHours(sql: Sql, hoursMs: readonly number[]): Promise<void> {
  await sql.query(
    // The update takes the row's lock, so a refresh that ends now waits for this commit, and then leaves the mark standing.
    `INSERT INTO rollup_mark (hour) SELECT to_timestamp(h / 1000.0) FROM unnest($1::int8[]) AS h ORDER BY 1
     ON CONFLICT (hour) DO UPDATE SET fresh = true, whole = false, news = rollup_mark.news + 1`,
    [hoursMs],
  );
}

/** Hours of kitchens that readings came into behind newer ones of their channel: alarms look at them again. */
export async function markLate(
  sql: Sql,
  hours: readonly { kitchenId: string; hourMs: number }[],
): Promise<void> {
  await sql.query(
    `INSERT INTO alarm_late (kitchen_id, hour, at)
     SELECT DISTINCT k, to_timestamp(h / 1000.0), now() FROM unnest($1::text[], $2::int8[]) AS u(k, h)
     WHERE to_timestamp(h / 1000.0) > now() - make_interval(secs => ${LATE_LOOKED_AT_MS / 1_000}) ORDER BY 1, 2
     ON CONFLICT (kitchen_id, hour) DO UPDATE SET at = excluded.at`,
    [hours.map(({ kitchenId }) => kitchenId), hours.map(({ hourMs }) => hourMs)],
  );
}

/**
 * Batches inside whose time an energy meter was read, of one of their machines or of the site: what they used is derived
 * again (soon, not here).
 */
export async function markEnergyStale(
  sql: Sql,
  spans: readonly { kitchenId: string; machine: string | null; fromMs: number; toMs: number }[],
): Promise<void> {
  await sql.query(
    `UPDATE batch b SET energy_stale = true
     FROM unnest($1::text[], $2::text[], $3::int8[], $4::int8[]) AS s(kitchen_id, machine, from_ms, to_ms)
     WHERE b.kitchen_id = s.kitchen_id AND (s.machine IS NULL OR s.machine = ANY(b.machines)) AND NOT b.energy_stale
       -- The reading before the start, at most an hour old, is the base of the first step.
       AND b.started_at - INTERVAL '1 hour' <= to_timestamp(s.to_ms / 1000.0)
       AND coalesce(b.finished_at, 'infinity') >= to_timestamp(s.from_ms / 1000.0)`,
    [
      spans.map((span) => span.kitchenId),
      spans.map((span) => span.machine),
      spans.map((span) => span.fromMs),
      spans.map((span) => span.toMs),
    ],
  );
}
