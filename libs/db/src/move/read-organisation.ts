import {
  CANARY_ID,
  type DeadLetterAct,
  type DeadLetterState,
  type OrganisationKind,
  type PhotoConsent,
  type Role,
  type TrackedStream,
} from '@bakeloop/contracts';
import type { BatchMeters, KitchenEvent } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import type { KeptPhoto } from '../write/photos.js';
import { MESSAGES_A_PAGE, pages } from './pages.js';

/** What leaves with an organisation, read in pages: to be asked in one transaction of one snapshot. */

export interface LeavingOrganisation {
  id: string;
  name: string;
  kind: OrganisationKind;
  /** Whether the whole deployment is a demonstration. */
  demo: boolean;
  /** Its own ones that were ever heard of, also those that nobody was said to own where they are its. */
  kitchenIds: string[];
}

/** SQL of the kitchens of an organisation that were ever heard of. */
export function ownKitchensSql(organisationId: string): string {
  return `ARRAY(SELECT k.id FROM kitchen k LEFT JOIN kitchen_owner w ON w.kitchen_id = k.id
    WHERE coalesce(w.organisation_id, (SELECT default_owner FROM deployment)) = ${organisationId}
      AND k.id <> '${CANARY_ID}' ORDER BY k.id)`;
}

/** @param named its name or its id; null where there is none such */
export async function leavingOrganisation(sql: Sql, named: string): Promise<LeavingOrganisation | null> {
  const [row] = await sql.query<LeavingOrganisation[]>(
    `SELECT o.id, o.name, o.kind, coalesce((SELECT demo FROM deployment), false) AS demo,
       ${ownKitchensSql('o.id')} AS "kitchenIds"
     FROM organisation o WHERE o.name = $1 OR o.id::text = $1`,
    [named],
  );
  return row ?? null;
}

export interface LeavingPerson {
  email: string;
  name: string;
  role: Role;
}

/** Who belongs to it and may come in: what others know of them, and nothing that lets them in. */
export function leavingPeople(sql: Sql, organisationId: string): Promise<LeavingPerson[]> {
  return sql.query(
    `SELECT p.email, coalesce(p.name, '') AS name, m.role FROM membership m JOIN person p ON p.id = m.person_id
     WHERE m.organisation_id = $1 AND p.email IS NOT NULL AND p.disabled_at IS NULL AND NOT p.demo ORDER BY p.email`,
    [organisationId],
  );
}

export interface LeavingKitchen {
  id: string;
  firstSeenAt: Date;
  /** As it last said; null where it never did. */
  status: { state: 'online' | 'offline'; session: string; at: Date } | null;
  /** From when on its readings are still there; null: since ever. */
  readingsFrom: Date | null;
}

export async function leavingKitchen(sql: Sql, kitchenId: string): Promise<LeavingKitchen> {
  const [row] = await sql.query<LeavingKitchen[]>(
    `SELECT id, first_seen_at AS "firstSeenAt",
       greatest(readings_from, (SELECT at FROM kept_from WHERE tier = 'raw')) AS "readingsFrom",
       CASE WHEN state IS NOT NULL AND session IS NOT NULL
         THEN json_build_object('state', state, 'session', session, 'at', state_at) END AS status
     FROM kitchen WHERE id = $1`,
    [kitchenId],
  );
  if (!row) throw new Error(`kitchen ${kitchenId} is gone`);
  return { ...row, status: row.status && { ...row.status, at: new Date(row.status.at) } };
}

export interface BroughtChannel {
  name: string;
  unit: string | null;
  kind: 'gauge' | 'counter';
  min: number | null;
  max: number | null;
  intervalSeconds: number | null;
}

export function leavingChannels(sql: Sql, kitchenId: string): Promise<BroughtChannel[]> {
  return sql.query(
    `SELECT name, unit, kind, min, max, interval_s AS "intervalSeconds" FROM channel WHERE kitchen_id = $1 ORDER BY name`,
    [kitchenId],
  );
}

export interface LeavingBirth {
  receivedAt: Date;
  body: unknown;
}

/** Every version of its certificate, the oldest first: the last one is in force. */
export function leavingBirths(sql: Sql, kitchenId: string): AsyncGenerator<LeavingBirth[]> {
  return pages(
    sql,
    `SELECT received_at AS "receivedAt", body FROM birth b JOIN kitchen k ON k.id = b.kitchen_id
     WHERE b.kitchen_id = $1 ORDER BY b.version = k.birth_version, b.received_at, b.version`,
    [kitchenId],
  );
}

export interface LeavingEvent {
  receivedAt: Date;
  source: 'mqtt' | 'http';
  /** Of who logged it at Bakeloop's own door, where they belong to the organisation. */
  loggedBy: string | null;
  /** Of who sent it from a phone that several use, where that was another. */
  sentBy: string | null;
  event: KitchenEvent;
}

