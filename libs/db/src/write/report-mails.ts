import type { Standing } from '@bakeloop/contracts';
import type { ReportGrain, ReportLanguage, ReportSubjectKind } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { standingsOfPersonSql } from '../identity/principals.js';

/** Reports that somebody asked for: all of one subject and length. */
export interface ReportWish {
  kind: ReportSubjectKind;
  subjectId: string;
  grain: ReportGrain;
}
export interface ReportWishRow extends ReportWish {
  /** As the newest report calls it. */
  name: string;
  language: ReportLanguage;
  /** What became of the newest mail; null: there was none yet. */
  last: { state: 'waiting' | 'sent' | 'failed'; at: string; answer: string | null } | null;
}
/** A mail that is to be sent now, with the rights of now of whose it is. */
export interface DueReportMail {
  id: string;
  reportId: string;
  language: ReportLanguage;
  tries: number;
  email: string;
  standings: Standing[];
}

/** For so long a report is news, days. */
const NEWS_DAYS = 3;
/** Reports that are queued at a time. */
const MOST_REPORTS = 200;
/** A sender that dies is taken over from after so long, s: far longer than drawing and a try may take. */
const SENDS_FOR_S = 180;

/** Who is mailed which reports. */
export class ReportMailRepository {
  constructor(private readonly sql: Sql) {}

  wishesOf(personId: string): Promise<ReportWishRow[]> {
    return this.sql.query(
      `SELECT w.subject_kind AS kind, w.subject_id AS "subjectId", w.grain, w.language,
         coalesce((SELECT r.facts -> 'subject' ->> 'name' FROM report r
           WHERE (r.subject_kind, r.subject_id) = (w.subject_kind, w.subject_id) ORDER BY r.last_day DESC LIMIT 1), w.subject_id) AS name,
         (SELECT jsonb_build_object('state', m.state, 'at', coalesce(m.done_at, m.created_at), 'answer', m.answer)
          FROM report_mail m JOIN report r ON r.id = m.report_id
          WHERE m.person_id = w.person_id AND (r.subject_kind, r.subject_id, r.grain) = (w.subject_kind, w.subject_id, w.grain)
          ORDER BY m.created_at DESC LIMIT 1) AS last
       FROM report_wish w WHERE w.person_id = $1 ORDER BY 1, 5, 3`,
      [personId],
    );
  }

  /** @param language null: no longer */
  async wish(
    personId: string,
    { kind, subjectId, grain }: ReportWish,
    language: ReportLanguage | null,
  ): Promise<void> {
    const wish = [personId, kind, subjectId, grain];
    await (language === null
      ? this.sql.query(
          `DELETE FROM report_wish WHERE (person_id, subject_kind, subject_id, grain) = ($1, $2, $3, $4)`,
          wish,
        )
      : this.sql.query(
          `INSERT INTO report_wish (person_id, subject_kind, subject_id, grain, language) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (person_id, subject_kind, subject_id, grain) DO UPDATE SET language = excluded.language`,
          [...wish, language],
        ));
  }

  /**
   * Queues what was written since for those who asked for it, and notes that they are told: each once, whoever else does so at
   * the same time. What was written while there was no mail server is news to nobody later.
   */
  async queueNew(): Promise<void> {
    await this.sql.query(
      `WITH fresh AS (
         SELECT id, subject_kind, subject_id, grain, written_at FROM report WHERE told_at IS NULL
         ORDER BY written_at, id LIMIT ${MOST_REPORTS} FOR UPDATE SKIP LOCKED),
       queued AS (
         INSERT INTO report_mail (report_id, person_id, language)
         SELECT f.id, w.person_id, w.language FROM fresh f
         JOIN report_wish w ON (w.subject_kind, w.subject_id, w.grain) = (f.subject_kind, f.subject_id, f.grain)
         JOIN person p ON p.id = w.person_id AND p.disabled_at IS NULL
         WHERE f.written_at > now() - interval '${NEWS_DAYS} days' ON CONFLICT DO NOTHING)
       UPDATE report r SET told_at = now() FROM fresh f WHERE r.id = f.id`,
    );
  }

  /** Takes one that is due; nobody else gets it until it is settled, or its sender is taken for dead. */
  async take(): Promise<DueReportMail | null> {
    const [[due]] = await this.sql.query<[DueReportMail[], number]>(
      `UPDATE report_mail m SET tries = m.tries + 1, next_at = now() + make_interval(secs => ${SENDS_FOR_S})
       FROM person p WHERE p.id = m.person_id AND m.id = (
         SELECT w.id FROM report_mail w JOIN person o ON o.id = w.person_id AND o.disabled_at IS NULL
         WHERE w.state = 'waiting' AND w.next_at <= now() ORDER BY w.next_at, w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED)
       RETURNING m.id, m.report_id AS "reportId", m.language, m.tries, p.email, ${standingsOfPersonSql} AS standings`,
    );
    return due ?? null;
  }

  /** @param againInMs when it is tried again; null: it is over */
  async settle(
    id: string,
    { sent, answer, againInMs }: { sent: boolean; answer: string; againInMs: number | null },
  ): Promise<void> {
    const isOver = sent || againInMs === null;
    await this.sql.query(
      `UPDATE report_mail SET answer = $2, state = $3, done_at = CASE WHEN $4 THEN now() END,
         next_at = now() + make_interval(secs => $5 / 1000.0) WHERE id = $1`,
      [id, answer, sent ? 'sent' : isOver ? 'failed' : 'waiting', isOver, againInMs ?? 0],
    );
  }

  /** Forgets what was mailed long ago. */
  async forget(olderThanDays: number): Promise<void> {
    await this.sql.query(`DELETE FROM report_mail WHERE created_at < now() - make_interval(days => $1)`, [
      olderThanDays,
    ]);
  }
}
