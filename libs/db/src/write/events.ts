import type { EventRef, KitchenEvent } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

export interface NewEvent {
  kitchenId: string;
  event: KitchenEvent;
  contentHash: Buffer;
  source: 'mqtt' | 'http';
  receivedAt: Date;
  refs: readonly EventRef[];
}

export type StoreOutcome = 'stored' | 'duplicate' | 'id_reused';

/** E1: stores events once by id. Rows hold each id at most once. @returns what became of each, in order */
export async function insertEvents(sql: Sql, rows: readonly NewEvent[]): Promise<StoreOutcome[]> {
  const inserted = await sql.query<{ id: string }[]>(
    `INSERT INTO event (id, kitchen_id, type, time, batch_id, supersedes, content_hash, body, source, received_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::uuid[], $7::bytea[], $8::jsonb[], $9::text[], $10::timestamptz[])
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      rows.map(({ event }) => event.id),
      rows.map((row) => row.kitchenId),
      rows.map(({ event }) => event.type),
      // As an instant: an offset that RFC 3339 allows may be beyond what the database takes.
      rows.map(({ event }) => new Date(event.time)),
      rows.map(({ event }) => event.batchId ?? null),
      rows.map(({ event }) => event.supersedes ?? null),
      rows.map((row) => row.contentHash),
      rows.map(({ event }) => JSON.stringify(event)),
      rows.map((row) => row.source),
      rows.map((row) => row.receivedAt),
    ],
  );
  const stored = new Set(inserted.map((row) => row.id));
  const refs = rows
    .filter(({ event }) => stored.has(event.id.toLowerCase()))
    .flatMap((row) => row.refs.map((ref) => ({ ...ref, kitchenId: row.kitchenId, eventId: row.event.id })));
  if (refs.length > 0)
    await sql.query(
      `INSERT INTO event_ref (kitchen_id, kind, ref, role, event_id)
       SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[]) ON CONFLICT DO NOTHING`,
      [
        refs.map((ref) => ref.kitchenId),
        refs.map((ref) => ref.kind),
        refs.map((ref) => ref.ref),
        refs.map((ref) => ref.role),
        refs.map((ref) => ref.eventId),
      ],
    );
  const known = rows.filter(({ event }) => !stored.has(event.id.toLowerCase()));
  const same = new Set(
    (known.length === 0
      ? []
      : await sql.query<{ id: string }[]>(
          `SELECT e.id FROM event e JOIN unnest($1::uuid[], $2::text[], $3::bytea[]) AS u(id, kitchen_id, content_hash)
             ON e.id = u.id AND e.kitchen_id = u.kitchen_id AND e.content_hash = u.content_hash`,
          [
            known.map(({ event }) => event.id),
            known.map((row) => row.kitchenId),
            known.map((row) => row.contentHash),
          ],
        )
    ).map((row) => row.id),
  );
  return rows.map(({ event }) => {
    const id = event.id.toLowerCase();
    return stored.has(id) ? 'stored' : same.has(id) ? 'duplicate' : 'id_reused';
  });
}

/** Events that correct, or are corrected by, any of `ids`, directly or in a chain; `ids` included. */
const WITH_CORRECTIONS = `
  corrections(id) AS (
    SELECT id FROM seed
    UNION
    SELECT linked.id FROM corrections c, LATERAL (
      SELECT e.supersedes AS id FROM event e WHERE e.id = c.id AND e.supersedes IS NOT NULL
      UNION ALL
      SELECT e.id FROM event e WHERE e.supersedes = c.id
    ) linked
  )`;

/**
 * What new events change: the batches they are about, the batches downstream of their lots, and the intakes and
 * processing steps that are subjects of their own, over the whole chain of corrections.
 */
export async function touchedBy(
  sql: Sql,
  kitchenId: string,
  eventIds: readonly string[],
): Promise<{ batchIds: string[]; events: KitchenEvent[] }> {
  const events = await sql.query<{ body: KitchenEvent }[]>(
    `WITH RECURSIVE seed(id) AS (SELECT unnest($2::uuid[])), ${WITH_CORRECTIONS}
     SELECT body FROM event WHERE kitchen_id = $1 AND id IN (SELECT id FROM corrections)`,
    [kitchenId, eventIds],
  );
  const batches = await sql.query<{ ref: string }[]>(
    `WITH RECURSIVE seed(id) AS (SELECT unnest($2::uuid[])), ${WITH_CORRECTIONS},
     lots(ref) AS (
       -- A lot that nobody made has no mass, so its users do not bear on each other: a yard's sand has thousands.
       SELECT r.ref FROM corrections c JOIN event_ref r ON r.event_id = c.id AND r.kitchen_id = $1 AND r.kind = 'lot'
       WHERE EXISTS (SELECT FROM event_ref m WHERE m.kitchen_id = $1 AND m.kind = 'lot' AND m.ref = r.ref AND m.role = 'produces')
       UNION
       SELECT made.ref FROM lots
         JOIN event_ref used ON used.kitchen_id = $1 AND used.kind = 'lot' AND used.ref = lots.ref AND used.role = 'consumes'
         JOIN event_ref made ON made.event_id = used.event_id AND made.kind = 'lot' AND made.role = 'produces'
     )
     SELECT r.ref FROM corrections c JOIN event_ref r ON r.event_id = c.id AND r.kitchen_id = $1 AND r.kind = 'batch'
     UNION
     SELECT r.ref FROM lots
       JOIN event_ref used ON used.kitchen_id = $1 AND used.kind = 'lot' AND used.ref = lots.ref AND used.role = 'consumes'
       JOIN event_ref r ON r.event_id = used.event_id AND r.kind = 'batch'`,
    [kitchenId, eventIds],
  );
  return { batchIds: batches.map((row) => row.ref).sort(), events: events.map((row) => row.body) };
}

/** All events that bear on a batch: its own, those that made the lots it used (to the gate), what else used those lots,
 *  and every correction of any of them. */
export async function eventsOfBatch(sql: Sql, kitchenId: string, batchId: string): Promise<KitchenEvent[]> {
  const rows = await sql.query<{ body: KitchenEvent }[]>(
    `WITH RECURSIVE own(id) AS (
       SELECT event_id FROM event_ref WHERE kitchen_id = $1 AND kind = 'batch' AND ref = $2
     ),
     upstream(id) AS (
       SELECT id FROM own
       UNION
       SELECT made.event_id FROM upstream u
         JOIN event_ref used ON used.event_id = u.id AND used.kind = 'lot' AND used.role = 'consumes'
         JOIN event_ref made ON made.kitchen_id = $1 AND made.kind = 'lot' AND made.ref = used.ref AND made.role = 'produces'
     ),
     seed(id) AS (
       SELECT id FROM upstream
       UNION
       SELECT other.event_id FROM upstream u
         JOIN event_ref used ON used.event_id = u.id AND used.kind = 'lot' AND used.role = 'consumes'
         JOIN event_ref other ON other.kitchen_id = $1 AND other.kind = 'lot' AND other.ref = used.ref AND other.role = 'consumes'
         WHERE EXISTS (SELECT FROM event_ref m WHERE m.kitchen_id = $1 AND m.kind = 'lot' AND m.ref = used.ref AND m.role = 'produces')
     ), ${WITH_CORRECTIONS}
     SELECT body FROM event WHERE kitchen_id = $1 AND id IN (SELECT id FROM corrections)`,
    [kitchenId, batchId],
  );
  return rows.map((row) => row.body);
}
