import { CANARY_ID, type Birth } from '@bakeloop/contracts';
import { OPEN_ALARMS, type OpenAlarms } from '../alarms/alarms.js';
import type { Sql } from '../engine.js';

/** What is known of a kitchen and its troubles at an instant. */
export interface KitchenRow {
  id: string;
  name: string;
  place: string | null;
  country: string | null;
  timeZone: string;
  longitude: number | null;
  latitude: number | null;
  session: string | null;
  /** What the kitchen, or its will, last said of itself (B2). */
  state: 'online' | 'offline' | null;
  lastMessageAt: Date | null;
  clockSkewMs: number | null;
  /** Device time of its newest current value. */
  newestReadingAt: Date | null;
  /** Good product a day that it is to make. */
  planGrams: number | null;
  longestIntervalSeconds: number | null;
  birthVersion: number | null;
  /** When a message of it was last answered later, and last turned away, since it sends more than it may. */
  slowedAt: Date | null;
  turnedAwayAt: Date | null;
  /** Dead letters that arrived in the last 24 hours. */
  deadLetters24h: number;
  /** Flagged batches that run or finished in the last 24 hours, newest first. */
  flaggedBatches: string[];
  /** Channels whose current value is beyond its declared bounds and not old. */
  outOfRange: string[];
  /** Null: none is. */
  openAlarms: Omit<OpenAlarms, 'kitchenId'> | null;
}
/** With what only its own page shows. */
export interface KitchenDetailRow extends KitchenRow {
  /** The newest birth certificate; null: it never sent one. */
  birth: Birth | null;
  /** When something last became of a command of it; null: there is none. */
  commandsChangedAt: Date | null;
}

const DETAIL = `, (SELECT b.body FROM birth b WHERE b.kitchen_id = k.id AND b.version = k.birth_version) AS birth,
  (SELECT max(changed_at) FROM command c WHERE c.kitchen_id = k.id) AS "commandsChangedAt"`;

export class KitchenRepository {
  constructor(private readonly sql: Sql) {}

  /** Without the canary, which is none. @param ids null for every kitchen */
  list(ids: readonly string[] | null, now: Date): Promise<KitchenRow[]> {
    return this.read({ more: '', isAsked: `$1::text[] IS NULL OR k.id = ANY($1)` }, ids, now);
  }

  /** Those of the kitchens that exist, in full. */
  detailed(ids: readonly string[], now: Date): Promise<KitchenDetailRow[]> {
    // Of a list the server makes another plan each time, and this one takes long to make.
    const isAsked = ids.length === 1 ? `k.id = ($1::text[])[1]` : `k.id = ANY($1::text[])`;
    return this.read({ more: DETAIL, isAsked }, ids, now);
  }

  /** In one statement: a page of many is asked for often, and each statement more costs as much as most of these columns. */
  private read<R extends KitchenRow>(
    { more, isAsked }: { more: string; isAsked: string },
    ids: readonly string[] | null,
    now: Date,
  ): Promise<R[]> {
    return this.sql.query(
      `SELECT k.id, k.name, k.place, k.country, k.time_zone AS "timeZone", k.longitude, k.latitude, k.session,
              k.state, k.last_message_at AS "lastMessageAt", k.clock_skew_ms AS "clockSkewMs",
              k.longest_interval_s AS "longestIntervalSeconds", k.birth_version AS "birthVersion",
              (SELECT to_timestamp(max(ms) / 1000.0) FROM kitchen_current c, unnest(c.device_times_ms) AS ms
               WHERE c.kitchen_id = k.id) AS "newestReadingAt",
              (SELECT good_grams_per_day FROM kitchen_plan p WHERE p.kitchen_id = k.id) AS "planGrams",
              t.slowed_at AS "slowedAt", t.turned_away_at AS "turnedAwayAt",
              (SELECT count(*)::int FROM dead_letter d
               WHERE d.kitchen_id = k.id AND d.state = 'open' AND d.last_at > $2::timestamptz - interval '24 hours') AS "deadLetters24h",
              ARRAY(SELECT b.batch_id FROM batch b
                    WHERE b.kitchen_id = k.id AND b.flagged
                      AND (b.status = 'running' OR b.finished_at > $2::timestamptz - interval '24 hours')
                    ORDER BY b.sort_time DESC, b.batch_id) AS "flaggedBatches",
              ARRAY(SELECT c.name FROM reading_current r JOIN channel c ON c.id = r.channel_id
                    WHERE r.kitchen_id = k.id AND (r.value < c.min OR r.value > c.max)
                      AND r.device_time > $2::timestamptz
                          - make_interval(secs => greatest(3 * coalesce(c.interval_s, k.longest_interval_s, 0), 120))
                    ORDER BY c.name) AS "outOfRange",
              CASE WHEN o."kitchenId" IS NOT NULL THEN
                json_build_object('active', o.active, 'unacknowledged', o.unacknowledged, 'worst', o.worst) END AS "openAlarms"
              ${more}
       FROM kitchen k LEFT JOIN tally t ON t.kitchen_id = k.id LEFT JOIN (${OPEN_ALARMS}) o ON o."kitchenId" = k.id
       WHERE (${isAsked}) AND k.id <> $3 ORDER BY k.id`,
      [ids, now, CANARY_ID],
    );
  }

  /** Of all kitchens, in order. */
  async ids(): Promise<string[]> {
    const rows = await this.sql.query<{ id: string }[]>(`SELECT id FROM kitchen WHERE id <> $1 ORDER BY id`, [
      CANARY_ID,
    ]);
    return rows.map(({ id }) => id);
  }

  /** What kitchens call themselves. */
  names(): Promise<{ id: string; name: string }[]> {
    return this.sql.query(`SELECT id, name FROM kitchen ORDER BY id`);
  }

  async exists(id: string): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(`SELECT 1 FROM kitchen WHERE id = $1 AND id <> $2`, [
      id,
      CANARY_ID,
    ]);
    return rows.length > 0;
  }

  /** The newest birth certificates; a kitchen that never sent one is absent. */
  births(ids: readonly string[]): Promise<{ kitchenId: string; body: Birth }[]> {
    return this.sql.query(
      `SELECT b.kitchen_id AS "kitchenId", b.body
       FROM birth b JOIN kitchen k ON k.id = b.kitchen_id AND k.birth_version = b.version WHERE k.id = ANY($1)`,
      [ids],
    );
  }
}
