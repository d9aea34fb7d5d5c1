import { CANARY_ID } from '@bakeloop/contracts';
import type { AlarmTimer, KitchenDoing } from '@bakeloop/domain';
import { MAINTENANCE_MS, MOVING_MS } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

/** How far a kitchen was looked at. */
export interface WatchedKitchen {
  kitchenId: string;
  /** Of its current values; null: there are none. */
  version: number | null;
  /** By rule and subject. */
  timers: Record<string, AlarmTimer>;
  lastMessageMs: number | null;
  /** Whether what it logged is to be looked at. */
  logDue: boolean;
}

export interface CurrentReading {
  kitchenId: string;
  channelId: number;
  channel: string;
  unit: string | null;
  /** How often it is read, s; null: it was never said. */
  intervalSeconds: number | null;
  atMs: number;
  value: number;
  knownMs: number;
}
export interface ChannelReading {
  channelId: number;
  atMs: number;
  value: number;
  knownMs: number;
}

/** An hour that readings came into behind what was looked at. */
export interface LateHour {
  kitchenId: string;
  hourMs: number;
  /** When the newest of them came, as the database writes it. */
  at: string;
}

/** Limits of the recipe that a batch ran by, Cel, and when it did; null: it runs. */
export interface RecipeLimits {
  kitchenId: string;
  machine: string;
  batchId: string;
  startedMs: number | null;
  finishedMs: number | null;
  min: number;
  max: number;
}

/** What comes late comes in many packs: it is looked at once they have come, s. */
const LATE_QUIET_S = 10;
/** What people log is looked at once a minute. */
const LOG_EVERY_S = 60;
/** As the index on it says it. */
const IS_PVC = `((e.type = 'incident.recorded' AND e.body -> 'data' ->> 'kind' = 'pvc-found')
  OR (e.type = 'intake.recorded' AND e.body -> 'data' ->> 'polymer' = 'PVC'))`;
const MS = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::int8`;
/** $1: kitchens. By the version that the batch names; of one that was never published, by the newest. */
const RECIPE_LIMITS = `SELECT b.kitchen_id AS "kitchenId", b.state ->> 'machine' AS machine, b.batch_id AS "batchId",
    ${MS('b.started_at')} AS "startedMs", ${MS('b.finished_at')} AS "finishedMs",
    (r.body #>> '{limitsCel,min}')::float8 AS min, (r.body #>> '{limitsCel,max}')::float8 AS max
  FROM batch b CROSS JOIN LATERAL (
    SELECT body FROM reference WHERE kind = 'recipe' AND id = b.state ->> 'recipeId'
    ORDER BY version = (b.state ->> 'recipeVersion')::float8 DESC NULLS LAST, version DESC LIMIT 1) r
  WHERE b.kitchen_id = ANY($1) AND b.state ->> 'machine' IS NOT NULL AND jsonb_typeof(r.body -> 'limitsCel') = 'object'`;

/**
 * Takes the lease on evaluating for this transaction; whoever asks at the same time does not get it.
 */
export async function takeAlarmLease(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ held: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(hashtext('bakeloop alarms')) AS held`,
  );
  return row?.held ?? false;
}

/** What alarms are evaluated from. Each question is bounded, however large the fleet or the backlog. */
export class AlarmFacts {
  constructor(private readonly sql: Sql) {}

  /**
   * Kitchens of which there is something to look at, the longest unseen first. One with a find of PVC is looked at for a
   * minute: what arrived while it was looked at may have been stored a moment later.
   */
  dueKitchens(now: Date, most: number): Promise<WatchedKitchen[]> {
    return this.sql.query(
      `SELECT k.id AS "kitchenId", c.version, coalesce(w.timers, '{}') AS timers, ${MS('k.last_message_at')} AS "lastMessageMs",
         coalesce(w.log_at <= $1::timestamptz - make_interval(secs => ${LOG_EVERY_S}), true) AS "logDue"
       FROM kitchen k LEFT JOIN alarm_watch w ON w.kitchen_id = k.id LEFT JOIN kitchen_current c ON c.kitchen_id = k.id
       WHERE k.id <> $2 AND (w.kitchen_id IS NULL OR w.waits OR w.version IS DISTINCT FROM c.version
         OR w.log_at <= $1::timestamptz - make_interval(secs => ${LOG_EVERY_S})
         OR EXISTS (SELECT FROM event e WHERE e.kitchen_id = k.id AND ${IS_PVC} AND e.time > $1::timestamptz - interval '8 days'
           AND e.received_at > w.looked_at - interval '1 minute'))
       ORDER BY w.looked_at NULLS FIRST, k.id LIMIT $3`,
      [now, CANARY_ID, most],
    );
  }

