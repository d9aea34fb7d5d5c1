import { createHash } from 'node:crypto';
import type { Sql } from '../engine.js';

export interface DeadLetterRow {
  kitchenId: string | null;
  topic: string;
  /** The raw bytes of the whole message. */
  payload: Buffer;
  /** Index of the record or event in its pack; null for a whole pack. */
  position: number | null;
  reason: string;
  detail: string;
  at: Date;
}

/** Longest reason text kept, characters: enough for a person, bounded for the table. */
const MAX_DETAIL = 2_000;

/** Keeps what was refused. The raw bytes are stored once for all letters of one message; the same again counts up. */
export async function saveDeadLetters(sql: Sql, letters: readonly DeadLetterRow[]): Promise<void> {
  if (letters.length === 0) return;
  // The letters of one message share its bytes: hashed once.
  const digests = new Map<Buffer, Buffer>();
  const payloads = new Map<string, Buffer>();
  const byKey = new Map<string, DeadLetterRow & { digest: Buffer }>();
  for (const letter of letters) {
    const digest = digests.get(letter.payload) ?? createHash('sha256').update(letter.payload).digest();
    digests.set(letter.payload, digest);
    const hex = digest.toString('hex');
    payloads.set(hex, letter.payload);
    // One statement may touch a row only once.
    byKey.set(`${letter.topic} ${hex} ${letter.position} ${letter.reason}`, {
      ...letter,
      digest,
    });
  }
  const rows = [...byKey.values()];
  await sql.query(
    `INSERT INTO dead_payload SELECT * FROM unnest($1::bytea[], $2::bytea[]) ORDER BY 1 ON CONFLICT DO NOTHING`,
    [[...payloads.keys()].map((hex) => Buffer.from(hex, 'hex')), [...payloads.values()]],
  );
  await sql.query(
    `INSERT INTO dead_letter AS d (kitchen_id, topic, digest, position, reason, detail, first_at, last_at)
     SELECT k, t, g, p, r, x, a, a
     FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int[], $5::text[], $6::text[], $7::timestamptz[]) AS u(k, t, g, p, r, x, a)
     ORDER BY t, g, p, r
     ON CONFLICT (topic, digest, position, reason) DO UPDATE SET
       -- A replay is of the first arrival, and none of its own.
       hits = d.hits + (excluded.first_at > d.first_at)::int, last_at = greatest(d.last_at, excluded.last_at),
       -- What was mended and is wrong again is news; what somebody dismissed stays dismissed.
       state = CASE WHEN d.state = 'replayed' THEN 'open' ELSE d.state END`,
    [
      rows.map((row) => row.kitchenId),
      // A NUL cannot be stored in text; such a topic is refused by the broker, and this keeps the letter all the same.
      rows.map((row) => row.topic.replaceAll('\0', '\uFFFD')),
      rows.map((row) => row.digest),
      rows.map((row) => row.position ?? -1),
      rows.map((row) => row.reason),
      rows.map((row) => row.detail.replaceAll('\0', '\uFFFD').slice(0, MAX_DETAIL)),
      rows.map((row) => row.at),
    ],
  );
}

/** What somebody did with a letter. */
export interface DeadLetterAction {
  action: 'replay' | 'dismiss';
  at: Date;
  by: string;
  note: string;
  /** What became of it, a sentence. */
  outcome: string;
}

/**
 * Notes an action on a letter, and the state it leaves it in; a replay settles every letter of the same message.
 * @param state null: as it was
 */
export async function noteDeadLetterAction(
  sql: Sql,
  letterId: number,
  { action, at, by, note, outcome }: DeadLetterAction,
  state: 'replayed' | 'dismissed' | null,
): Promise<void> {
  await sql.query(
    `INSERT INTO dead_letter_action (letter_id, action, at, by, note, outcome) VALUES ($1, $2, $3, $4, $5, $6)`,
    [letterId, action, at, by, note, outcome],
  );
  if (state === 'dismissed')
    await sql.query(`UPDATE dead_letter SET state = 'dismissed' WHERE id = $1`, [letterId]);
  if (state === 'replayed')
    await sql.query(
      `UPDATE dead_letter d SET state = 'replayed' FROM dead_letter one
       WHERE one.id = $1 AND (d.topic, d.digest) = (one.topic, one.digest) AND d.state = 'open'`,
      [letterId],
    );
}
