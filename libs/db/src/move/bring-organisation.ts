import { CANARY_ID } from '@bakeloop/contracts';
import type { BatchMeters } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { lockKitchens } from '../write/kitchens.js';
import { insertPhoto } from '../write/photos.js';
import {
  ownKitchensSql,
  type BroughtChannel,
  type LeavingDeadLetter,
  type LeavingKitchen,
  type LeavingPhoto,
} from './read-organisation.js';

/** What a database is to who wants to bring something: real, a demonstration, or undecided while nobody is in it. */
export async function whatIsBroughtTo(sql: Sql): Promise<'real' | 'demo' | 'empty'> {
  const [row] = await sql.query<{ demo: boolean | null; used: boolean }[]>(
    `SELECT (SELECT demo FROM deployment) AS demo,
       EXISTS (SELECT FROM kitchen) OR EXISTS (SELECT FROM organisation) OR EXISTS (SELECT FROM person) AS used`,
  );
  if (row?.demo === true) return 'demo';
  return row?.demo === false || row?.used ? 'real' : 'empty';
}

/** Of kitchens that are there, or are said to be somebody's, whose they are; null: nobody's. */
export async function ownersOfKitchens(
  sql: Sql,
  kitchenIds: readonly string[],
): Promise<{ kitchenId: string; organisation: string | null }[]> {
  return sql.query(
    `SELECT u.id AS "kitchenId", o.name AS organisation FROM unnest($1::text[]) AS u(id)
     LEFT JOIN kitchen k ON k.id = u.id LEFT JOIN kitchen_owner w ON w.kitchen_id = u.id
     LEFT JOIN organisation o ON o.id = coalesce(w.organisation_id, (SELECT default_owner FROM deployment))
     WHERE k.id IS NOT NULL OR w.kitchen_id IS NOT NULL ORDER BY u.id`,
    [kitchenIds],
  );
}

/** Kitchens beside these, the platform's own left out. */
export async function hasOtherKitchens(sql: Sql, kitchenIds: readonly string[]): Promise<boolean> {
  const found = await sql.query<unknown[]>(`SELECT 1 FROM kitchen WHERE id <> ALL($1::text[]) LIMIT 1`, [
    [...kitchenIds, CANARY_ID],
  ]);
  return found.length > 0;
}

/** Whether an organisation has people here, or anything that somebody who joins it would see. */
export async function hasAnything(sql: Sql, organisationId: string): Promise<boolean> {
  const tables = ['membership', 'kitchen_owner', 'attribution', 'allocation', 'shared_link'];
  const [row] = await sql.query<{ has: boolean }[]>(
    `SELECT cardinality(${ownKitchensSql('o.id')}) > 0
       OR EXISTS (SELECT FROM report WHERE subject_kind IN ('organisation', 'sponsor') AND subject_id = o.id::text)
       OR ${tables.map((table) => `EXISTS (SELECT FROM ${table} t WHERE t.organisation_id = o.id)`).join(' OR ')} AS has
     FROM organisation o WHERE o.id = $1`,
    [organisationId],
  );
  return row?.has ?? false;
}

/** Which of these event ids are here already for another kitchen, or with other content (E1). */
export async function eventsInTheWay(
  sql: Sql,
  kitchenId: string,
  events: readonly { id: string; contentHash: Buffer }[],
): Promise<string[]> {
  const rows = await sql.query<{ id: string }[]>(
    `SELECT e.id FROM unnest($2::uuid[], $3::bytea[]) AS u(id, hash) JOIN event e ON e.id = u.id
     WHERE e.kitchen_id <> $1 OR e.content_hash <> u.hash ORDER BY e.id`,
    [kitchenId, events.map(({ id }) => id), events.map(({ contentHash }) => contentHash)],
  );
  return rows.map(({ id }) => id);
}

/** Which of these ids are of commands that are here already for another kitchen (C4). */
export async function commandsInTheWay(
  sql: Sql,
  kitchenId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await sql.query<{ id: string }[]>(
    `SELECT id FROM command WHERE id = ANY($2::uuid[]) AND kitchen_id <> $1 ORDER BY id`,
    [kitchenId, ids],
  );
  return rows.map(({ id }) => id);
}

/**
 * Founds a kitchen that is brought, with its channels as they were measured; what is there already stays. In a transaction,
 * as the first that it does.
 */
export async function foundKitchen(
  sql: Sql,
  { id, firstSeenAt, readingsFrom }: Pick<LeavingKitchen, 'id' | 'firstSeenAt' | 'readingsFrom'>,
  channels: readonly BroughtChannel[],
): Promise<void> {
  await lockKitchens(sql, [id], firstSeenAt);
  await sql.query(`UPDATE kitchen SET readings_from = coalesce(readings_from, $2) WHERE id = $1`, [
    id,
    readingsFrom,
  ]);
  await sql.query(
    `INSERT INTO channel (kitchen_id, name, unit, kind, min, max, interval_s)
     SELECT $1, c.* FROM unnest($2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[]) AS c
     ON CONFLICT DO NOTHING`,
    [
      id,
      channels.map(({ name }) => name),
      channels.map(({ unit }) => unit),
      channels.map(({ kind }) => kind),
      channels.map(({ min }) => min),
      channels.map(({ max }) => max),
      channels.map(({ intervalSeconds }) => intervalSeconds),
    ],
  );
}