export function leavingEvents(
  sql: Sql,
  kitchenId: string,
  organisationId: string,
): AsyncGenerator<LeavingEvent[]> {
  return pages(
    sql,
    `SELECT e.received_at AS "receivedAt", e.source, p.email AS "loggedBy", s.email AS "sentBy", e.body AS event FROM event e
     LEFT JOIN event_author a ON a.event_id = e.id
     LEFT JOIN membership m ON m.person_id = a.person_id AND m.organisation_id = $2
     LEFT JOIN person p ON p.id = m.person_id AND p.disabled_at IS NULL
     LEFT JOIN membership n ON n.person_id = a.sent_by AND n.organisation_id = $2
     LEFT JOIN person s ON s.id = n.person_id AND s.disabled_at IS NULL
     WHERE e.kitchen_id = $1 ORDER BY e.time, e.id`,
    [kitchenId, organisationId],
  );
}

export interface LeavingReading {
  channel: string;
  timeMs: number;
  value: number;
  /** When it came, s since the epoch. */
  receivedS: number;
}

/** Day by day, and in each as they came: readings of one pack stand together. */
export async function* leavingReadings(sql: Sql, kitchenId: string): AsyncGenerator<LeavingReading[]> {
  let from = new Date(0);
  for (;;) {
    const [next]: { day: Date | null }[] = await sql.query(
      `SELECT date_bin('1 day', min(first.at), '2000-01-01Z') AS day FROM channel c, LATERAL (
         SELECT min(device_time) AS at FROM reading_raw r WHERE r.channel_id = c.id AND r.device_time >= $2) first
       WHERE c.kitchen_id = $1`,
      [kitchenId, from],
    );
    const day = next?.day ?? null;
    if (day === null) return;
    from = new Date(day.getTime() + 86_400_000);
    yield* pages<LeavingReading>(
      sql,
      `SELECT c.name AS channel, (extract(epoch FROM r.device_time) * 1000)::int8 AS "timeMs", r.value,
         extract(epoch FROM r.received_at)::int8 AS "receivedS"
       FROM reading r JOIN channel c ON c.id = r.channel_id
       WHERE r.channel_id IN (SELECT id FROM channel WHERE kitchen_id = $1) AND r.device_time >= $2 AND r.device_time < $3
       ORDER BY r.received_at, r.channel_id, r.device_time`,
      [kitchenId, day, from],
    );
  }
}

export interface LeavingCommand {
  id: string;
  kind: string;
  data: Readonly<Record<string, unknown>>;
  by: string;
  note: string;
  createdAt: Date;
  expiresAt: Date;
  steps: {
    state: string;
    byKitchen: boolean;
    at: string;
    deviceAt: string | null;
    reason: string | null;
    data: Readonly<Record<string, unknown>> | null;
  }[];
}

export function leavingCommands(sql: Sql, kitchenId: string): AsyncGenerator<LeavingCommand[]> {
  return pages(
    sql,
    `SELECT c.id, c.kind, c.data, c.by, c.note, c.created_at AS "createdAt", c.expires_at AS "expiresAt",
       (SELECT coalesce(json_agg(json_build_object('state', s.state, 'byKitchen', s.by_kitchen, 'at', s.at,
          'deviceAt', s.device_at, 'reason', s.reason, 'data', s.data) ORDER BY s.id), '[]')
        FROM command_step s WHERE s.command_id = c.id) AS steps
     FROM command c WHERE c.kitchen_id = $1 ORDER BY c.created_at, c.id`,
    [kitchenId],
  );
}

export interface LeavingHour {
  channel: string;
  hour: Date;
  readings: number;
  sum: number;
  min: number;
  max: number;
  first: number;
  last: number;
}

/** Sums by the hour of before its readings begin: all that is left of what was measured then. */
export function leavingHours(
  sql: Sql,
  kitchenId: string,
  readingsFrom: Date | null,
): AsyncGenerator<LeavingHour[]> {
  return pages(
    sql,
    `SELECT c.name AS channel, bucket AS hour, n AS readings, total AS sum, low AS min, high AS max,
       first_value AS first, last_value AS last
     FROM reading_1h r JOIN channel c ON c.id = r.channel_id
     WHERE r.channel_id IN (SELECT id FROM channel WHERE kitchen_id = $1) AND bucket < $2 ORDER BY 1, 2`,
    [kitchenId, readingsFrom],
  );
}

export interface LeavingDeadLetter {
  topic: string;
  /** The raw bytes of the whole message, base64. */
  payload: string;
  /** Index of the record or event in its pack; null for a whole pack. */
  position: number | null;
  reason: string;
  detail: string;
  hits: number;
  firstAt: Date;
  lastAt: Date;
  state: DeadLetterState;
  actions: {
    action: DeadLetterAct;
    at: string;
    by: string;
    note: string;
    outcome: string;
    /** The message as it was amended, Base64; null but for an amendment that was taken. */
    amended: string | null;
  }[];
}

