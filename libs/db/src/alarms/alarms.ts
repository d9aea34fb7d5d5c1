import type { AlarmKind, AlarmSeverity, Silence } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import type { OrderedById, PageOf } from '../page.js';
import { hasWords } from '../words-sql.js';

export interface AlarmRow {
  id: string;
  kitchenId: string | null;
  kind: AlarmKind;
  subject: string;
  severity: AlarmSeverity;
  ruleKey: string;
  /** What was seen. */
  data: AlarmData;
  since: Date;
  raisedAt: Date;
  clearedAt: Date | null;
  occurrences: number;
  detectedLate: boolean;
  ackedAt: Date | null;
  toldAt: Date | null;
  changedAt: Date;
}
/** What was seen, in numbers; the words are made for whoever reads. Shares as they are, times in ms since the epoch. */
export type AlarmData = Readonly<Record<string, string | number | null>>;

/** With the names of people as they are called now. */
export interface ShownAlarmRow extends AlarmRow {
  kitchenName: string | null;
  timeZone: string | null;
  ackedBy: string | null;
  assigneeId: string | null;
  assignee: string | null;
  /** The end of the silence that covers it; null: none does. */
  silencedUntil: Date | null;
}
export interface AlarmEntryRow {
  at: Date;
  what: string;
  by: string | null;
  data: Readonly<Record<string, unknown>> | null;
}

export type AlarmStateName = 'active' | 'unseen' | 'acknowledged' | 'cleared' | 'open' | 'closed';

const ALARM = `a.id, a.kitchen_id AS "kitchenId", a.kind, a.subject, a.severity, a.rule_key AS "ruleKey", a.data, a.since,
  a.raised_at AS "raisedAt", a.cleared_at AS "clearedAt", a.occurrences, a.detected_late AS "detectedLate",
  a.acked_at AS "ackedAt", a.told_at AS "toldAt", a.changed_at AS "changedAt"`;
const IS_OPEN = `(a.cleared_at IS NULL OR a.acked_at IS NULL)`;
/** Worst first. */
const RANK = `CASE a.severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END`;
/** A silence covers what it names; one that names no kind leaves out where people can come to harm. */
const SILENCED = `(SELECT max(s.until) FROM alarm_silence s WHERE s.until > now()
  AND s.kitchen_id IS NOT DISTINCT FROM a.kitchen_id AND (s.subject IS NULL OR s.subject = a.subject)
  AND (s.kind = a.kind OR (s.kind IS NULL AND a.kind NOT IN ('pvc', 'zero-flow'))))`;
const SHOWN = `${ALARM}, k.name AS "kitchenName", k.time_zone AS "timeZone", by.name AS "ackedBy", a.assignee AS "assigneeId",
  assigned.name AS assignee, ${SILENCED} AS "silencedUntil"`;
const SHOWN_FROM = `alarm a LEFT JOIN kitchen k ON k.id = a.kitchen_id LEFT JOIN person by ON by.id = a.acked_by
  LEFT JOIN person assigned ON assigned.id = a.assignee`;
/** What an alarm is found by. */
const SEARCHED = `concat_ws(' ', a.kind, a.subject, a.data ->> 'name', a.kitchen_id, k.name, k.place, assigned.name,
  (SELECT string_agg(e.data ->> 'text', ' ') FROM alarm_entry e WHERE e.alarm_id = a.id AND e.what = 'commented'))`;

export type NewAlarm = Pick<
  AlarmRow,
  'kitchenId' | 'kind' | 'subject' | 'severity' | 'ruleKey' | 'data' | 'since' | 'detectedLate'
>;

/** What changes alarms; in a transaction. */
export class AlarmWriter {
  constructor(private readonly sql: Sql) {}

  /** Those that are not closed, of the kitchens and of the platform where `null` is among them. */
  open(kitchenIds: readonly (string | null)[]): Promise<AlarmRow[]> {
    return this.sql.query(
      `SELECT ${ALARM} FROM alarm a WHERE ${IS_OPEN} AND coalesce(a.kitchen_id, '') = ANY($1) ORDER BY a.id FOR UPDATE`,
      [kitchenIds.map((id) => id ?? '')],
    );
  }

