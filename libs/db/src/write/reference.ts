import type { ReferenceRecord } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { holdFounding } from './kitchens.js';

/**
 * Publishes the next version of a record, unless somebody else did since the author looked. Earlier versions stay as they
 * are. Every kitchen is then derived again, and what changes of its figures is posted with the cause `reference`: both
 * happen or neither. A kitchen that is being founded meanwhile is waited for. Runs in a transaction of its own.
 * @param record its version is the one after the version that the author saw
 * @param personId whose name it is published under; null: no person's
 * @returns false when that version exists already, or the one before it does not
 */
export async function publishReference(
  sql: Sql,
  record: ReferenceRecord,
  personId: string | null,
): Promise<boolean> {
  await holdFounding(sql);
  const published = await sql.query<unknown[]>(
    `WITH published AS (
       INSERT INTO reference (kind, id, version, valid_from, published_at, published_by, note, body, by_person)
       SELECT $1::text, $2::text, $3::int, $4::date, $5::timestamptz, $6::text, $7::text, $8::jsonb, $9::uuid
       WHERE $3 = 1 + (SELECT coalesce(max(version), 0) FROM reference WHERE kind = $1 AND id = $2)
       -- Of two at once, the second waits here and then does nothing.
       ON CONFLICT DO NOTHING RETURNING version),
     -- In the order in which every writer locks kitchens.
     locked AS (SELECT id FROM kitchen WHERE EXISTS (SELECT FROM published) ORDER BY id FOR UPDATE),
     -- The first cause stays: the figures differ from what they were since then.
     marked AS (
       UPDATE kitchen k SET rederive = coalesce(k.rederive, 'reference') FROM locked WHERE k.id = locked.id)
     SELECT version FROM published`,
    [
      record.kind,
      record.id,
      record.version,
      record.validFrom,
      record.publishedAt,
      record.publishedBy,
      record.note,
      JSON.stringify(record.body),
      personId,
    ],
  );
  return published.length > 0;
}