  /** The timers of the platform itself. */
  async platformTimers(): Promise<Record<string, AlarmTimer>> {
    const [row] = await this.sql.query<{ timers: Record<string, AlarmTimer> }[]>(
      `SELECT timers FROM alarm_watch WHERE kitchen_id = ''`,
    );
    return row?.timers ?? {};
  }

  async keep(
    rows: readonly (Pick<WatchedKitchen, 'kitchenId' | 'version' | 'timers' | 'logDue'> & {
      waits: boolean;
    })[],
    now: Date,
  ): Promise<void> {
    await this.sql.query(
      `INSERT INTO alarm_watch AS w (kitchen_id, version, timers, waits, looked_at, log_at)
       SELECT r ->> 'kitchenId', (r ->> 'version')::int, r -> 'timers', (r ->> 'waits')::boolean, $2, $2
       FROM jsonb_array_elements($1::jsonb) AS r
       ON CONFLICT (kitchen_id) DO UPDATE SET version = excluded.version, timers = excluded.timers, waits = excluded.waits,
         looked_at = excluded.looked_at,
         log_at = CASE WHEN w.kitchen_id = ANY($3::text[]) THEN excluded.log_at ELSE w.log_at END`,
      [JSON.stringify(rows), now, rows.filter(({ logDue }) => logDue).map(({ kitchenId }) => kitchenId)],
    );
  }

  current(kitchenIds: readonly string[]): Promise<CurrentReading[]> {
    return this.sql.query(
      `SELECT r.kitchen_id AS "kitchenId", c.id AS "channelId", c.name AS channel, c.unit, c.interval_s AS "intervalSeconds",
         ${MS('r.device_time')} AS "atMs", r.value, ${MS('r.received_at')} AS "knownMs"
       FROM reading_current r JOIN channel c ON c.id = r.channel_id WHERE r.kitchen_id = ANY($1) ORDER BY c.name`,
      [kitchenIds],
    );
  }

  /** The readings of channels after an instant each, by time; so many of each at most. */
  readingsAfter(
    asked: readonly { channelId: number; afterMs: number }[],
    mostOfEach: number,
  ): Promise<ChannelReading[]> {
    if (asked.length === 0) return Promise.resolve([]);
    return this.sql.query(
      `SELECT a.channel_id AS "channelId", r.* FROM unnest($1::int[], $2::int8[]) AS a(channel_id, after_ms)
       CROSS JOIN LATERAL (
         SELECT ${MS('device_time')} AS "atMs", value, ${MS('received_at')} AS "knownMs" FROM reading
         WHERE channel_id = a.channel_id AND device_time > to_timestamp(a.after_ms / 1000.0)
         ORDER BY device_time LIMIT $3) r
       ORDER BY a.channel_id, r."atMs"`,
      [asked.map(({ channelId }) => channelId), asked.map(({ afterMs }) => afterMs), mostOfEach],
    );
  }

  /** Limits of the recipe that each machine's running batch is of, Cel. */
  runningLimits(kitchenIds: readonly string[]): Promise<RecipeLimits[]> {
    return this.sql.query(`${RECIPE_LIMITS} AND b.status = 'running'`, [kitchenIds]);
  }

  /** Limits of the recipes that ran in a kitchen over a time, Cel. A batch that began more than a week before is not looked for. */
  limitsOver(kitchenId: string, from: Date, to: Date): Promise<RecipeLimits[]> {
    return this.sql.query(
      `${RECIPE_LIMITS} AND b.sort_time < $3 AND b.sort_time > $2::timestamptz - interval '7 days'
         AND b.started_at < $3 AND coalesce(b.finished_at, 'infinity') > $2`,
      [[kitchenId], from, to],
    );
  }

