import type { Sql } from '../engine.js';
import { exactTime } from './batches.js';

/** Bytes of a payload that are read for showing; the whole stays in the database. */
const SHOWN_BYTES = 8_000;

export interface ShownDeadLetter {
  id: number;
  kitchenId: string | null;
  topic: string;
  /** Index in the pack, -1 for the whole. */
  position: number;
  reason: string;
  detail: string;
  receivedAt: Date;
  hits: number;
  /** The first bytes of the payload, at most 8,000. */
  head: Buffer;
  at: string;
}

export interface DeadLetterPosition {
  at: string;
  id: number;
}

export class DeadLetterRepository {
  constructor(private readonly sql: Sql) {}

  /** Newest arrival first. */
  page(filter: {
    kitchenId?: string | undefined;
    after?: DeadLetterPosition | undefined;
    limit: number;
  }): Promise<ShownDeadLetter[]> {
    return this.sql.query(
      `SELECT d.id, d.kitchen_id AS "kitchenId", d.topic, d.position, d.reason, d.detail,
              d.last_at AS "receivedAt", d.hits, substring(p.payload FOR ${SHOWN_BYTES}) AS head,
              ${exactTime('d.last_at')} AS at
       FROM dead_letter d JOIN dead_payload p USING (digest)
       WHERE ($1::text IS NULL OR d.kitchen_id = $1)
         AND ($2::timestamptz IS NULL OR (d.last_at, d.id) < ($2, $3::int8))
       ORDER BY d.last_at DESC, d.id DESC LIMIT $4`,
      [filter.kitchenId ?? null, filter.after?.at ?? null, filter.after?.id ?? null, filter.limit],
    );
  }
}
