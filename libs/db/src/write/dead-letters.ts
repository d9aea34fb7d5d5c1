import { createHash } from 'node:crypto';
import { MAX_OPEN_LETTERS, type DeadLetterAct } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import type { Author } from '../identity/audit.js';

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

/**
 * Open letters of one reason: of one kitchen, and of all ids that are no kitchen, since a device may make them up. With
 * payloads of a few KiB a reason takes some ten MB.
 */
const MAX_OPEN = { ofKitchen: MAX_OPEN_LETTERS, ofNobody: 20_000 };
/** Of a letter that stands for all that came when there was no room. */
export const NOT_KEPT_REASON = 'not_kept';
/** What bytes are kept by: their SHA-256. */
export const digestOf = (payload: Buffer): Buffer => createHash('sha256').update(payload).digest();
/** Stands for the bytes of what came when there was no room. */
const NOT_KEPT = Buffer.from('(not kept)');

/**
 * Keeps what was refused. The raw bytes are stored once for all letters of one message; the same again counts up. Where too
 * many of a reason are open, one letter stands for all further ones, and counts them.
 */
export async function saveDeadLetters(sql: Sql, refused: readonly DeadLetterRow[]): Promise<void> {
  if (refused.length === 0) return;
  const letters = await withinRoom(sql, refused);
  // The letters of one message share its bytes: hashed once.
  const digests = new Map<Buffer, Buffer>();
  const payloads = new Map<string, Buffer>();
  const byKey = new Map<string, DeadLetterRow & { digest: Buffer; hits: number }>();
  for (const letter of letters) {
    const digest = digests.get(letter.payload) ?? digestOf(letter.payload);
    digests.set(letter.payload, digest);
    const hex = digest.toString('hex');
    payloads.set(hex, letter.payload);
    // One statement may touch a row only once.
    const key = `${letter.topic} ${hex} ${letter.position} ${letter.reason}`;
    // Bytes that came twice in one commit were delivered twice; of those that are not kept each was another.
    const hits = letter.payload === NOT_KEPT ? (byKey.get(key)?.hits ?? 0) + 1 : 1;
    byKey.set(key, { ...letter, digest, hits });
  }
  const rows = [...byKey.values()];
  await sql.query(
    `INSERT INTO dead_payload SELECT * FROM unnest($1::bytea[], $2::bytea[]) ORDER BY 1 ON CONFLICT DO NOTHING`,
    [[...payloads.keys()].map((hex) => Buffer.from(hex, 'hex')), [...payloads.values()]],
  );
  await sql.query(
    `INSERT INTO dead_letter AS d (kitchen_id, topic, digest, position, reason, detail, first_at, last_at, hits)
     SELECT k, t, g, p, r, x, a, a, h
     FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int[], $5::text[], $6::text[], $7::timestamptz[], $8::int[])
       AS u(k, t, g, p, r, x, a, h)
     ORDER BY t, g, p, r
     ON CONFLICT (topic, digest, position, reason) DO UPDATE SET
       -- A replay is of the first arrival, and none of its own.
       hits = d.hits + (excluded.first_at > d.first_at)::int * excluded.hits, last_at = greatest(d.last_at, excluded.last_at),
       -- What was mended and is wrong again is news; what somebody dismissed or put right stays so.
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
      rows.map((row) => row.hits),
    ],
  );
}

/** The letters that there is room for, and one for all the others of a reason and topic. */
async function withinRoom(sql: Sql, letters: readonly DeadLetterRow[]): Promise<readonly DeadLetterRow[]> {
  const groups = new Map<string, { kitchenId: string | null; reason: string; letters: DeadLetterRow[] }>();
  for (const letter of letters) {
    const key = `${letter.reason} ${letter.kitchenId ?? ''}`;
    const group = groups.get(key);
    if (group) group.letters.push(letter);
    else groups.set(key, { kitchenId: letter.kitchenId, reason: letter.reason, letters: [letter] });
  }
  const asked = [...groups.values()];
  const rooms = await sql.query<{ ofKitchen: number; ofNobody: number; isKitchen: boolean }[]>(
    `SELECT $3::int - (SELECT count(*) FROM (SELECT FROM dead_letter d WHERE d.state = 'open' AND d.reason = u.reason
              AND coalesce(d.kitchen_id, '') = u.kitchen LIMIT $3) own)::int AS "ofKitchen",
       $4::int - (SELECT count(*) FROM (SELECT FROM dead_letter d WHERE d.state = 'open' AND d.reason = u.reason
              AND NOT EXISTS (SELECT FROM kitchen k WHERE k.id = d.kitchen_id) LIMIT $4) others)::int AS "ofNobody",
       EXISTS (SELECT FROM kitchen k WHERE k.id = u.kitchen) AS "isKitchen"
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u(reason, kitchen, n) ORDER BY n`,
    [
      asked.map(({ reason }) => reason),
      asked.map(({ kitchenId }) => kitchenId ?? ''),
      MAX_OPEN.ofKitchen,
      MAX_OPEN.ofNobody,
    ],
  );
  return asked.flatMap(({ letters: ofGroup }, index) => {
    const { ofKitchen = 0, ofNobody = 0, isKitchen = false } = rooms[index] ?? {};
    if (!isKitchen && ofNobody <= 0)
      return ofGroup.map((letter) =>
        notKept({ ...letter, kitchenId: null, topic: 'any' }, MAX_OPEN.ofNobody),
      );
    return ofGroup.map((letter, place) => (place < ofKitchen ? letter : notKept(letter, MAX_OPEN.ofKitchen)));
  });
}

function notKept(letter: DeadLetterRow, most: number): DeadLetterRow {
  return {
    ...letter,
    payload: NOT_KEPT,
    position: null,
    reason: NOT_KEPT_REASON,
    detail: `${most} letters of "${letter.reason}" are open; what came after them is counted here, and not kept`,
  };
}

/** What somebody did with a letter. */
export interface DeadLetterAction {
  action: DeadLetterAct;
  at: Date;
  by: string;
  note: string;
  /** What became of it, a sentence. */
  outcome: string;
}
type ByAuthor = Omit<DeadLetterAction, 'by'> & { by: Author };

/**
 * Notes an action on a letter, and the state it leaves it in; a replay settles every letter of the same message.
 * @param state null: as it was
 */
export async function noteDeadLetterAction(
  sql: Sql,
  letterId: number,
  { action, at, by, note, outcome }: ByAuthor,
  state: 'replayed' | 'dismissed' | null,
): Promise<void> {
  await sql.query(
    `INSERT INTO dead_letter_action (letter_id, action, at, by, by_person, note, outcome)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [letterId, action, at, by.name, by.personId, note, outcome],
  );
  if (state === 'dismissed')
    await sql.query(`UPDATE dead_letter SET state = 'dismissed' WHERE id = $1 AND state = 'open'`, [
      letterId,
    ]);
  if (state === 'replayed')
    await sql.query(
      `UPDATE dead_letter d SET state = 'replayed' FROM dead_letter one
       WHERE one.id = $1 AND (d.topic, d.digest) = (one.topic, one.digest) AND d.state = 'open'`,
      [letterId],
    );
}