  /**
   * Hours of one kitchen that readings came into behind what was looked at, by time: of the one that waits longest, once
   * nothing more has come into them for a moment.
   */
  lateHours(most: number): Promise<LateHour[]> {
    const isQuiet = `at <= now() - make_interval(secs => ${LATE_QUIET_S})`;
    return this.sql.query(
      `SELECT kitchen_id AS "kitchenId", ${MS('hour')} AS "hourMs", at::text AS at FROM alarm_late
       WHERE ${isQuiet} AND kitchen_id = (SELECT kitchen_id FROM alarm_late WHERE ${isQuiet} ORDER BY at LIMIT 1)
       ORDER BY hour LIMIT $1`,
      [most],
    );
  }

  /** These were looked at; an hour that more came into meanwhile stays to be looked at. */
  async lookedAtLate(hours: readonly LateHour[]): Promise<void> {
    await this.sql.query(
      `DELETE FROM alarm_late l USING unnest($1::text[], $2::int8[], $3::timestamptz[]) AS d(kitchen_id, ms, at)
       WHERE l.kitchen_id = d.kitchen_id AND l.hour = to_timestamp(d.ms / 1000.0) AND l.at = d.at`,
      [hours.map(({ kitchenId }) => kitchenId), hours.map(({ hourMs }) => hourMs), hours.map(({ at }) => at)],
    );
  }

  /** The timers of a kitchen as they were kept; null: it was never looked at. */
  async timersOf(kitchenId: string): Promise<WatchedKitchen['timers'] | null> {
    const [row] = await this.sql.query<Pick<WatchedKitchen, 'timers'>[]>(
      `SELECT timers FROM alarm_watch WHERE kitchen_id = $1`,
      [kitchenId],
    );
    return row?.timers ?? null;
  }

  /** The readings of channels over a time each, its ends included, by time; so many of each at most. */
  readingsOver(
    channelIds: readonly number[],
    { from, to }: { from: Date; to: Date },
    mostOfEach: number,
  ): Promise<ChannelReading[]> {
    return this.sql.query(
      `SELECT a.channel_id AS "channelId", r.* FROM unnest($1::int[]) AS a(channel_id)
       CROSS JOIN LATERAL (
         SELECT ${MS('device_time')} AS "atMs", value, ${MS('received_at')} AS "knownMs" FROM reading
         WHERE channel_id = a.channel_id AND device_time >= $2 AND device_time <= $3 ORDER BY device_time LIMIT $4) r
       ORDER BY a.channel_id, r."atMs"`,
      [channelIds, from, to, mostOfEach],
    );
  }

  /** Finds of PVC since an instant that nobody took back: deliveries that name it, and reports. */
  pvcSince(
    since: Date,
  ): Promise<{ kitchenId: string; eventId: string; atMs: number; knownMs: number; lotId: string | null }[]> {
    return this.sql.query(
      `SELECT e.kitchen_id AS "kitchenId", e.id AS "eventId", ${MS('e.time')} AS "atMs", ${MS('e.received_at')} AS "knownMs",
         e.body -> 'data' ->> 'lotId' AS "lotId"
       FROM event e WHERE e.time > $1
         AND ${IS_PVC}
         AND NOT EXISTS (SELECT FROM event s WHERE s.supersedes = e.id)
       ORDER BY e.time DESC LIMIT 500`,
      [since],
    );
  }

  /** Batches that finished since an instant, with what they lack of their feed. */
  finishedSince(
    kitchenIds: readonly string[],
    since: Date,
  ): Promise<{ kitchenId: string; batchId: string; finishedMs: number; closure: number }[]> {
    return this.sql.query(
      `SELECT kitchen_id AS "kitchenId", batch_id AS "batchId", ${MS('finished_at')} AS "finishedMs",
         (state #>> '{balance,closure}')::float8 AS closure
       FROM batch WHERE kitchen_id = ANY($1) AND status = 'finished' AND finished_at > $2 AND sort_time > $2::timestamptz - interval '3 days'
         AND state #>> '{balance,closure}' IS NOT NULL`,
      [kitchenIds, since],
    );
  }

