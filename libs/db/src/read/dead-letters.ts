import type { DeadLetterState } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import { NOT_KEPT_REASON, type DeadLetterAction } from '../write/dead-letters.js';
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
  state: DeadLetterState;
  /** The first bytes of the payload, at most 8,000. */
  head: Buffer;
  at: string;
}

export interface WholeDeadLetter extends ShownDeadLetter {
  /** The raw bytes, all of them. */
  payload: Buffer;
  /** Their SHA-256. */
  digest: Buffer;
  actions: (DeadLetterAction & {
    /** The whole message as it was amended, and its SHA-256; null but for an amendment that was taken. */
    amended: Buffer | null;
    digest: Buffer | null;
  })[];
}

export interface DeadLetterPosition {
  at: string;
  id: number;
}

/** A message as it first came, and what a letter says of it. */
export interface RefusedMessage {
  kitchenId: string | null;
  topic: string;
  payload: Buffer;
  receivedAt: Date;
  /** False for a letter that only counts what came when there was no room. */
  isKept: boolean;
  /** Index of the refused record in the pack; null for the whole. */
  position: number | null;
  state: DeadLetterState;
  /** The newest amendment that was taken. */
  amended: { digest: Buffer; outcome: string } | null;
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
  async one(id: number): Promise<WholeDeadLetter | null> {
    const [letter] = await this.sql.query<Omit<WholeDeadLetter, 'actions'>[]>(
      `SELECT ${SHOWN}, p.payload, d.digest FROM dead_letter d JOIN dead_payload p USING (digest) WHERE d.id = $1`,
      [id],
    );
    if (!letter) return null;
    const actions = await this.sql.query<WholeDeadLetter['actions']>(
      `SELECT a.action, a.at, a.by, a.note, a.outcome, p.payload AS amended, a.amended AS digest
       FROM dead_letter_action a LEFT JOIN dead_payload p ON p.digest = a.amended WHERE a.letter_id = $1 ORDER BY a.id`,
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
    const [row] = await this.sql.query<
      (Omit<RefusedMessage, 'amended'> & { amendedDigest: Buffer | null; outcome: string })[]
    >(
      `SELECT d.kitchen_id AS "kitchenId", d.topic, p.payload, d.first_at AS "receivedAt", d.reason <> $2 AS "isKept",
         nullif(d.position, -1) AS position, d.state, a.amended AS "amendedDigest", a.outcome
       FROM dead_letter d JOIN dead_payload p USING (digest) LEFT JOIN LATERAL (
         SELECT amended, outcome FROM dead_letter_action WHERE letter_id = d.id AND amended IS NOT NULL ORDER BY id DESC LIMIT 1
       ) a ON true WHERE d.id = $1`,
      [id, NOT_KEPT_REASON],
    );
    if (!row) return null;
    const { amendedDigest: digest, outcome, ...message } = row;
    return { ...message, amended: digest && { digest, outcome } };
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
