import type { Photo, PhotoQueue, PublicPhoto } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import { exactTime } from './batches.js';

export interface PhotoRow extends Omit<Photo, 'eventTime' | 'takenAt' | 'storedAt' | 'reviewedAt'> {
  eventTime: Date;
  takenAt: Date | null;
  storedAt: Date;
  reviewedAt: Date | null;
}

/** Where a page of photos ends, with the time in full precision. */
export interface PhotoPosition {
  at: string;
  kitchenId: string;
  hash: string;
}

const PHOTO = `
  p.kitchen_id AS "kitchenId", encode(p.hash, 'hex') AS hash, p.event_id AS "eventId", e.type AS "eventType",
  e.time AS "eventTime", e.batch_id AS "batchId", p.bytes, p.width, p.height, p.taken_at AS "takenAt",
  p.stored_at AS "storedAt", p.public, p.note, p.reviewed_at AS "reviewedAt", w.name AS "reviewedBy"`;
const OF_PHOTO = `photo p JOIN event e ON e.id = p.event_id LEFT JOIN person w ON w.id = p.reviewed_by`;

/** The hashes that an event names. */
const NAMED = `jsonb_array_elements_text(
  CASE jsonb_typeof(n.body->'data'->'photos') WHEN 'array' THEN n.body->'data'->'photos' ELSE '[]' END)`;

export class PhotoRepository {
  constructor(private readonly sql: Sql) {}

  /** Whether this event of this kitchen names the photo. @param hash hex, as all hashes here */
  async isNamed(kitchenId: string, eventId: string, hash: string): Promise<boolean> {
    const found = await this.sql.query<unknown[]>(
      `SELECT 1 FROM event n WHERE n.id = $2 AND n.kitchen_id = $1 AND $3 IN (SELECT ${NAMED})`,
      [kitchenId, eventId, hash],
    );
    return found.length > 0;
  }

  /** What became of a photo; null: it never came. */
  async state(kitchenId: string, hash: string): Promise<'kept' | 'removed' | null> {
    const [row] = await this.sql.query<{ removed: boolean }[]>(
      `SELECT removed_at IS NOT NULL AS removed FROM photo WHERE kitchen_id = $1 AND hash = decode($2, 'hex')`,
      [kitchenId, hash],
    );
    return row === undefined ? null : row.removed ? 'removed' : 'kept';
  }

  /** Whether everybody may see it, of whichever kitchen it is. */
  async isPublic(hash: string): Promise<boolean> {
    const found = await this.sql.query<unknown[]>(
      `SELECT 1 FROM ${OF_PHOTO} WHERE p.hash = decode($1, 'hex') AND ${EVERYBODYS} LIMIT 1`,
      [hash],
    );
    return found.length > 0;
  }

  /** Those of a kitchen, newest first. @param o.eventId those that this event names @param o.batchId those of its events */
  ofKitchen(o: {
    kitchenId: string;
    eventId?: string | undefined;
    batchId?: string | undefined;
    after?: PhotoPosition | undefined;
    limit: number;
  }): Promise<(PhotoRow & { at: string })[]> {
    return this.sql.query(
      `SELECT ${PHOTO}, ${exactTime('p.stored_at')} AS at FROM ${OF_PHOTO}
       WHERE p.kitchen_id = $1 AND p.removed_at IS NULL AND ($3::text IS NULL OR e.batch_id = $3)
         AND ($2::uuid IS NULL OR encode(p.hash, 'hex') IN (
           SELECT ${NAMED} FROM event n WHERE n.id = $2 AND n.kitchen_id = $1))
         AND ($4::timestamptz IS NULL OR (p.stored_at, p.kitchen_id, p.hash) < ($4, $5, decode($6, 'hex')))
       ORDER BY p.stored_at DESC, p.kitchen_id DESC, p.hash DESC LIMIT $7`,
      [o.kitchenId, o.eventId ?? null, o.batchId ?? null, ...positionOf(o.after), o.limit],
    );
  }

