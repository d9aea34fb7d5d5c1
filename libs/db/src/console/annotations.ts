import { writeAudit, type Actor } from '../identity/audit.js';
import type { Database } from '../engine.js';

export interface NewAnnotation {
  machine: string | null;
  batchId: string | null;
  from: Date;
  to: Date | null;
  text: string;
}
export interface AnnotationRow extends NewAnnotation {
  id: string;
  kitchenId: string;
  byPerson: string | null;
  /** As they are called now; null when forgotten. */
  by: string | null;
  madeAt: Date;
  changedAt: Date | null;
}

const ANNOTATION = `a.id, a.kitchen_id AS "kitchenId", a.machine, a.batch_id AS "batchId", a.from_at AS "from",
  a.to_at AS "to", a.text, a.by_person AS "byPerson", coalesce(a.by_service, p.name) AS by, a.made_at AS "madeAt",
  a.changed_at AS "changedAt"`;

/** More than that beside one chart nobody reads. */
const MOST_SHOWN = 500;

/** The text is in no audit entry: it may speak of people, and the log forgets nothing. */
const noted = ({ machine, batchId, from, to }: NewAnnotation): Record<string, unknown> => ({
  machine,
  batchId,
  from: from.toISOString(),
  to: to?.toISOString() ?? null,
});

/** Notes on kitchens, machines and batches, with who wrote them. */
export class AnnotationRepository {
  constructor(private readonly sql: Database) {}

  /** Those that touch a time, newest first, at most 500. */
  within(filter: {
    kitchenId: string;
    from: Date;
    to: Date;
    machine?: string | undefined;
    batchId?: string | undefined;
  }): Promise<AnnotationRow[]> {
    return this.sql.query(
      `SELECT ${ANNOTATION} FROM annotation a LEFT JOIN person p ON p.id = a.by_person
       WHERE a.kitchen_id = $1 AND a.from_at <= $3 AND coalesce(a.to_at, a.from_at) >= $2
         AND ($4::text IS NULL OR a.machine IS NULL OR a.machine = $4) AND ($5::text IS NULL OR a.batch_id = $5)
       ORDER BY a.from_at DESC, a.id LIMIT ${MOST_SHOWN}`,
      [filter.kitchenId, filter.from, filter.to, filter.machine ?? null, filter.batchId ?? null],
    );
  }

  async one(kitchenId: string, id: string): Promise<AnnotationRow | null> {
    const rows = await this.sql.query<AnnotationRow[]>(
      `SELECT ${ANNOTATION} FROM annotation a LEFT JOIN person p ON p.id = a.by_person
       WHERE a.kitchen_id = $1 AND a.id = $2`,
      [kitchenId, id],
    );
    return rows[0] ?? null;
  }

  /** @param author.service what the token is called; null: a person wrote it */
  async add(
    id: string,
    kitchenId: string,
    note: NewAnnotation,
    author: { personId: string | null; service: string | null },
    actor: Actor,
  ): Promise<void> {
    await this.sql.transaction(async (sql) => {
      await sql.query(
        `INSERT INTO annotation (id, kitchen_id, machine, batch_id, from_at, to_at, text, by_person, by_service, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
        [
          id,
          kitchenId,
          note.machine,
          note.batchId,
          note.from,
          note.to,
          note.text,
          author.personId,
          author.service,
        ],
      );
      await writeAudit(sql, actor, {
        action: 'annotation.made',
        subject: `kitchen:${kitchenId}`,
        after: { id, ...noted(note) },
      });
    });
  }

  async change(before: AnnotationRow, note: NewAnnotation, actor: Actor): Promise<void> {
    await this.sql.transaction(async (sql) => {
      await sql.query(
        `UPDATE annotation SET machine = $2, batch_id = $3, from_at = $4, to_at = $5, text = $6, changed_at = now()
         WHERE id = $1`,
        [before.id, note.machine, note.batchId, note.from, note.to, note.text],
      );
      await writeAudit(sql, actor, {
        action: 'annotation.changed',
        subject: `kitchen:${before.kitchenId}`,
        before: { id: before.id, ...noted(before) },
        after: { id: before.id, ...noted(note) },
      });
    });
  }

  async remove(before: AnnotationRow, actor: Actor): Promise<void> {
    await this.sql.transaction(async (sql) => {
      await sql.query(`DELETE FROM annotation WHERE id = $1`, [before.id]);
      await writeAudit(sql, actor, {
        action: 'annotation.removed',
        subject: `kitchen:${before.kitchenId}`,
        before: { id: before.id, ...noted(before) },
      });
    });
  }
}
