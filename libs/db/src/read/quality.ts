import { CANARY_ID, type QualityPart } from '@bakeloop/contracts';
import { CALIBRATION_VALID_DAYS } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { exactTime } from './batches.js';

/** Whose data, of which days (each kitchen's own calendar, both included), as known at an instant where that is kept. */
export interface QualityFilter {
  /** Null: of all kitchens, and of what came from none. */
  kitchenIds: readonly string[] | null;
  from: string;
  to: string;
  knownOn: Date;
  /** Only rows of this name: a channel, a reason, a kitchen, a state. */
  name?: string | undefined;
}

/** One row behind a number, of whatever part. */
export interface QualityRow {
  at: Date;
  kitchenId: string | null;
  /** What the rows of a part are told apart by. */
  name: string;
  /** For a person; null: the name says all. */
  detail: string | null;
  /** How much of `unit` it adds to the number of its part; null where it counts as one, or nothing is known. */
  amount: number | null;
  /** Who did it, as its kitchen calls them: a pseudonym. */
  who: string | null;
  eventId: string | null;
  key: string;
  exactAt: string;
}
export interface QualityGroup {
  name: string;
  count: number;
  amount: number | null;
  /** Highest and lowest amount of it. */
  high: number | null;
  low: number | null;
}

/** Where a page of rows ends. */
export interface QualityPosition {
  at: string;
  key: string;
}

/** Groups told of a part at most: more than anybody reads. */
const MOST_GROUPS = 50;
/** A check that runs out within so many days is due. */
const DUE_WITHIN_DAYS = 30;
const NAMELESS = 'not said';

/** Kitchens of the filter with the instants that their days begin and end. $1 to $4: kitchens, from, to, known on. */
const KITCHENS = `kitchens AS (
  SELECT id, $2::date::timestamp AT TIME ZONE time_zone AS start,
    least(($3::date + 1)::timestamp AT TIME ZONE time_zone, $4::timestamptz) AS finish
  FROM kitchen WHERE ($1::text[] IS NULL OR id = ANY($1)) AND id <> '${CANARY_ID}')`;

/**
 * Rows of each part, each read by an index of its kitchen, or of the few that there are. That of what says where a kitchen was
 * and what its scales read (`event_of_context`) is found by its own condition.
 */
const PARTS: Record<QualityPart, string> = {
  gaps: `
    SELECT s.day::timestamptz AS at, c.kitchen_id, c.name, 'of ' || s.running || ' h in which the kitchen reported' AS detail,
      s.hours::float8 AS amount, NULL AS who, NULL::uuid AS event_id, s.channel_id::text AS key
    FROM kitchens k JOIN channel c ON c.kitchen_id = k.id
    JOIN channel_silence s ON s.channel_id = c.id AND s.day BETWEEN $2::date AND $3::date`,
  'readings-missing': `
    SELECT r.day::timestamptz, k.id, k.id, r.received || ' of ' || r.expected || ' came',
      (r.expected - r.received)::float8, NULL, NULL::uuid, k.id
    FROM kitchens k JOIN reading_day r ON r.scope = 'kitchen:' || k.id AND r.day BETWEEN $2::date AND $3::date
    WHERE r.expected > r.received`,
  duplicates: `
    SELECT d.day::timestamptz, k.id, k.id, NULL, (d.duplicate_to - d.duplicate_from)::float8, NULL, NULL::uuid, k.id
    FROM kitchens k JOIN kitchen_day d ON d.kitchen_id = k.id AND d.day BETWEEN $2::date AND $3::date
    WHERE d.duplicate_to > d.duplicate_from`,
  'dead-letters': `
    SELECT l.first_at, l.kitchen_id, l.reason, l.detail, l.hits::float8, NULL, NULL::uuid, l.id::text
    FROM kitchens k JOIN dead_letter l ON l.kitchen_id = k.id AND l.first_at >= k.start AND l.first_at < k.finish
    UNION ALL
    SELECT l.first_at, NULL, l.reason, l.detail, l.hits::float8, NULL, NULL::uuid, l.id::text
    FROM dead_letter l WHERE $1::text[] IS NULL AND NOT EXISTS (SELECT FROM kitchen k WHERE k.id = l.kitchen_id)
      AND l.first_at >= $2::date AND l.first_at < least($3::date + 1, $4::timestamptz)`,
  corrections: `
    SELECT e.received_at, e.kitchen_id, coalesce(nullif(e.body->>'reason', ''), '${NAMELESS}'), e.type, NULL::float8,
      coalesce(nullif(e.body->>'actor', ''), '${NAMELESS}'), e.id, e.id::text
    FROM kitchens k JOIN event e ON e.kitchen_id = k.id AND e.supersedes IS NOT NULL
      AND e.received_at >= k.start AND e.received_at < k.finish`,
  clock: `
    SELECT d.day::timestamptz, k.id, k.id, NULL,
      CASE WHEN abs(d.skew_low_ms) > abs(d.skew_high_ms) THEN d.skew_low_ms ELSE d.skew_high_ms END / 1000.0::float8,
      NULL, NULL::uuid, k.id
    FROM kitchens k JOIN kitchen_day d ON d.kitchen_id = k.id AND d.day BETWEEN $2::date AND $3::date
    WHERE d.skew_low_ms IS NOT NULL`,
  calibrations: `
    SELECT coalesce(s.checked, s.used), s.kitchen_id,
      CASE WHEN s.checked IS NULL THEN 'never'
        WHEN s.checked + INTERVAL '${CALIBRATION_VALID_DAYS} days' <= s.finish THEN 'overdue'
        WHEN s.checked + INTERVAL '${CALIBRATION_VALID_DAYS - DUE_WITHIN_DAYS} days' <= s.finish THEN 'due'
        ELSE 'checked' END,
      s.scale_id, (extract(epoch FROM s.finish - s.checked) / 86400)::int::float8, NULL, s.event_id, s.kitchen_id || ' ' || s.scale_id
    FROM (
      SELECT k.id AS kitchen_id, k.finish, e.body->'data'->>'scaleId' AS scale_id, max(e.time) AS used,
        max(e.time) FILTER (WHERE e.type = 'scale.calibrated') AS checked,
        (array_agg(e.id ORDER BY e.time DESC) FILTER (WHERE e.type = 'scale.calibrated'))[1] AS event_id
      FROM kitchens k CROSS JOIN LATERAL (
        SELECT id, type, time, body FROM event WHERE kitchen_id = k.id AND type IN ('kitchen.moved', 'scale.calibrated')
          AND type = 'scale.calibrated' AND time < k.finish AND received_at <= $4::timestamptz
        UNION ALL
        SELECT id, type, time, body FROM event WHERE kitchen_id = k.id AND type <> 'scale.calibrated'
          AND time >= k.start AND time < k.finish AND received_at <= $4::timestamptz) e
      WHERE e.body->'data'->>'scaleId' IS NOT NULL
        AND NOT EXISTS (SELECT FROM event s WHERE s.supersedes = e.id AND s.received_at <= $4::timestamptz)
      GROUP BY 1, 2, 3) s`,
};