  /**
   * Raises alarms. One of the same subject and kind that is not closed is on again, with what is seen now; two who raise the
   * same at once raise one.
   */
  async raise(alarms: readonly NewAlarm[], now: Date): Promise<void> {
    await this.sql.query(
      `WITH raised AS (
         INSERT INTO alarm AS a (kitchen_id, kind, subject, severity, rule_key, data, since, raised_at, detected_late, changed_at)
         SELECT r ->> 'kitchenId', r ->> 'kind', r ->> 'subject', r ->> 'severity', r ->> 'ruleKey', r -> 'data',
           (r ->> 'since')::timestamptz, $2, (r ->> 'detectedLate')::boolean, $2
         FROM jsonb_array_elements($1::jsonb) AS r
         ON CONFLICT (coalesce(kitchen_id, ''), kind, subject) WHERE cleared_at IS NULL OR acked_at IS NULL
         DO UPDATE SET severity = excluded.severity, rule_key = excluded.rule_key, data = excluded.data, since = excluded.since,
           raised_at = excluded.raised_at, cleared_at = NULL, occurrences = a.occurrences + 1, told_at = NULL,
           detected_late = excluded.detected_late, changed_at = excluded.changed_at
           WHERE a.cleared_at IS NOT NULL
         RETURNING id, occurrences, detected_late, severity, data, since)
       INSERT INTO alarm_entry (alarm_id, at, what, data)
       SELECT id, $2, CASE WHEN detected_late THEN 'detected-late' WHEN occurrences > 1 THEN 'again' ELSE 'raised' END,
         jsonb_build_object('severity', severity, 'seen', data, 'since', since) FROM raised`,
      [JSON.stringify(alarms), now],
    );
  }

  /**
   * Has alarms that are on say what is seen now. One that is worse than before, or that was known from late data alone and
   * is seen in time now, is told anew, and is nobody's any longer to have acknowledged.
   */
  async renew(
    alarms: readonly (Pick<AlarmRow, 'id' | 'severity' | 'ruleKey' | 'data' | 'detectedLate'> & {
      anew: boolean;
    })[],
    now: Date,
  ): Promise<void> {
    await this.sql.query(
      `WITH given AS (SELECT (r ->> 'id')::uuid AS id, r FROM jsonb_array_elements($1::jsonb) AS r),
       renewed AS (
         UPDATE alarm a SET severity = r ->> 'severity', rule_key = r ->> 'ruleKey', data = r -> 'data',
           detected_late = (r ->> 'detectedLate')::boolean, changed_at = $2,
           told_at = CASE WHEN (r ->> 'anew')::boolean THEN NULL ELSE told_at END,
           acked_at = CASE WHEN (r ->> 'anew')::boolean THEN NULL ELSE acked_at END,
           acked_by = CASE WHEN (r ->> 'anew')::boolean THEN NULL ELSE acked_by END
         FROM given WHERE a.id = given.id RETURNING a.id, r)
       INSERT INTO alarm_entry (alarm_id, at, what, data)
       SELECT id, $2, 'worse', jsonb_build_object('severity', r -> 'severity', 'seen', r -> 'data') FROM renewed
       WHERE (r ->> 'anew')::boolean`,
      [JSON.stringify(alarms), now],
    );
  }

