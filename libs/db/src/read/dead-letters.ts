import type { Sql } from '../engine.js';
import { NOT_KEPT_REASON, type DeadLetterAction } from '../write/dead-letters.js';
import { exactTime } from './batches.js';

/** Bytes of a payload that are read for showing; the whole stays in the database. */
const SHOWN_BYTES = 8_000;

export type DeadLetterState = 'open' | 'replayed' | 'dismissed';

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
  state: DeadLetterState;
  /** The first bytes of the payload, at most 8,000. */
  head: Buffer;
  at: string;
}

export interface DeadLetterPosition {
  at: string;
  id: number;
}

/** A message as it first came. */
export interface RefusedMessage {
  kitchenId: string | null;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
  /** False for a letter that only counts what came when there was no room. */
  isKept: boolean;
}

export class DeadLetterRepository {
  constructor(private readonly sql: Sql) {}

  /** Newest arrival first. */
  page(
    filter: DeadLetterFilter & { after?: DeadLetterPosition | undefined; limit: number },
  ): Promise<ShownDeadLetter[]> {
    return this.sql.query(
      `SELECT ${SHOWN} FROM dead_letter d JOIN dead_payload p USING (digest)
       WHERE ${MATCHES} AND ($5::timestamptz IS NULL OR (d.last_at, d.id) < ($5, $6::int8))
       ORDER BY d.last_at DESC, d.id DESC LIMIT $7`,
      [...valuesOf(filter), filter.after?.at ?? null, filter.after?.id ?? null, filter.limit],
    );
  }

  /** One letter with what was done with it, oldest first; null when there is none. */
  async one(id: number): Promise<(ShownDeadLetter & { actions: DeadLetterAction[] }) | null> {
    const [letter] = await this.sql.query<ShownDeadLetter[]>(
      `SELECT ${SHOWN} FROM dead_letter d JOIN dead_payload p USING (digest) WHERE d.id = $1`,
      [id],
    );
    if (!letter) return null;
    const actions = await this.sql.query<DeadLetterAction[]>(
      `SELECT action, at, by, note, outcome FROM dead_letter_action WHERE letter_id = $1 ORDER BY id`,
      [id],
    );
    return { ...letter, actions };
  }

  /** Ids of open letters of a reason, in order of their first arrival. */
  async openIds(
    { reason, kitchenId, afterId }: { reason: string; kitchenId?: string | undefined; afterId: number },
    limit: number,
  ): Promise<number[]> {
    const rows = await this.sql.query<{ id: number }[]>(
      `SELECT id FROM dead_letter WHERE state = 'open' AND reason = $1 AND ($2::text IS NULL OR kitchen_id = $2) AND id > $3
       ORDER BY id LIMIT $4`,
      [reason, kitchenId ?? null, afterId, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** The whole message behind a letter as it first came; null when there is no such letter. */
  async message(id: number): Promise<RefusedMessage | null> {
    const [message] = await this.sql.query<RefusedMessage[]>(
      `SELECT d.kitchen_id AS "kitchenId", d.topic, p.payload, d.first_at AS "receivedAt", d.reason <> $2 AS "isKept"
       FROM dead_letter d JOIN dead_payload p USING (digest) WHERE d.id = $1`,
      [id, NOT_KEPT_REASON],
    );
    return message ?? null;
  }

  /** How many open letters there are of each reason, the most first. */
  reasons(kitchenId: string | undefined): Promise<{ reason: string; count: number }[]> {
    return this.sql.query(
      `SELECT reason, count(*)::int AS count FROM dead_letter
       WHERE state = 'open' AND ($1::text IS NULL OR kitchen_id = $1) GROUP BY 1 ORDER BY 2 DESC, 1`,
      [kitchenId ?? null],
    );
  }
}

export interface DeadLetterFilter {
  kitchenId?: string | undefined;
  reason?: string | undefined;
  state?: DeadLetterState | undefined;
  /** Found in what was wrong, or in the topic, in any case. */
  text?: string | undefined;
}

const SHOWN = `d.id, d.kitchen_id AS "kitchenId", d.topic, d.position, d.reason, d.detail, d.last_at AS "receivedAt", d.hits,
  d.state, substring(p.payload FOR ${SHOWN_BYTES}) AS head, ${exactTime('d.last_at')} AS at`;
const MATCHES = `($1::text IS NULL OR d.kitchen_id = $1) AND ($2::text IS NULL OR d.reason = $2)
  AND ($3::text IS NULL OR d.state = $3) AND ($4::text IS NULL OR strpos(lower(d.detail || ' ' || d.topic), lower($4)) > 0)`;

function valuesOf({ kitchenId, reason, state, text }: DeadLetterFilter): unknown[] {
  return [kitchenId ?? null, reason ?? null, state ?? null, text ?? null];
}
