import type { ReferenceKind, ReferenceRecord } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { publishReference } from '../write/reference.js';

const RECORD = `
  kind, id, version, to_char(valid_from, 'YYYY-MM-DD') AS "validFrom",
  to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "publishedAt",
  published_by AS "publishedBy", note, body`;

export class ReferenceRepository {
  constructor(private readonly sql: Sql & { transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T> }) {}

  /** The newest version of each record of a kind, or of all kinds, sorted by kind and id. */
  newest(kind: ReferenceKind | null): Promise<ReferenceRecord[]> {
    return this.sql.query(
      `SELECT DISTINCT ON (kind, id) ${RECORD} FROM reference WHERE $1::text IS NULL OR kind = $1
       ORDER BY kind, id, version DESC`,
      [kind],
    );
  }

  /** Every version of one record, newest first; empty when there is none. */
  versions(kind: ReferenceKind, id: string): Promise<ReferenceRecord[]> {
    return this.sql.query(
      `SELECT ${RECORD} FROM reference WHERE kind = $1 AND id = $2 ORDER BY version DESC`,
      [kind, id],
    );
  }

  /** Every version of every record, sorted by kind and id, the newest version of each first. */
  all(): Promise<ReferenceRecord[]> {
    return this.sql.query(`SELECT ${RECORD} FROM reference ORDER BY kind, id, version DESC`);
  }

  /** See `publishReference`. */
  publish(record: ReferenceRecord, personId: string | null): Promise<boolean> {
    return this.sql.transaction((sql) => publishReference(sql, record, personId));
  }
}