  /**
   * Notes what was on in the past and is known from late data alone: as over, and told to nobody. Where an alarm of the same
   * place is not closed it is noted there. What was noted of that time before is not noted again.
   * @returns whether there was news
   */
  async noteLate(found: NewAlarm & { until: Date }, now: Date): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH given AS (SELECT $1::text AS kitchen_id, $2::text AS kind, $3::text AS subject, $7::timestamptz AS since, $8::timestamptz AS until),
       ofplace AS (SELECT a.* FROM alarm a JOIN given g ON a.kitchen_id = g.kitchen_id AND a.kind = g.kind AND a.subject = g.subject),
       news AS (
         SELECT g.* FROM given g
         -- An alarm that was seen in time was on from then until it was noticed to be over.
         WHERE NOT EXISTS (SELECT FROM ofplace a WHERE NOT a.detected_late AND a.since <= g.until AND coalesce(a.cleared_at, 'infinity') >= g.since)
           AND NOT EXISTS (SELECT FROM ofplace a JOIN alarm_entry e ON e.alarm_id = a.id AND e.what = 'detected-late'
             WHERE (e.data ->> 'since')::timestamptz <= g.until
               AND coalesce(e.data ->> 'until', e.data ->> 'since')::timestamptz >= g.since)),
       again AS (
         UPDATE alarm a SET occurrences = a.occurrences + 1, changed_at = $9 FROM news n
         WHERE a.kitchen_id = n.kitchen_id AND a.kind = n.kind AND a.subject = n.subject AND ${IS_OPEN} RETURNING a.id),
       made AS (
         INSERT INTO alarm (kitchen_id, kind, subject, severity, rule_key, data, since, raised_at, cleared_at, detected_late, changed_at)
         SELECT n.kitchen_id, n.kind, n.subject, $4, $5, $6::jsonb, n.since, $9, $9, true, $9 FROM news n
         WHERE NOT EXISTS (SELECT FROM again) ON CONFLICT DO NOTHING RETURNING id)
       INSERT INTO alarm_entry (alarm_id, at, what, data)
       SELECT id, $9, 'detected-late', jsonb_build_object('severity', $4::text, 'seen', $6::jsonb, 'since', $7::timestamptz, 'until', $8::timestamptz)
       FROM (SELECT id FROM again UNION ALL SELECT id FROM made) noted RETURNING 1`,
      [
        found.kitchenId,
        found.kind,
        found.subject,
        found.severity,
        found.ruleKey,
        JSON.stringify(found.data),
        found.since,
        found.until,
        now,
      ],
    );
    return rows.length > 0;
  }

  async clear(ids: readonly string[], now: Date): Promise<void> {
    await this.sql.query(
      `WITH cleared AS (
         UPDATE alarm SET cleared_at = $2, changed_at = $2 WHERE id = ANY($1::uuid[]) AND cleared_at IS NULL RETURNING id)
       INSERT INTO alarm_entry (alarm_id, at, what) SELECT id, $2, 'cleared' FROM cleared`,
      [ids, now],
    );
  }

  /** Alarms that are on and seen in time, that nobody was told of or acknowledged. */
  untold(): Promise<(AlarmRow & { kitchenName: string | null })[]> {
    return this.sql.query(
      `SELECT ${ALARM}, k.name AS "kitchenName" FROM alarm a LEFT JOIN kitchen k ON k.id = a.kitchen_id
       WHERE a.cleared_at IS NULL AND a.acked_at IS NULL AND a.told_at IS NULL AND NOT a.detected_late
       ORDER BY ${RANK}, a.raised_at, a.id LIMIT 200`,
    );
  }

  async told(ids: readonly string[], now: Date): Promise<void> {
    await this.sql.query(`UPDATE alarm SET told_at = $2 WHERE id = ANY($1::uuid[])`, [ids, now]);
  }

  /** Silences that stand. */
  silences(now: Date): Promise<Silence[]> {
    return this.sql.query(
      `SELECT kitchen_id AS "kitchenId", kind, subject, (extract(epoch FROM until) * 1000)::int8 AS "untilMs"
       FROM alarm_silence WHERE until > $1`,
      [now],
    );
  }

  async acknowledge(id: string, personId: string | null, now: Date): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH acked AS (
         UPDATE alarm SET acked_at = $3, acked_by = $2, changed_at = $3 WHERE id = $1 AND acked_at IS NULL RETURNING id)
       INSERT INTO alarm_entry (alarm_id, at, what, person_id) SELECT id, $3, 'acknowledged', $2 FROM acked RETURNING 1`,
      [id, personId, now],
    );
    return rows.length > 0;
  }

  async assign(id: string, assigneeId: string | null, personId: string | null, now: Date): Promise<void> {
    await this.sql.query(
      `WITH assigned AS (UPDATE alarm SET assignee = $2, changed_at = $4 WHERE id = $1 RETURNING id)
       INSERT INTO alarm_entry (alarm_id, at, what, person_id, data)
       SELECT id, $4, 'assigned', $3, jsonb_build_object('assigneeId', $2::uuid) FROM assigned`,
      [id, assigneeId, personId, now],
    );
  }

  async comment(id: string, text: string, personId: string | null, now: Date): Promise<void> {
    await this.sql.query(
      `INSERT INTO alarm_entry (alarm_id, at, what, person_id, data) VALUES ($1, $2, 'commented', $3, jsonb_build_object('text', $4::text))`,
      [id, now, personId, text],
    );
    await this.sql.query(`UPDATE alarm SET changed_at = $2 WHERE id = $1`, [id, now]);
  }

  /** @param o.alarmId whose history tells of it; null: of none */
  async silence(
    o: Omit<Silence, 'untilMs'> & {
      until: Date;
      why: string;
      personId: string | null;
      alarmId: string | null;
    },
    now: Date,
  ): Promise<string> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO alarm_silence (kitchen_id, kind, subject, until, why, person_id, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [o.kitchenId, o.kind, o.subject, o.until, o.why, o.personId, now],
    );
    if (o.alarmId !== null) {
      await this.sql.query(
        `INSERT INTO alarm_entry (alarm_id, at, what, person_id, data)
         VALUES ($1, $2, 'silenced', $3, jsonb_build_object('until', $4::timestamptz, 'text', $5::text))`,
        [o.alarmId, now, o.personId, o.until, o.why],
      );
      await this.sql.query(`UPDATE alarm SET changed_at = $2 WHERE id = $1`, [o.alarmId, now]);
    }
    return row?.id ?? '';
  }

  /** @returns false where none such stands */
  async endSilence(id: string, now: Date): Promise<boolean> {
    const rows = await this.sql.query<[unknown[], number]>(
      `UPDATE alarm_silence SET until = $2 WHERE id = $1 AND until > $2 RETURNING id`,
      [id, now],
    );
    return rows[1] > 0;
  }
}

