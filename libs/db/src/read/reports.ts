import { CANARY_ID } from '@bakeloop/contracts';
import type { ReportFacts, ReportGrain, ReportPeriod, ReportSubjectKind } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

/** Whom reports are written about, as things are now. */
export interface ReportSubject {
  kind: ReportSubjectKind;
  /** Of the kitchen or the organisation; '' of the portfolio. */
  id: string;
  name: string;
  kitchenIds: string[];
  /** Of its kitchens, each once. */
  timeZones: string[];
  /** The first day that any of its kitchens tells anything of, or was heard of. */
  since: string;
}

export interface ReportRow {
  id: string;
  subject: { kind: ReportSubjectKind; id: string; name: string };
  grain: ReportGrain;
  period: ReportPeriod;
  knownOn: Date;
  writtenAt: Date;
}
export interface WholeReportRow extends ReportRow {
  methodVersion: string;
  factorSets: string[];
  facts: ReportFacts;
}

/** Which reports somebody may see. */
export interface ReportReach {
  /** Null: every report. Else those of these kitchens alone, and of organisations that have no others. */
  kitchenIds: readonly string[] | null;
  /** Sponsors whose reports are theirs. */
  sponsorIds: readonly string[];
}

const REPORT = `id, jsonb_build_object('kind', subject_kind, 'id', subject_id, 'name', facts->'subject'->>'name') AS subject, grain,
  jsonb_build_object('from', first_day, 'to', last_day) AS period, known_on AS "knownOn", written_at AS "writtenAt"`;
/** $1: kitchens, $2: sponsors. */
const WITHIN = `($1::text[] IS NULL OR (subject_kind IN ('kitchen', 'organisation') AND kitchen_ids <@ $1)
  OR (subject_kind = 'sponsor' AND subject_id = ANY($2::text[])))`;

/** Reports as they were written. None is ever changed. */
export class ReportRepository {
  constructor(private readonly sql: Sql) {}

  /** Everybody that reports are written about: who has a kitchen that was ever heard of. */
  subjects(): Promise<ReportSubject[]> {
    return this.sql.query(
      `WITH heard AS (
         SELECT k.id, k.name, k.time_zone, least((k.first_seen_at AT TIME ZONE k.time_zone)::date,
           (SELECT min(t.start) FROM total t WHERE t.scope = 'kitchen:' || k.id AND t.grain = 'day')) AS since,
           coalesce((SELECT o.organisation_id FROM kitchen_owner o WHERE o.kitchen_id = k.id),
             (SELECT default_owner FROM deployment)) AS owner
         FROM kitchen k WHERE k.id <> $1),
       belongs AS (
         SELECT 'kitchen' AS kind, id AS subject, name, id AS kitchen FROM heard
         UNION ALL SELECT 'portfolio', '', '', id FROM heard
         UNION ALL SELECT 'organisation', o.id::text, o.name, h.id FROM heard h JOIN organisation o ON o.id = h.owner
         UNION ALL SELECT 'sponsor', o.id::text, o.name, a.kitchen_id FROM attribution a JOIN organisation o ON o.id = a.organisation_id)
       SELECT b.kind, b.subject AS id, b.name, array_agg(h.id ORDER BY h.id) AS "kitchenIds",
         array_agg(DISTINCT h.time_zone) AS "timeZones", min(h.since)::text AS since
       FROM belongs b JOIN heard h ON h.id = b.kitchen GROUP BY 1, 2, 3 ORDER BY 1, 2`,
      [CANARY_ID],
    );
  }

  /** First days of the reports that there are, by kind, id and grain. */
  async written(since: string): Promise<Set<string>> {
    const rows = await this.sql.query<{ key: string }[]>(
      `SELECT concat_ws(' ', subject_kind, subject_id, grain, first_day) AS key FROM report WHERE first_day >= $1::date`,
      [since],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** @returns its id; null where there is one of this subject and period already, which stays */
  async write(
    facts: ReportFacts,
    o: { kitchenIds: readonly string[] | null; methodVersion: string; factorSets: readonly string[] },
  ): Promise<string | null> {
    const { subject, grain, period, knownOn } = facts;
    const [row] = await this.sql.query<{ id: string }[]>(
      `INSERT INTO report (subject_kind, subject_id, grain, first_day, last_day, kitchen_ids, known_on, method_version, factor_sets, facts)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
      [
        subject.kind,
        subject.id,
        grain,
        period.from,
        period.to,
        o.kitchenIds,
        knownOn,
        o.methodVersion,
        o.factorSets,
        JSON.stringify(facts),
      ],
    );
    return row?.id ?? null;
  }

  /** Newest period first. */
  page(
    { kitchenIds, sponsorIds }: ReportReach,
    o: {
      kind?: ReportSubjectKind | undefined;
      subjectId?: string | undefined;
      grain?: ReportGrain | undefined;
      after?: { to: string; id: string } | undefined;
      limit: number;
    },
  ): Promise<ReportRow[]> {
    return this.sql.query(
      `SELECT ${REPORT} FROM report
       WHERE ${WITHIN} AND ($3::text IS NULL OR subject_kind = $3) AND ($4::text IS NULL OR subject_id = $4)
         AND ($5::text IS NULL OR grain = $5) AND ($6::date IS NULL OR (last_day, id) < ($6, $7::uuid))
       ORDER BY last_day DESC, id DESC LIMIT $8`,
      [
        kitchenIds,
        sponsorIds,
        o.kind ?? null,
        o.subjectId ?? null,
        o.grain ?? null,
        o.after?.to ?? null,
        o.after?.id ?? null,
        o.limit,
      ],
    );
  }

  /** Null for one that is not theirs, as for one that never was. */
  async one({ kitchenIds, sponsorIds }: ReportReach, id: string): Promise<WholeReportRow | null> {
    const [row] = await this.sql.query<WholeReportRow[]>(
      `SELECT ${REPORT}, method_version AS "methodVersion", factor_sets AS "factorSets", facts
       FROM report WHERE ${WITHIN} AND id = $3`,
      [kitchenIds, sponsorIds, id],
    );
    return row ?? null;
  }
}
