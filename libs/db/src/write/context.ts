import {
  instantMs,
  placesOf,
  resolveEvents,
  type KitchenContext,
  type KitchenEvent,
  type Machine,
  type ReferenceRecord,
} from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { WITH_CORRECTIONS } from './events.js';

/** Changes whenever reference data does: versions are only ever added. */
export async function referenceRevision(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ revision: string }[]>(
    `SELECT count(*) || ' ' || coalesce(max(published_at)::text, '') AS revision FROM reference`,
  );
  return row?.revision ?? '';
}

/** All published versions of all records. */
export async function readReference(sql: Sql): Promise<ReferenceRecord[]> {
  const rows = await sql.query<(Omit<ReferenceRecord, 'publishedAt'> & { publishedAt: Date })[]>(
    `SELECT kind, id, version, to_char(valid_from, 'YYYY-MM-DD') AS "validFrom", published_at AS "publishedAt",
       published_by AS "publishedBy", note, body FROM reference ORDER BY kind, id, version`,
  );
  return rows.map((row) => ({ ...row, publishedAt: row.publishedAt.toISOString() }));
}

interface BirthRow {
  receivedAt: Date;
  country: string | null;
  timeZone: string | null;
  position: [number, number] | null;
  /** Of the kitchen's newest certificate; null for an older one. */
  machines: { id: string; idealKgPerHour?: number }[] | null;
}

/**
 * Of a kitchen's certificates, which may be very many, those that its places can follow from (`placesOf`), oldest first:
 * the newest that came before the first move, or its earliest; for what that leaves out the newest before it that says it;
 * and the newest of all, for its machines. Five rows at most, each found by an index.
 * @param firstMoveMs when its log first says that it moved, ms since the epoch; null: never
 */
async function birthsThatMatter(
  sql: Sql,
  kitchenId: string,
  firstMoveMs: number | null,
): Promise<BirthRow[]> {
  const newestThatSays = (field: (typeof PLACE_FIELDS)[number]): string => `
    SELECT told.version FROM base, LATERAL (
      SELECT version FROM birth WHERE kitchen_id = $1 AND body->>'${field}' IS NOT NULL
        AND (received_at, version) <= (base.received_at, base.version)
      ORDER BY received_at DESC, version DESC LIMIT 1) told`;
  return sql.query<BirthRow[]>(
    `WITH before_move AS (
       SELECT received_at, version FROM birth WHERE kitchen_id = $1 AND received_at < coalesce($2::timestamptz, 'infinity')
       ORDER BY received_at DESC, version DESC LIMIT 1),
     earliest AS (
       SELECT received_at, version FROM birth WHERE kitchen_id = $1 AND NOT EXISTS (SELECT FROM before_move)
       ORDER BY received_at, version LIMIT 1),
     base AS (SELECT * FROM before_move UNION ALL SELECT * FROM earliest),
     mattering AS (
       SELECT version FROM base UNION SELECT birth_version FROM kitchen WHERE id = $1
       ${PLACE_FIELDS.map((field) => `UNION ${newestThatSays(field)}`).join(' ')})
     SELECT b.received_at AS "receivedAt", b.body->>'country' AS country, b.body->>'timeZone' AS "timeZone",
       b.body->'position' AS position, CASE WHEN b.version = k.birth_version THEN b.body->'machines' END AS machines
     FROM mattering JOIN birth b USING (version) JOIN kitchen k ON k.id = b.kitchen_id
     WHERE b.kitchen_id = $1 ORDER BY b.received_at, b.version`,
    [kitchenId, firstMoveMs === null ? null : new Date(firstMoveMs)],
  );
}

/** What a certificate may say of where its kitchen is; for each there is an index of those that say it. */
const PLACE_FIELDS = ['country', 'timeZone', 'position'] as const;