export interface OpenAlarms {
  kitchenId: string | null;
  active: number;
  unacknowledged: number;
  worst: AlarmSeverity;
}

/** SQL of these, of the kitchens of `$1`. */
export const OPEN_ALARMS = `
  SELECT a.kitchen_id AS "kitchenId", count(*) FILTER (WHERE a.cleared_at IS NULL)::int AS active,
    count(*) FILTER (WHERE a.acked_at IS NULL)::int AS unacknowledged,
    (array_agg(a.severity ORDER BY ${RANK}))[1] AS worst
  FROM alarm a WHERE ${IS_OPEN} AND ($1::text[] IS NULL OR a.kitchen_id = ANY($1)) GROUP BY 1`;

export interface SilenceRow {
  id: string;
  kitchenId: string | null;
  kind: AlarmKind | null;
  subject: string | null;
  until: Date;
  why: string;
  by: string | null;
  at: Date;
}

export class AlarmRepository {
  constructor(private readonly sql: Sql) {}

  /** What is on, or over and not acknowledged, by kitchen. @param ids null: of all, the platform's own too */
  openOf(ids: readonly string[] | null): Promise<OpenAlarms[]> {
    return this.sql.query(OPEN_ALARMS, [ids]);
  }

  /** Newest first. @param o.kitchenIds null: of all, the platform's own too */
  page(o: {
    kitchenIds: readonly string[] | null;
    kitchenId?: string | undefined;
    state?: AlarmStateName | undefined;
    kind?: AlarmKind | undefined;
    severity?: AlarmSeverity | undefined;
    /** Id of a person; null: those that nobody looks after. */
    assigneeId?: string | null | undefined;
    /** All of these words, in any order and any case. */
    words: readonly string[];
    after?: { raisedAt: string; id: string } | undefined;
    limit: number;
  }): Promise<(ShownAlarmRow & { exactly: string })[]> {
    return this.sql.query(
      `SELECT ${SHOWN}, a.raised_at::text AS exactly FROM ${SHOWN_FROM}
       WHERE ($1::text[] IS NULL OR a.kitchen_id = ANY($1)) AND ($2::text IS NULL OR a.kitchen_id = $2)
         AND CASE $3::text WHEN 'active' THEN a.cleared_at IS NULL WHEN 'unseen' THEN a.cleared_at IS NULL AND a.acked_at IS NULL
           WHEN 'acknowledged' THEN a.cleared_at IS NULL AND a.acked_at IS NOT NULL WHEN 'cleared' THEN a.cleared_at IS NOT NULL AND a.acked_at IS NULL
           WHEN 'open' THEN ${IS_OPEN} WHEN 'closed' THEN NOT ${IS_OPEN} ELSE true END
         AND ($4::text IS NULL OR a.kind = $4) AND ($5::text IS NULL OR a.severity = $5)
         AND ($6::timestamptz IS NULL OR (a.raised_at, a.id) < ($6, $7::uuid))
         AND CASE $9::text WHEN '' THEN true WHEN 'nobody' THEN a.assignee IS NULL ELSE a.assignee::text = $9 END
         AND ${hasWords(SEARCHED, '$10')}
       ORDER BY a.raised_at DESC, a.id DESC LIMIT $8`,
      [
        o.kitchenIds,
        o.kitchenId ?? null,
        o.state ?? null,
        o.kind ?? null,
        o.severity ?? null,
        o.after?.raisedAt ?? null,
        o.after?.id ?? null,
        o.limit,
        o.assigneeId === undefined ? '' : (o.assigneeId ?? 'nobody'),
        o.words,
      ],
    );
  }

