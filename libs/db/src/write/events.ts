import { instantMs, resolveEvents, type EventRef, type KitchenEvent, type Version } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { exactTime } from '../read/batches.js';

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
export const WITH_CORRECTIONS = `
  corrections(id) AS (
    SELECT id FROM seed
    UNION
    SELECT linked.id FROM corrections c, LATERAL (
      SELECT e.supersedes AS id FROM event e WHERE e.id = c.id AND e.supersedes IS NOT NULL
      UNION ALL
      SELECT e.id FROM event e WHERE e.supersedes = c.id
    ) linked
  )`;

/** What new events of a kitchen may change. */
export interface Touched {
  /** Every version of their facts: each counts by itself, or not any more. */
  eventIds: string[];
  batchIds: string[];
  lotIds: string[];
}

/**
 * What new events change: the batches they are about, the lots they name, the lots and batches downstream of these, and
 * themselves, over the whole chain of corrections.
 */
export async function touchedBy(sql: Sql, kitchenId: string, eventIds: readonly string[]): Promise<Touched> {
  const rows = await sql.query<{ kind: 'event' | 'batch' | 'lot'; ref: string }[]>(
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
     SELECT 'event' AS kind, e.id::text AS ref FROM corrections c JOIN event e USING (id) WHERE e.kitchen_id = $1
     UNION ALL
     SELECT 'lot', ref FROM lots
     UNION ALL (
       SELECT 'batch', r.ref FROM corrections c JOIN event_ref r ON r.event_id = c.id AND r.kitchen_id = $1 AND r.kind = 'batch'
       UNION
       SELECT 'batch', r.ref FROM lots
         JOIN event_ref used ON used.kitchen_id = $1 AND used.kind = 'lot' AND used.ref = lots.ref AND used.role = 'consumes'
         JOIN event_ref r ON r.event_id = used.event_id AND r.kind = 'batch')`,
    [kitchenId, eventIds],
  );
  const refsOf = (kind: string): string[] =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ ref }) => ref)
      .sort();
  return { eventIds: refsOf('event'), batchIds: refsOf('batch'), lotIds: refsOf('lot') };
}

export interface LoggedEvent {
  event: KitchenEvent;
  receivedAt: Date;
}

/** All events that bear on events, batches and lots: their own, those that made the lots they used (to the gate), what
 *  else used those lots, and every correction of any of them. */
export async function eventsBearingOnAll(
  sql: Sql,
  kitchenId: string,
  { eventIds, batchIds, lotIds }: Touched,
): Promise<LoggedEvent[]> {
  return sql.query(
    `WITH RECURSIVE upstream(ref) AS (
       SELECT ref FROM (
         SELECT unnest($3::text[]) AS ref
         UNION
         SELECT used.ref FROM event_ref own
           JOIN event_ref used ON used.event_id = own.event_id AND used.kitchen_id = $1 AND used.kind = 'lot' AND used.role = 'consumes'
         WHERE own.kitchen_id = $1 AND own.kind = 'batch' AND own.ref = ANY($2)) direct
       UNION
       SELECT used.ref FROM upstream u
         JOIN event_ref made ON made.kitchen_id = $1 AND made.kind = 'lot' AND made.ref = u.ref AND made.role = 'produces'
         JOIN event_ref used ON used.event_id = made.event_id AND used.kitchen_id = $1 AND used.kind = 'lot' AND used.role = 'consumes'
     ),
     -- Who else uses a lot that nobody made bears on nothing: a yard's sand has thousands of users.
     made(ref) AS MATERIALIZED (
       SELECT ref FROM upstream u WHERE EXISTS (SELECT FROM event_ref m
         WHERE m.kitchen_id = $1 AND m.kind = 'lot' AND m.ref = u.ref AND m.role = 'produces')
     ),
     seed(id) AS (
       SELECT unnest($4::uuid[])
       UNION
       SELECT event_id FROM event_ref WHERE kitchen_id = $1 AND kind = 'batch' AND ref = ANY($2)
       UNION
       SELECT r.event_id FROM made JOIN event_ref r ON r.kitchen_id = $1 AND r.kind = 'lot' AND r.ref = made.ref
     ), ${WITH_CORRECTIONS}
     SELECT body AS event, received_at AS "receivedAt" FROM event
     WHERE kitchen_id = $1 AND id IN (SELECT id FROM corrections) ORDER BY time, id`,
    [kitchenId, batchIds, lotIds, eventIds],
  );
}

/** An event as a kitchen is derived from it. */
export interface StreamedEvent extends LoggedEvent {
  /** False where a correction or a void struck it, and of a void. */
  counts: boolean;
}

/** The whole log of a kitchen in pages of so many events, oldest first. */
export async function* eventsOfKitchen(
  sql: Sql,
  kitchenId: string,
  pageSize: number,
): AsyncGenerator<StreamedEvent[]> {
  let after: { at: string; id: string } | undefined;
  do {
    const page: (LoggedEvent & { at: string; id: string })[] = await sql.query(
      `SELECT id, ${exactTime('time')} AS at, body AS event, received_at AS "receivedAt" FROM event
       WHERE kitchen_id = $1 AND ($2::timestamptz IS NULL OR (time, id) > ($2, $3::uuid)) ORDER BY time, id LIMIT $4`,
      [kitchenId, after?.at ?? null, after?.id ?? null, pageSize],
    );
    yield await streamed(sql, kitchenId, page);
    after = page.length === pageSize ? page.at(-1) : undefined;
  } while (after);
}

/**
 * Every event that names a batch, batch by batch and oldest first in each. Read in pages of so many events; of each page
 * the batches that are whole with it. The index of references has them in this order.
 */
export async function* batchLogsOfKitchen(
  sql: Sql,
  kitchenId: string,
  pageSize: number,
): AsyncGenerator<Map<string, StreamedEvent[]>> {
  let logs = new Map<string, StreamedEvent[]>();
  let after: { ref: string; id: string } | undefined;
  do {
    const page: (LoggedEvent & { ref: string; id: string })[] = await sql.query(
      `SELECT r.ref, r.event_id AS id, e.body AS event, e.received_at AS "receivedAt"
       FROM event_ref r JOIN event e ON e.id = r.event_id
       WHERE r.kitchen_id = $1 AND r.kind = 'batch' AND r.role = 'about'
         AND ($2::text IS NULL OR (r.ref, r.role, r.event_id) > ($2, 'about', $3::uuid))
       ORDER BY r.ref, r.role, r.event_id LIMIT $4`,
      [kitchenId, after?.ref ?? null, after?.id ?? null, pageSize],
    );
    for (const [index, event] of (await streamed(sql, kitchenId, page)).entries()) {
      const { ref = '' } = page[index] ?? {};
      const log = logs.get(ref);
      if (log === undefined) logs.set(ref, [event]);
      else log.push(event);
    }
    after = page.length === pageSize ? page.at(-1) : undefined;
    // The last batch of a page may go on in the next.
    const open = after && logs.get(after.ref);
    if (after) logs.delete(after.ref);
    for (const log of logs.values()) log.sort(byTime);
    yield logs;
    logs = new Map(after && open ? [[after.ref, open]] : []);
  } while (after);
}

function byTime({ event: left }: LoggedEvent, { event: right }: LoggedEvent): number {
  return instantMs(left.time) - instantMs(right.time) || (left.id < right.id ? -1 : 1);
}

/** Which events of a page count. Every version of their facts is read for it, wherever in the log it stands. */
async function streamed(
  sql: Sql,
  kitchenId: string,
  page: readonly (LoggedEvent & { id: string })[],
): Promise<StreamedEvent[]> {
  const versions = await sql.query<{ version: Version }[]>(
    `WITH RECURSIVE seed(id) AS (
       SELECT e.id FROM unnest($2::uuid[]) AS p(id) JOIN event e USING (id) WHERE e.supersedes IS NOT NULL
       UNION
       SELECT e.supersedes FROM unnest($2::uuid[]) AS p(id) JOIN event e ON e.supersedes = p.id
     ), ${WITH_CORRECTIONS}
     SELECT body - 'data' AS version FROM event WHERE kitchen_id = $1 AND id IN (SELECT id FROM corrections)`,
    [kitchenId, page.map(({ id }) => id)],
  );
  const { struckBy } = resolveEvents(versions.map(({ version }) => version));
  return page.map(({ event, receivedAt }) => ({
    event,
    receivedAt,
    counts: event.type !== 'event.voided' && !struckBy.has(event.id),
  }));
}
