import { createHash } from 'node:crypto';
import { CANARY_ID, convertUnit, type Birth, type Status } from '@bakeloop/contracts';
import type { Place } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { markRederive } from './context.js';

/** A number of our own for the lock of those who found kitchens, which a publication waits for. */
const FOUNDING_LOCK = 0x62_6b_66_64;

/** Until the end of the transaction no kitchen is being founded: all there are can be seen, and locked. */
export async function holdFounding(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock($1)`, [FOUNDING_LOCK]);
}

/**
 * Registers kitchens that were not known, and takes their row locks in one order: writers of one kitchen queue here. The
 * first that a transaction does.
 */
export async function lockKitchens(sql: Sql, kitchenIds: readonly string[], at: Date): Promise<void> {
  const ids = [...new Set(kitchenIds)].sort();
  // All or none: who founds one holds no row while waiting for a publication, which may be waiting for that row.
  const found = await sql.query<{ id: string }[]>(
    `SELECT id FROM kitchen WHERE id = ANY($1) AND (SELECT count(*) FROM kitchen WHERE id = ANY($1)) = cardinality($1)
     ORDER BY id FOR UPDATE`,
    [ids],
  );
  if (found.length === ids.length) return;
  await sql.query(`SELECT pg_advisory_xact_lock_shared($1)`, [FOUNDING_LOCK]);
  await sql.query(
    `INSERT INTO kitchen (id, name, first_seen_at) SELECT id, id, $2 FROM unnest($1::text[]) AS id ON CONFLICT DO NOTHING`,
    [ids, at],
  );
  await sql.query(`SELECT id FROM kitchen WHERE id = ANY($1) ORDER BY id FOR UPDATE`, [ids]);
}

/**
 * Which of these kitchens there are, and which would be beyond `max` if they were founded in this order. Two that ask at
 * once may both be let in.
 */
export async function kitchensBeyond(
  sql: Sql,
  kitchenIds: readonly string[],
  max: number,
): Promise<{ known: string[]; beyond: Set<string> }> {
  const rows = await sql.query<{ id: string; known: boolean; room: number }[]>(
    `SELECT u.id, k.id IS NOT NULL AS known, $2::int - (SELECT count(*) FROM kitchen WHERE id <> $3)::int AS room
     FROM unnest($1::text[]) WITH ORDINALITY AS u(id, n) LEFT JOIN kitchen k USING (id) ORDER BY n`,
    [kitchenIds, max, CANARY_ID],
  );
  const fresh = rows.filter(({ known }) => !known).map(({ id }) => id);
  const room = Math.max(0, rows[0]?.room ?? 0);
  return { known: rows.filter(({ known }) => known).map(({ id }) => id), beyond: new Set(fresh.slice(room)) };
}

/** Which of these channels are new, and would be beyond `max` channels of the kitchen if they were made in this order. */
export async function channelsBeyond(
  sql: Sql,
  kitchenId: string,
  names: readonly string[],
  max: number,
): Promise<Set<string>> {
  const rows = await sql.query<{ name: string }[]>(
    `SELECT name FROM (
       SELECT u.name, row_number() OVER (ORDER BY min(u.n)) AS place FROM unnest($2::text[]) WITH ORDINALITY AS u(name, n)
       WHERE NOT EXISTS (SELECT FROM channel c WHERE c.kitchen_id = $1 AND c.name = u.name) GROUP BY u.name) fresh
     WHERE place + (SELECT count(*) FROM channel WHERE kitchen_id = $1) > $3`,
    [kitchenId, names, max],
  );
  return new Set(rows.map(({ name }) => name));
}

/** Notes that kitchens were heard of. `skewMs` is newest device time minus arrival, null when there was none. */
export async function touchKitchens(
  sql: Sql,
  rows: readonly { kitchenId: string; at: Date; skewMs: number | null }[],
): Promise<void> {
  await sql.query(
    `UPDATE kitchen k SET last_message_at = greatest(k.last_message_at, t.at), clock_skew_ms = coalesce(t.skew, k.clock_skew_ms)
     FROM unnest($1::text[], $2::timestamptz[], $3::int8[]) AS t(id, at, skew) WHERE k.id = t.id`,
    [rows.map((row) => row.kitchenId), rows.map((row) => row.at), rows.map((row) => row.skewMs)],
  );
}

/** Whether a time is no arrival of now, but one that is told again; ours and the server's clocks agree to a minute. */
const isOver = (time: string): string => `${time}::timestamptz < now() - INTERVAL '1 minute'`;

/**
 * Stores a birth certificate: idempotent, a changed one is a new version (B1). A channel keeps the unit it has (S3). One
 * that is older than the kitchen's newest, a letter that is replayed, is kept for what it says of its time, and changes
 * nothing else.
 * @returns whether the kitchen or its channels changed
 */
export async function saveBirth(sql: Sql, kitchenId: string, birth: Birth, at: Date): Promise<boolean> {
  const { session, ...content } = birth;
  const hash = createHash('sha256').update(JSON.stringify(content)).digest();
  const [same] = await sql.query<{ version: number }[]>(
    `SELECT version FROM birth WHERE kitchen_id = $1 AND content_hash = $2`,
    [kitchenId, hash],
  );
  const [newer] = await sql.query<unknown[]>(
    `SELECT 1 FROM birth WHERE kitchen_id = $1 AND received_at > $2 AND ${isOver('$2')} LIMIT 1`,
    [kitchenId, at],
  );
  const placeBefore = await placeAndMachines(sql, kitchenId);
  let version = same?.version;
  if (version === undefined) {
    const [inserted] = await sql.query<{ version: number }[]>(
      `INSERT INTO birth (kitchen_id, version, content_hash, body, received_at)
       SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM birth WHERE kitchen_id = $1 RETURNING version`,
      [kitchenId, hash, JSON.stringify(birth), at],
    );
    version = inserted?.version ?? 1;
    // Where the kitchen then was, its figures of then rest on.
    if (newer) await markRederive(sql, kitchenId, 'place');
  }
  if (newer) return false;
  const [before] = await sql.query<{ birth_version: number | null; session: string | null }[]>(
    `SELECT birth_version, session FROM kitchen WHERE id = $1`,
    [kitchenId],
  );
  const longest = Math.max(0, ...birth.channels.map((channel) => channel.intervalSeconds ?? 0));
  await sql.query(
    `UPDATE kitchen SET session = $2, birth_version = $3, longest_interval_s = nullif($4::float8, 0),
       name = coalesce($5, name) WHERE id = $1`,
    [kitchenId, session, version, longest, birth.name ?? null],
  );
  // Once a kitchen has told of a move, its log says where it is: an agent's certificate may still tell of the old place.
  await sql.query(
    `UPDATE kitchen SET place = coalesce($2, place), country = coalesce($3, country), time_zone = coalesce($4, time_zone),
       longitude = coalesce($5, longitude), latitude = coalesce($6, latitude)
     WHERE id = $1 AND NOT EXISTS (SELECT FROM event WHERE kitchen_id = $1 AND type = 'kitchen.moved')`,
    [
      kitchenId,
      birth.place ?? null,
      birth.country ?? null,
      birth.timeZone ?? null,
      birth.position?.[0] ?? null,
      birth.position?.[1] ?? null,
    ],
  );
  if (before?.birth_version === version) return before.session !== session;
  // One that comes back is the newest again.
  if (same)
    await sql.query(`UPDATE birth SET received_at = $3 WHERE kitchen_id = $1 AND version = $2`, [
      kitchenId,
      version,
      at,
    ]);
  // Its events may have come before the certificate that says where it is and what its machines can; in the end they
  // count as if the certificate had come first (P6).
  if ((await placeAndMachines(sql, kitchenId)) !== placeBefore) await markRederive(sql, kitchenId, 'place');
  const declared = [...new Map(birth.channels.map((channel) => [channel.name, channel])).values()];
  const known = new Map(
    (
      await sql.query<{ name: string; unit: string | null }[]>(
        `SELECT name, unit FROM channel WHERE kitchen_id = $1 AND name = ANY($2)`,
        [kitchenId, declared.map((channel) => channel.name)],
      )
    ).map((channel) => [channel.name, channel.unit]),
  );
  // The bounds are declared in the certificate's unit and kept in the channel's.
  const channels = declared.map((channel) => {
    const unit = known.get(channel.name) ?? channel.unit;
    const bound = (value: number | undefined): number | null =>
      value === undefined ? null : convertUnit(value, channel.unit, unit);
    return { ...channel, min: bound(channel.min), max: bound(channel.max) };
  });
  await sql.query(
    `INSERT INTO channel (kitchen_id, name, unit, kind, min, max, interval_s)
     SELECT $1, c.* FROM unnest($2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[]) AS c
     ON CONFLICT (kitchen_id, name) DO UPDATE SET unit = coalesce(channel.unit, excluded.unit), kind = excluded.kind,
       min = excluded.min, max = excluded.max, interval_s = excluded.interval_s`,
    [
      kitchenId,
      channels.map((channel) => channel.name),
      channels.map((channel) => channel.unit),
      channels.map((channel) => channel.kind),
      channels.map((channel) => channel.min),
      channels.map((channel) => channel.max),
      channels.map((channel) => channel.intervalSeconds ?? null),
    ],
  );
  return true;
}

/** What the figures of a kitchen rest on in its certificates, as text to compare. */
async function placeAndMachines(sql: Sql, kitchenId: string): Promise<string> {
  const [row] = await sql.query<{ text: string }[]>(
    `SELECT concat_ws(' ', k.country, k.time_zone, k.longitude, k.latitude,
       (SELECT b.body->'machines' FROM birth b WHERE b.kitchen_id = k.id AND b.version = k.birth_version)) AS text
     FROM kitchen k WHERE k.id = $1`,
    [kitchenId],
  );
  return row?.text ?? '';
}

/**
 * Puts a kitchen where its log says it is; what nobody said stays as it was.
 * @param name of the place; null: as the newest certificate calls it
 */
export async function placeKitchen(
  sql: Sql,
  kitchenId: string,
  { country, timeZone, position }: Place,
  name: string | null,
): Promise<void> {
  await sql.query(
    `UPDATE kitchen k SET country = coalesce($3, country), time_zone = $4,
       place = coalesce($2, (SELECT b.body->>'place' FROM birth b WHERE b.kitchen_id = k.id AND b.version = k.birth_version), place),
       longitude = coalesce($5, longitude), latitude = coalesce($6, latitude) WHERE id = $1`,
    [kitchenId, name, country, timeZone, position?.[0] ?? null, position?.[1] ?? null],
  );
}

/** Whether a kitchen has ever published a birth certificate. */
export async function hasBirth(sql: Sql, kitchenId: string): Promise<boolean> {
  const found = await sql.query<unknown[]>(`SELECT 1 FROM birth WHERE kitchen_id = $1 LIMIT 1`, [kitchenId]);
  return found.length > 0;
}

/**
 * B2: an `offline` whose session is not the kitchen's latest is ignored. So is what is older than the state: a letter that
 * is replayed tells of a time that is over. @returns whether the state changed
 */
export async function saveStatus(sql: Sql, kitchenId: string, status: Status, at: Date): Promise<boolean> {
  const changed = await sql.query<unknown[]>(
    `WITH moved AS (
       UPDATE kitchen SET state = $2, state_at = $4, session = CASE WHEN $2 = 'online' THEN $3::uuid ELSE session END
       WHERE id = $1 AND ($2 = 'online' OR session IS NULL OR session = $3::uuid)
         AND (state IS DISTINCT FROM $2 OR session IS DISTINCT FROM $3::uuid)
         AND NOT (${isOver('$4')} AND coalesce(state_at > $4, false))
       RETURNING 1)
     SELECT * FROM moved`,
    [kitchenId, status.state, status.session, at],
  );
  return changed.length > 0;
}