  async one(id: string): Promise<ShownAlarmRow | null> {
    const [row] = await this.sql.query<ShownAlarmRow[]>(
      `SELECT ${SHOWN} FROM ${SHOWN_FROM} WHERE a.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Oldest first, the newest 500. */
  entries(id: string): Promise<AlarmEntryRow[]> {
    return this.sql.query(
      `SELECT at, what, by, data FROM (
         SELECT e.id, e.at, e.what, p.name AS by, CASE WHEN e.what = 'assigned'
           THEN jsonb_build_object('to', (SELECT name FROM person WHERE id = (e.data ->> 'assigneeId')::uuid)) ELSE e.data END AS data
         FROM alarm_entry e LEFT JOIN person p ON p.id = e.person_id WHERE e.alarm_id = $1 ORDER BY e.id DESC LIMIT 500) newest
       ORDER BY id`,
      [id],
    );
  }

  /** Where people can come to harm: what is on in a kitchen and was seen in time, worst first. */
  safety(kitchenId: string): Promise<AlarmRow[]> {
    return this.sql.query(
      `SELECT ${ALARM} FROM alarm a WHERE a.kitchen_id = $1 AND a.cleared_at IS NULL AND NOT a.detected_late
         AND a.kind IN ('pvc', 'zero-flow') ORDER BY ${RANK}, a.raised_at, a.id LIMIT 20`,
      [kitchenId],
    );
  }

  /** Silences that stand, soonest over first. @param kitchenIds null: of all @param page the key: the end, and its id */
  silences(
    kitchenIds: readonly string[] | null,
    { kitchenId, words = [], after, limit }: PageOf<OrderedById> & { kitchenId?: string | undefined },
  ): Promise<(SilenceRow & { exactly: string })[]> {
    const [until, id] = after ?? [];
    return this.sql.query(
      `SELECT s.id, s.kitchen_id AS "kitchenId", s.kind, s.subject, s.until, s.why, p.name AS by, s.at,
         s.until::text AS exactly
       FROM alarm_silence s LEFT JOIN person p ON p.id = s.person_id LEFT JOIN kitchen k ON k.id = s.kitchen_id
       WHERE s.until > now() AND ($1::text[] IS NULL OR s.kitchen_id = ANY($1)) AND ($2::text IS NULL OR s.kitchen_id = $2)
         AND ($3::timestamptz IS NULL OR (s.until, s.id) > ($3, $4::uuid))
         AND ${hasWords(`concat_ws(' ', s.kind, s.subject, s.why, s.kitchen_id, k.name, k.place, p.name)`, '$5')}
       ORDER BY s.until, s.id LIMIT $6`,
      [kitchenIds, kitchenId, until, id, words, limit],
    );
  }

  async silenceOne(id: string): Promise<{ kitchenId: string | null } | null> {
    const [row] = await this.sql.query<{ kitchenId: string | null }[]>(
      `SELECT kitchen_id AS "kitchenId" FROM alarm_silence WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }
}
