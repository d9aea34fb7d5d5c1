import type { PhotoDecision } from '@bakeloop/contracts';
import type { Database, Sql } from '../engine.js';
import { writeAudit, type Actor } from '../identity/audit.js';

/** Of the file of a photo, one for all kitchens. */
export interface PhotoFile {
  /** SHA-256, hex. */
  keptHash: string;
  bytes: number;
  width: number;
  height: number;
}

/** A photo that is kept. Hashes are hex. */
export interface KeptPhoto extends PhotoFile {
  kitchenId: string;
  /** Of what was sent. */
  hash: string;
  eventId: string;
  takenAt: Date | null;
}

/**
 * Does what reads the rows of a photo and touches its file, one at a time for all kitchens that have the photo: so no file
 * comes after the photo was taken away, and none goes while another kitchen notes it.
 */
export async function withPhotoLock<T>(
  database: Database,
  hash: string,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return database.transaction(async (sql) => {
    await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`bakeloop photo ${hash}`]);
    return work(sql);
  });
}

/** Photos that one person or token begins in a quarter of an hour: a phone that finds a network after a week has a hundred or two. */
export const BEGUN_A_QUARTER = 300;
const QUARTER_S = 15 * 60;

/**
 * Does what begins an upload, one at a time over all processes: what was counted before it still holds when it is there.
 * @param who whose it is
 * @returns what `work` does, or how many seconds until `who` may begin again: so many have been begun
 */
export async function beginningPhoto<T>(
  database: Database,
  who: string,
  work: (sql: Sql) => Promise<T>,
): Promise<{ done: T } | { waitS: number }> {
  return database.transaction(async (sql) => {
    await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('bakeloop photos begun', 0))`);
    await sql.query(`DELETE FROM photo_begun WHERE at < clock_timestamp() - make_interval(secs => $1)`, [
      QUARTER_S,
    ]);
    const [begun] = await sql.query<{ count: number; waitS: number }[]>(
      `SELECT count(*)::int AS count,
         ceil($2 - extract(epoch FROM clock_timestamp() - min(at)))::int AS "waitS" FROM photo_begun WHERE who = $1`,
      [who, QUARTER_S],
    );
    if (begun !== undefined && begun.count >= BEGUN_A_QUARTER) return { waitS: Math.max(1, begun.waitS) };
    await sql.query(`INSERT INTO photo_begun (who) VALUES ($1)`, [who]);
    return { done: await work(sql) };
  });
}

/** What is noted of the file of a photo; null: no kitchen keeps it, so that nobody needs the file. */
export async function fileOfPhoto(sql: Sql, hash: string): Promise<PhotoFile | null> {
  const [kept] = await sql.query<PhotoFile[]>(
    `SELECT encode(kept_hash, 'hex') AS "keptHash", bytes, width, height FROM photo
     WHERE hash = decode($1, 'hex') AND removed_at IS NULL ORDER BY stored_at LIMIT 1`,
    [hash],
  );
  return kept ?? null;
}

/** Notes a photo whose file is on the disk; the same once more changes nothing. */
export async function insertPhoto(sql: Sql, photo: KeptPhoto): Promise<void> {
  await sql.query(
    `INSERT INTO photo (kitchen_id, hash, event_id, kept_hash, bytes, width, height, taken_at)
     VALUES ($1, decode($2, 'hex'), $3, decode($4, 'hex'), $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      photo.kitchenId,
      photo.hash,
      photo.eventId,
      photo.keptHash,
      photo.bytes,
      photo.width,
      photo.height,
      photo.takenAt,
    ],
  );
}

/**
 * Writes down what somebody decided on a photo, and that they did.
 * @returns false where there is no such photo, or no longer
 */
export async function decidePhoto(
  database: Database,
  { kitchenId, hash }: { kitchenId: string; hash: string },
  { decision, note, personId }: { decision: PhotoDecision; note: string; personId: string | null },
  actor: Actor,
): Promise<boolean> {
  return database.transaction(async (sql) => {
    const [was] = await sql.query<{ public: string; note: string | null }[]>(
      `SELECT public, note FROM photo WHERE kitchen_id = $1 AND hash = decode($2, 'hex') AND removed_at IS NULL FOR UPDATE`,
      [kitchenId, hash],
    );
    if (!was) return false;
    await sql.query(
      `UPDATE photo SET public = CASE $3 WHEN 'remove' THEN 'no' ELSE $3 END, note = $4, reviewed_at = now(), reviewed_by = $5,
         removed_at = CASE $3 WHEN 'remove' THEN now() END
       WHERE kitchen_id = $1 AND hash = decode($2, 'hex')`,
      [kitchenId, hash, decision, note, personId],
    );
    await writeAudit(sql, actor, {
      action: 'photo.reviewed',
      subject: `photo:${kitchenId}/${hash}`,
      before: was,
      after: { decision, note },
    });
    return true;
  });
}