  /** When each scale was last calibrated, by what still counts. */
  calibrations(
    kitchenIds: readonly string[],
  ): Promise<{ kitchenId: string; scaleId: string; atMs: number }[]> {
    return this.sql.query(
      `SELECT kitchen_id AS "kitchenId", body -> 'data' ->> 'scaleId' AS "scaleId", ${MS('max(time)')} AS "atMs"
       FROM event e WHERE kitchen_id = ANY($1) AND type = 'scale.calibrated'
         AND NOT EXISTS (SELECT FROM event s WHERE s.supersedes = e.id)
       GROUP BY 1, 2`,
      [kitchenIds],
    );
  }

  /** Hours that batches ran since something was last maintained. @param task a pattern in which `*` stands for any part */
  hoursSince(kitchenIds: readonly string[], task: string): Promise<{ kitchenId: string; hours: number }[]> {
    return this.sql.query(
      `SELECT k AS "kitchenId", coalesce((
         SELECT sum(extract(epoch FROM b.finished_at - greatest(b.started_at, d.at))) / 3600 FROM batch b
         WHERE b.kitchen_id = k AND b.started_at IS NOT NULL AND b.finished_at > greatest(b.started_at, d.at)), 0)::float8 AS hours
       FROM unnest($1::text[]) AS k CROSS JOIN LATERAL (
         SELECT coalesce(max(time), '-infinity') AS at FROM event e
         WHERE e.kitchen_id = k AND e.type = 'maintenance.recorded' AND e.body -> 'data' ->> 'task' LIKE $2
           AND NOT EXISTS (SELECT FROM event s WHERE s.supersedes = e.id)) d`,
      [kitchenIds, task.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')],
    );
  }

  /** Hours that batches with polystyrene ran since an instant. */
  psHours(kitchenIds: readonly string[], since: Date): Promise<{ kitchenId: string; hours: number }[]> {
    return this.sql.query(
      `SELECT k AS "kitchenId", coalesce((
         SELECT sum(extract(epoch FROM coalesce(b.finished_at, now()) - greatest(b.started_at, $2))) / 3600 FROM batch b
         WHERE b.kitchen_id = k AND b.sort_time > $2::timestamptz - interval '3 days'
           AND b.started_at IS NOT NULL AND coalesce(b.finished_at, now()) > greatest(b.started_at, $2)
           AND b.state -> 'inputs' @> '[{"polymer": "PS"}]'), 0)::float8 AS hours
       FROM unnest($1::text[]) AS k`,
      [kitchenIds, since],
    );
  }

  openDeadLetters(kitchenIds: readonly string[]): Promise<{ kitchenId: string; count: number }[]> {
    return this.sql.query(
      `SELECT k AS "kitchenId", (SELECT count(*)::int FROM dead_letter WHERE kitchen_id = k AND state = 'open') AS count
       FROM unnest($1::text[]) AS k`,
      [kitchenIds],
    );
  }

  /** What kitchens say that they do: moved a short while ago, or a machine of theirs was worked on. */
  doings(kitchenIds: readonly string[], now: Date): Promise<KitchenDoing[]> {
    return this.sql.query(
      `SELECT e.kitchen_id AS "kitchenId", CASE e.type WHEN 'kitchen.moved' THEN 'moving' ELSE 'maintenance' END AS what,
         CASE e.type WHEN 'kitchen.moved' THEN NULL ELSE e.body -> 'data' ->> 'machine' END AS machine,
         ${MS('e.time')} + CASE e.type WHEN 'kitchen.moved' THEN ${MOVING_MS} ELSE ${MAINTENANCE_MS} END AS "untilMs"
       FROM event e WHERE e.kitchen_id = ANY($1) AND e.type IN ('kitchen.moved', 'maintenance.recorded')
         AND e.time > $2::timestamptz - make_interval(secs => ${MOVING_MS / 1_000}) AND e.time <= $2
         AND NOT EXISTS (SELECT FROM event s WHERE s.supersedes = e.id)`,
      [kitchenIds, now],
    );
  }
}