  /** What nobody has looked at yet, oldest first; else what was decided, newest first. @param o.kitchenIds null: of all */
  queue(o: {
    queue: PhotoQueue;
    kitchenIds: readonly string[] | null;
    after?: PhotoPosition | undefined;
    limit: number;
  }): Promise<(PhotoRow & { at: string })[]> {
    const isNew = o.queue === 'new';
    const [order, beyond, time] = isNew ? ['', '>', 'p.stored_at'] : ['DESC', '<', 'p.reviewed_at'];
    return this.sql.query(
      `SELECT ${PHOTO}, ${exactTime(time)} AS at FROM ${OF_PHOTO}
       WHERE p.removed_at IS NULL AND ($2::text[] IS NULL OR p.kitchen_id = ANY($2))
         AND ${isNew ? `$1 = 'new' AND p.reviewed_at IS NULL` : 'p.public = $1 AND p.reviewed_at IS NOT NULL'}
         AND ($3::timestamptz IS NULL OR (${time}, p.kitchen_id, p.hash) ${beyond} ($3, $4, decode($5, 'hex')))
       ORDER BY ${time} ${order}, p.kitchen_id ${order}, p.hash ${order} LIMIT $6`,
      [o.queue, o.kitchenIds, ...positionOf(o.after), o.limit],
    );
  }

  /** A dozen at most that everybody may see: those of one batch in the order of what they show, and of each batch some. */
  publicOfBatches(batches: readonly { kitchenId: string; batchId: string }[]): Promise<PublicPhoto[]> {
    return this.sql.query(
      publicPhotos(`(p.kitchen_id, e.batch_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))`),
      [batches.map(({ kitchenId }) => kitchenId), batches.map(({ batchId }) => batchId)],
    );
  }

  /** The same of all that a kitchen logged. */
  publicOfKitchen(kitchenId: string): Promise<PublicPhoto[]> {
    return this.sql.query(publicPhotos('p.kitchen_id = $1'), [kitchenId]);
  }
}

/** Shown at once at most: a row of them, not an album. */
const MOST_PUBLIC = 12;

const positionOf = (after: PhotoPosition | undefined): (string | null)[] => [
  after?.at ?? null,
  after?.kitchenId ?? null,
  after?.hash ?? null,
];

/** Who is in it agreed, it is still there, and what it shows was not cancelled. */
const EVERYBODYS = `p.public = 'yes' AND p.removed_at IS NULL
  AND NOT EXISTS (SELECT FROM event v WHERE v.supersedes = e.id AND v.type = 'event.voided')`;

/** The photos that everybody may see, the first of each batch before the second of any, the newest of these first. */
const publicPhotos = (which: string): string => `
  SELECT p.kitchen_id AS "kitchenId", k.name AS "kitchenName", e.batch_id AS "batchId", encode(p.hash, 'hex') AS hash,
    p.width, p.height, to_char(e.time AT TIME ZONE k.time_zone, 'YYYY-MM-DD') AS day,
    coalesce((SELECT r.body ->> 'name' FROM reference r WHERE r.kind = 'product' AND r.id = m.code ORDER BY r.version DESC LIMIT 1),
      m.code) AS product
  FROM photo p JOIN event e ON e.id = p.event_id JOIN kitchen k ON k.id = p.kitchen_id
  LEFT JOIN contribution c ON c.kitchen_id = e.kitchen_id AND c.subject = 'batch:' || e.batch_id
  CROSS JOIN LATERAL (SELECT coalesce(e.body -> 'data' ->> 'productCode', c.product_code) AS code) m
  WHERE ${EVERYBODYS} AND ${which}
  ORDER BY row_number() OVER (PARTITION BY p.kitchen_id, e.batch_id ORDER BY e.time, p.hash), e.time DESC, p.hash
  LIMIT ${MOST_PUBLIC}`;