/** Whether a kitchen ever said here that it is there, or is gone. */
export async function hasStatus(sql: Sql, kitchenId: string): Promise<boolean> {
  const found = await sql.query<unknown[]>(`SELECT 1 FROM kitchen WHERE id = $1 AND state IS NOT NULL`, [
    kitchenId,
  ]);
  return found.length > 0;
}

/** What was measured of batches before their readings went: to be counted in the next round of upkeep. */
export async function bringMeters(
  sql: Sql,
  kitchenId: string,
  rows: readonly { batchId: string; meters: BatchMeters }[],
): Promise<void> {
  await sql.query(
    `UPDATE batch b SET meters = m.meters, energy_stale = true FROM unnest($2::text[], $3::jsonb[]) AS m(batch_id, meters)
     WHERE b.kitchen_id = $1 AND b.batch_id = m.batch_id AND b.meters IS DISTINCT FROM m.meters`,
    [kitchenId, rows.map(({ batchId }) => batchId), rows.map(({ meters }) => JSON.stringify(meters))],
  );
}

/** SQL of who has an address and belongs to an organisation: an import signs with nobody else's name. */
const memberOf = (email: string, organisationId: string): string =>
  `(SELECT p.id FROM person p JOIN membership m ON m.person_id = p.id WHERE p.email = ${email} AND m.organisation_id = ${organisationId})`;

/** Whoever logged these events; who does not belong to the organisation, or whose event is noted already, changes nothing. */
export async function bringAuthors(
  sql: Sql,
  organisationId: string,
  rows: readonly { eventId: string; email: string; sentBy: string | null }[],
): Promise<void> {
  await sql.query(
    `INSERT INTO event_author (event_id, person_id, sent_by)
     SELECT u.id, author.id, ${memberOf('u.sent_by', '$4')}
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u(id, email, sent_by), LATERAL ${memberOf('u.email', '$4')} author
     ON CONFLICT DO NOTHING`,
    [
      rows.map(({ eventId }) => eventId),
      rows.map(({ email }) => email),
      rows.map(({ sentBy }) => sentBy),
      organisationId,
    ],
  );
}

/** What was refused elsewhere, as it stands there; a letter that is here already stays as it is. In a transaction. */
export async function bringDeadLetters(
  sql: Sql,
  kitchenId: string,
  letters: readonly (Omit<LeavingDeadLetter, 'firstAt' | 'lastAt'> & { firstAt: string; lastAt: string })[],
): Promise<void> {
  await sql.query(
    `INSERT INTO dead_payload SELECT DISTINCT sha256(bytes), bytes
     FROM (SELECT decode(t, 'base64') AS bytes FROM unnest($1::text[]) AS u(t)) AS came ORDER BY 1 ON CONFLICT DO NOTHING`,
    [
      letters.flatMap(({ payload, actions }) => [
        payload,
        ...actions.flatMap(({ amended }) => amended ?? []),
      ]),
    ],
  );
  await sql.query(
    `WITH told AS (
       SELECT *, coalesce((l->>'position')::int, -1) AS place, sha256(decode(l->>'payload', 'base64')) AS digest
       FROM unnest($2::jsonb[]) AS u(l)),
     fresh AS (
       INSERT INTO dead_letter (kitchen_id, topic, digest, position, reason, detail, hits, first_at, last_at, state)
       SELECT $1, l->>'topic', digest, place, l->>'reason', l->>'detail', (l->>'hits')::int, (l->>'firstAt')::timestamptz,
         (l->>'lastAt')::timestamptz, l->>'state' FROM told ORDER BY 5, 2
       ON CONFLICT DO NOTHING RETURNING id, topic, digest, position, reason)
     INSERT INTO dead_letter_action (letter_id, action, at, by, note, outcome, amended)
     SELECT f.id, a->>'action', (a->>'at')::timestamptz, a->>'by', a->>'note', a->>'outcome',
       sha256(decode(a->>'amended', 'base64'))
     FROM fresh f JOIN told ON (l->>'topic', told.digest, place, l->>'reason') = (f.topic, f.digest, f.position, f.reason),
       jsonb_array_elements(l->'actions') WITH ORDINALITY AS e(a, nth) ORDER BY f.id, nth`,
    [kitchenId, letters.map((letter) => JSON.stringify(letter))],
  );
}

/** Notes a photo whose file is here, with what was decided on it where nobody here has decided anything. */
export async function bringPhoto(
  sql: Sql,
  organisationId: string,
  photo: LeavingPhoto & { kitchenId: string },
): Promise<void> {
  await insertPhoto(sql, photo);
  await sql.query(
    `UPDATE photo SET public = $3, note = $4, reviewed_at = $5, reviewed_by = ${memberOf('$6', '$7')}
     WHERE kitchen_id = $1 AND hash = decode($2, 'hex') AND reviewed_at IS NULL AND removed_at IS NULL`,
    [
      ...[photo.kitchenId, photo.hash, photo.public, photo.note, photo.reviewedAt, photo.reviewedBy],
      organisationId,
    ],
  );
}

/** Readings of a kitchen that are here. */
export async function countReadings(sql: Sql, kitchenId: string): Promise<number> {
  const [row] = await sql.query<{ n: number }[]>(
    `SELECT count(*) AS n FROM reading_raw WHERE channel_id IN (SELECT id FROM channel WHERE kitchen_id = $1)`,
    [kitchenId],
  );
  return row?.n ?? 0;
}