/** What the rows of a part say that it is about, in one subquery with named columns. */
const rowsOf = (part: QualityPart): string =>
  `(SELECT * FROM (${PARTS[part]}) AS r (at, kitchen_id, name, detail, amount, who, event_id, key)
    WHERE $5::text IS NULL OR r.name = $5) r`;

/** How good the data of a period are: numbers, and the rows that each is the count or the sum of. */
export class QualityRepository {
  constructor(private readonly sql: Sql) {}

  /** What a part adds up to, by the names of its rows, the most first; and how much that is altogether. */
  async groups(
    part: QualityPart,
    filter: QualityFilter,
    by: 'name' | 'who' = 'name',
  ): Promise<{ count: number; amount: number | null; groups: QualityGroup[] }> {
    const rows = await this.sql.query<(QualityGroup & { isAll: boolean })[]>(
      `WITH ${KITCHENS}
       SELECT grouping(r.${by}) = 1 AS "isAll", coalesce(r.${by}, '') AS name, count(*)::int AS count, sum(r.amount)::float8 AS amount,
         max(r.amount)::float8 AS high, min(r.amount)::float8 AS low
       FROM ${rowsOf(part)} GROUP BY GROUPING SETS ((), (r.${by}))
       ORDER BY 1 DESC, coalesce(sum(abs(r.amount)), 0) DESC, 3 DESC, 2 LIMIT ${MOST_GROUPS + 1}`,
      valuesOf(filter),
    );
    const [all, ...groups] = rows;
    return {
      count: all?.count ?? 0,
      amount: all?.amount ?? null,
      groups: groups.map(({ isAll: _, ...group }) => group),
    };
  }

  /** The rows of a part, newest first. */
  rows(
    part: QualityPart,
    filter: QualityFilter,
    { after, limit }: { after?: QualityPosition | undefined; limit: number },
  ): Promise<QualityRow[]> {
    return this.sql.query(
      `WITH ${KITCHENS}
       SELECT r.at, r.kitchen_id AS "kitchenId", r.name, r.detail, r.amount, r.who, r.event_id AS "eventId", r.key,
         ${exactTime('r.at')} AS "exactAt"
       FROM ${rowsOf(part)}
       WHERE $6::timestamptz IS NULL OR (r.at, r.key) < ($6, $7::text)
       ORDER BY r.at DESC, r.key DESC LIMIT $8`,
      [...valuesOf(filter), after?.at ?? null, after?.key ?? null, limit],
    );
  }
}

function valuesOf({ kitchenIds, from, to, knownOn, name }: QualityFilter): unknown[] {
  return [kitchenIds, from, to, knownOn, name ?? null];
}