/** Which letters of a message an amendment deals with, beside the one it was asked of; undefined: whichever. */
export interface DealtWith {
  position?: number | undefined;
  reasons?: readonly string[] | undefined;
}

/**
 * Notes an amendment that was taken with each open letter that it deals with, beside the bytes that came. In the
 * transaction that stores what was amended.
 * @param payload the whole message as it was amended
 * @returns null: somebody else has amended the letter meanwhile, and nothing is noted; else whether all that was refused of
 * the message is stored now
 */
export async function noteAmendment(
  sql: Sql,
  letterId: number,
  { at, by, note, outcome }: Omit<ByAuthor, 'action'>,
  { position, reasons }: DealtWith,
  payload: Buffer,
): Promise<{ isWhole: boolean } | null> {
  const digest = digestOf(payload);
  await sql.query(`INSERT INTO dead_payload VALUES ($1, $2) ON CONFLICT DO NOTHING`, [digest, payload]);
  const noted = await sql.query<{ id: number }[]>(
    `WITH dealt AS (
       UPDATE dead_letter d SET state = 'amended' FROM dead_letter one
       WHERE one.id = $1 AND (d.topic, d.digest) = (one.topic, one.digest) AND (d.id = one.id AND d.state IN ('open', 'dismissed')
         OR d.state = 'open' AND ($8::int IS NULL OR d.position = $8) AND ($9::text[] IS NULL OR d.reason = ANY ($9)))
       RETURNING d.id)
     INSERT INTO dead_letter_action (letter_id, action, at, by, by_person, note, outcome, amended)
     SELECT id, 'amend', $2, $3, $4, $5, $6, $7 FROM dealt ORDER BY id RETURNING letter_id AS id`,
    [letterId, at, by.name, by.personId, note, outcome, digest, position ?? null, reasons ?? null],
  );
  if (!noted.some(({ id }) => id === letterId)) return null;
  const [left] = await sql.query<{ isWhole: boolean }[]>(
    `SELECT bool_and(d.state IN ('amended', 'replayed')) AS "isWhole" FROM dead_letter d JOIN dead_letter one
       ON one.id = $1 AND (d.topic, d.digest) = (one.topic, one.digest)`,
    [letterId],
  );
  return { isWhole: left?.isWhole === true };
}