/** What the figures of a kitchen rest on beside its own batches and lots. */
export async function readContext(
  sql: Sql,
  kitchenId: string,
  reference: readonly ReferenceRecord[],
): Promise<KitchenContext> {
  const events = await sql.query<{ body: KitchenEvent }[]>(
    `WITH RECURSIVE seed(id) AS (
       SELECT id FROM event WHERE kitchen_id = $1 AND type IN ('kitchen.moved', 'scale.calibrated')), ${WITH_CORRECTIONS}
     SELECT body FROM event WHERE kitchen_id = $1 AND id IN (SELECT id FROM corrections)`,
    [kitchenId],
  );
  const { effective } = resolveEvents(events.map(({ body }) => body));
  const moves = effective.filter(({ type }) => type === 'kitchen.moved').map(({ time }) => instantMs(time));
  const births = await birthsThatMatter(sql, kitchenId, moves.length === 0 ? null : Math.min(...moves));
  // A certificate that leaves something out keeps what an earlier one said.
  let known = {
    country: null as string | null,
    timeZone: null as string | null,
    position: null as [number, number] | null,
  };
  const places = births.map((birth) => {
    known = {
      country: birth.country ?? known.country,
      timeZone: birth.timeZone ?? known.timeZone,
      position: birth.position ?? known.position,
    };
    return { ...known, receivedAt: birth.receivedAt.toISOString() };
  });
  return {
    kitchenId,
    places: placesOf(places, effective),
    calibrations: effective.flatMap((event) =>
      event.type === 'scale.calibrated' ? [{ time: event.time, ...event.data }] : [],
    ),
    machines: (births.find(({ machines }) => machines !== null)?.machines ?? []).map(
      ({ id, idealKgPerHour }): Machine => ({ id, idealKgPerHour: idealKgPerHour ?? null }),
    ),
    reference,
  };
}

/** Events of a kitchen that its context rests on are derived with it: everything of it has to be derived again. */
export async function markRederive(
  sql: Sql,
  kitchenId: string,
  cause: 'place' | 'reference' | 'method',
): Promise<void> {
  // The first cause stays: the figures differ from what they were since then.
  await sql.query(`UPDATE kitchen SET rederive = coalesce(rederive, $2) WHERE id = $1`, [kitchenId, cause]);
}

/**
 * Takes this version of the method for the one that the ledger is derived with. Where it was another, every kitchen is
 * marked: what its figures differ by is posted with the method as its cause, so a changed method restates no past silently.
 * @returns whether it was another
 */
export async function adoptMethod(sql: Sql, version: string): Promise<boolean> {
  const changed = await sql.query<unknown[]>(
    `WITH adopted AS (
       INSERT INTO method AS m (version) VALUES ($1)
       ON CONFLICT (only_row) DO UPDATE SET version = excluded.version WHERE m.version <> excluded.version RETURNING 1),
     marked AS (UPDATE kitchen SET rederive = coalesce(rederive, 'method') WHERE EXISTS (SELECT FROM adopted))
     SELECT * FROM adopted`,
    [version],
  );
  return changed.length > 0;
}

/** Why a kitchen is to be derived again, null when it is not; and whether its log is longer than `long` events. */
export async function rederiveOf(
  sql: Sql,
  kitchenId: string,
  long: number,
): Promise<{ cause: 'place' | 'reference' | 'method' | null; isLong: boolean }> {
  const [row] = await sql.query<{ cause: 'place' | 'reference' | 'method' | null; isLong: boolean }[]>(
    `SELECT rederive AS cause, rederive IS NOT NULL AND EXISTS (SELECT FROM event e WHERE e.kitchen_id = k.id OFFSET $2) AS "isLong"
     FROM kitchen k WHERE id = $1`,
    [kitchenId, long],
  );
  return row ?? { cause: null, isLong: false };
}

export async function clearRederive(sql: Sql, kitchenId: string): Promise<void> {
  await sql.query(`UPDATE kitchen SET rederive = NULL WHERE id = $1 AND rederive IS NOT NULL`, [kitchenId]);
}

/** One of the kitchens to be derived again; any of them, so that one that cannot be holds up no other. */
export async function kitchenToRederive(sql: Sql): Promise<string | null> {
  const [row] = await sql.query<{ id: string }[]>(
    `SELECT id FROM kitchen WHERE rederive IS NOT NULL ORDER BY random() LIMIT 1`,
  );
  return row?.id ?? null;
}
