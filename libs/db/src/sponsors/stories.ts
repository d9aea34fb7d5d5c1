import type { Sql } from '../engine.js';
import type { OrderedById, PageOf } from '../page.js';
import { hasWords } from '../words-sql.js';

export interface StoryRow {
  id: string;
  kitchenId: string;
  /** BCP 47. */
  language: string;
  title: string;
  body: string;
  writtenBy: string | null;
  /** Who that is; null: a service, or somebody who was forgotten. */
  writtenById: string | null;
  writtenAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  /** Null: nobody has read it yet. */
  published: boolean | null;
  note: string | null;
}

const STORY = `s.id, s.kitchen_id AS "kitchenId", s.language, s.title, s.body, w.name AS "writtenBy", s.written_by AS "writtenById",
  s.written_at AS "writtenAt", d.name AS "decidedBy", s.decided_at AS "decidedAt", s.published, s.note`;
const FROM = `FROM story s LEFT JOIN person w ON w.id = s.written_by LEFT JOIN person d ON d.id = s.decided_by`;

/** What kitchens tell of themselves. */
export class StoryRepository {
  constructor(private readonly sql: Sql) {}

  /** What was written of a kitchen, newest first. @param page the key: when it was written, and its id */
  ofKitchen(
    kitchenId: string,
    { words = [], after, limit }: PageOf<OrderedById>,
  ): Promise<(StoryRow & { exactly: string })[]> {
    const [writtenAt, id] = after ?? [];
    return this.sql.query(
      `SELECT ${STORY}, s.written_at::text AS exactly ${FROM} WHERE s.kitchen_id = $1
         AND ($2::timestamptz IS NULL OR (s.written_at, s.id) < ($2, $3::uuid))
         AND ${hasWords(`concat_ws(' ', s.title, s.body, w.name, d.name, s.note)`, '$4')}
       ORDER BY s.written_at DESC, s.id DESC LIMIT $5`,
      [kitchenId, writtenAt, id, words, limit],
    );
  }

  /** Null: there is none such of that kitchen. */
  async one(kitchenId: string, id: string): Promise<StoryRow | null> {
    const [row] = await this.sql.query<StoryRow[]>(
      `SELECT ${STORY} ${FROM} WHERE s.kitchen_id = $1 AND s.id = $2`,
      [kitchenId, id],
    );
    return row ?? null;
  }

  /** Of every kitchen and language the newest that was published. */
  published(): Promise<Pick<StoryRow, 'kitchenId' | 'language' | 'title' | 'body' | 'writtenAt'>[]> {
    return this.sql.query(
      `SELECT DISTINCT ON (s.kitchen_id, s.language) s.kitchen_id AS "kitchenId", s.language, s.title, s.body, s.written_at AS "writtenAt"
       FROM story s WHERE s.published ORDER BY s.kitchen_id, s.language, s.written_at DESC`,
    );
  }

  /** @returns its id; null where so many of the kitchen wait to be read that none is taken */
  async write(
    story: { kitchenId: string; language: string; title: string; body: string; writtenBy: string | null },
    mostUndecided: number,
  ): Promise<string | null> {
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO story (kitchen_id, language, title, body, written_by) SELECT $1, $2, $3, $4, $5::uuid
       WHERE (SELECT count(*) FROM story WHERE kitchen_id = $1 AND published IS NULL) < $6 RETURNING id`,
      [story.kitchenId, story.language, story.title, story.body, story.writtenBy, mostUndecided],
    );
    return row?.id ?? null;
  }

  /** Says whether a story is published: of one that was, also that it is no longer. @returns whether there is one */
  async decide(
    kitchenId: string,
    id: string,
    { published, note, by }: { published: boolean; note: string | null; by: string | null },
  ): Promise<boolean> {
    const rows = await this.sql.query<unknown[]>(
      `WITH done AS (UPDATE story SET published = $3, note = $4, decided_by = $5, decided_at = now()
         WHERE kitchen_id = $1 AND id = $2 RETURNING 1) SELECT * FROM done`,
      [kitchenId, id, published, note, by],
    );
    return rows.length > 0;
  }
}