/** Base64 on one line: the database would break it after 76 characters. */
const base64 = (bytes: string): string => `translate(encode(${bytes}, 'base64'), E'\\n', '')`;

/** What was refused of what it sent, the oldest first, and what was done with it. */
export function leavingDeadLetters(sql: Sql, kitchenId: string): AsyncGenerator<LeavingDeadLetter[]> {
  return pages(
    sql,
    `SELECT d.topic, ${base64('p.payload')} AS payload, nullif(d.position, -1) AS position, d.reason, d.detail, d.hits,
       d.first_at AS "firstAt", d.last_at AS "lastAt", d.state,
       (SELECT coalesce(json_agg(json_build_object('action', a.action, 'at', a.at, 'by', a.by, 'note', a.note,
          'outcome', a.outcome, 'amended', ${base64('am.payload')}) ORDER BY a.id), '[]')
          FROM dead_letter_action a LEFT JOIN dead_payload am ON am.digest = a.amended WHERE a.letter_id = d.id) AS actions
     FROM dead_letter d JOIN dead_payload p ON p.digest = d.digest WHERE d.kitchen_id = $1 ORDER BY d.id`,
    [kitchenId],
    MESSAGES_A_PAGE,
  );
}

export interface LeavingPhoto extends Omit<KeptPhoto, 'kitchenId'> {
  public: PhotoConsent;
  note: string | null;
  reviewedAt: Date | null;
  /** Of who did, where they belong to the organisation. */
  reviewedBy: string | null;
}

/** Those that are kept. */
export function leavingPhotos(
  sql: Sql,
  kitchenId: string,
  organisationId: string,
): AsyncGenerator<LeavingPhoto[]> {
  return pages(
    sql,
    `SELECT encode(hash, 'hex') AS hash, event_id AS "eventId", encode(kept_hash, 'hex') AS "keptHash", bytes, width, height,
       taken_at AS "takenAt", public, note, reviewed_at AS "reviewedAt", (SELECT p.email FROM membership m
         JOIN person p ON p.id = m.person_id AND p.disabled_at IS NULL
         WHERE m.person_id = reviewed_by AND m.organisation_id = $2) AS "reviewedBy"
     FROM photo WHERE kitchen_id = $1 AND removed_at IS NULL ORDER BY stored_at, hash`,
    [kitchenId, organisationId],
  );
}

export interface LeavingPacks {
  session: string;
  stream: TrackedStream;
  first: number;
  last: number;
}

/** Which packs of which session are settled: what the kitchen sends again is known then, and what is missing is seen. */
export function leavingPacks(sql: Sql, kitchenId: string): AsyncGenerator<LeavingPacks[]> {
  return pages(
    sql,
    `SELECT session, stream, lower(run) AS first, upper(run) - 1 AS last FROM pack, unnest(settled) AS run
     WHERE kitchen_id = $1 ORDER BY 1, 2, 3`,
    [kitchenId],
  );
}

/** What the meters counted over batches whose readings are gone: nobody can measure it again. */
export function leavingMeters(
  sql: Sql,
  kitchenId: string,
  readingsFrom: Date | null,
): AsyncGenerator<{ batchId: string; meters: BatchMeters }[]> {
  return pages(
    sql,
    `SELECT batch_id AS "batchId", meters FROM batch
     WHERE kitchen_id = $1 AND meters IS NOT NULL AND started_at < $2::timestamptz + INTERVAL '1 hour' ORDER BY 1`,
    [kitchenId, readingsFrom],
  );
}

/** What a kitchen adds up to, for a comparison. */
export interface KitchenSums {
  events: number;
  /** Of all that its batches and events add, by quantity; exact, as text. */
  totals: Record<string, string>;
  /** Whether all of it is derived: nothing waits for the next round of upkeep. */
  derived: boolean;
}

export async function kitchenSums(sql: Sql, kitchenId: string): Promise<KitchenSums> {
  const [row] = await sql.query<{ events: number; derived: boolean }[]>(
    `SELECT (SELECT count(*) FROM event WHERE kitchen_id = $1) AS events,
       NOT EXISTS (SELECT FROM batch WHERE kitchen_id = $1 AND energy_stale)
       AND NOT EXISTS (SELECT FROM kitchen WHERE id = $1 AND rederive IS NOT NULL) AS derived`,
    [kitchenId],
  );
  const sums = await sql.query<{ quantity: string; sum: string }[]>(
    `SELECT a.key AS quantity, sum(a.value::numeric)::text AS sum
     FROM contribution, jsonb_each_text(amounts) AS a(key, value) WHERE kitchen_id = $1
     GROUP BY 1 HAVING sum(a.value::numeric) <> 0 ORDER BY a.key COLLATE "C"`,
    [kitchenId],
  );
  return {
    events: row?.events ?? 0,
    derived: row?.derived ?? false,
    totals: Object.fromEntries(sums.map(({ quantity, sum }) => [quantity, sum])),
  };
}
