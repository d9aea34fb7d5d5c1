import { CANARY_ID, type CorrectionState } from '@bakeloop/contracts';
import type { Sql } from '../engine.js';
import { writeAudit, type Actor } from '../identity/audit.js';
import { exactTime } from './batches.js';

/** What somebody said of a correction. */
export interface CorrectionAct {
  verdict: 'accepted' | 'questioned';
  note: string;
  at: string;
  /** As they are called now; null when erased. */
  by: string | null;
}
/** A correction made after the fact, and what it moved. */
export interface CorrectionRow {
  eventId: string;
  kitchenId: string;
  type: string;
  time: Date;
  receivedAt: Date;
  supersedes: string;
  reason: string | null;
  /** A pseudonym of its kitchen. */
  who: string | null;
  /** Masses that it moved, grams by quantity, with their sign; energy in W.h. */
  moved: Record<string, number>;
  /** The largest mass moved, grams. */
  movedGrams: number;
  /** Oldest first. */
  acts: CorrectionAct[];
  at: string;
}

export interface CorrectionRule {
  overGrams: number;
  at: Date;
  note: string;
  by: string | null;
}
/** Who decides: a person, or a program by the name of its token. */
export interface Decider {
  personId: string | null;
  program: string | null;
}

/** The figures of a kitchen's masses: one that moves is a figure that moves. */
const FIGURES = [
  'intakeNetGrams',
  'acceptedGrams',
  'rejectedGrams',
  'flakeGrams',
  'feedGrams',
  'goodGrams',
  'regrindGrams',
  'purgeGrams',
  'residueGrams',
  'dispatchedGrams',
  'energyWh',
];
/** A posting is made with its event; one that waited for a rebuild, within a day of it. */
const POSTED_WITHIN = `INTERVAL '1 day'`;
const BY = `coalesce(a.by_program, p.name)`;

/** Corrections with what each moved: the postings that it caused. $1: quantities. */
const CORRECTION = `e.id AS "eventId", e.kitchen_id AS "kitchenId", e.type, e.time, e.received_at AS "receivedAt", e.supersedes,
  nullif(e.body->>'reason', '') AS reason, nullif(e.body->>'actor', '') AS who, m.moved, m.grams AS "movedGrams",
  acts.acts, ${exactTime('e.received_at')} AS at`;
const MOVED = `CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_object_agg(quantity, sum) FILTER (WHERE sum <> 0), '{}') AS moved,
      coalesce(max(abs(sum)) FILTER (WHERE quantity <> 'energyWh'), 0)::float8 AS grams
    FROM (SELECT split_part(j.key, ':', 1) AS quantity, sum(j.value::numeric) AS sum
      FROM posting q, jsonb_each(q.amounts) AS j(key, value)
      WHERE q.kitchen_id = e.kitchen_id AND q.event_id = e.id AND q.known_at >= e.received_at
        AND q.known_at < e.received_at + ${POSTED_WITHIN} AND split_part(j.key, ':', 1) = ANY($1::text[])
      GROUP BY 1) sums) m`;
const ACTS = `CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('verdict', a.verdict, 'note', a.note, 'at', ${exactTime('a.at')}, 'by', ${BY})
      ORDER BY a.id), '[]') AS acts, (array_agg(a.verdict ORDER BY a.id DESC))[1] AS last
    FROM correction_review a LEFT JOIN person p ON p.id = a.by_person WHERE a.event_id = e.id) acts`;

/** Corrections to look at, and what was said of them. Nothing is ever altered or removed. */
export class CorrectionRepository {
  constructor(private readonly sql: Sql) {}

  async rule(): Promise<CorrectionRule> {
    const [rule] = await this.sql.query<CorrectionRule[]>(
      `SELECT a.over_grams AS "overGrams", a.at, a.note, ${BY} AS by
       FROM correction_rule a LEFT JOIN person p ON p.id = a.by_person ORDER BY a.id DESC LIMIT 1`,
    );
    if (!rule) throw new Error('there is no rule for corrections: the schema is not whole');
    return rule;
  }

  async setRule(rule: { overGrams: number; note: string }, by: Decider, actor: Actor): Promise<void> {
    await writeAudit(this.sql, actor, { action: 'correction.rule', subject: 'platform', after: rule });
    await this.sql.query(
      `INSERT INTO correction_rule (over_grams, note, by_person, by_program) VALUES ($1, $2, $3, $4)`,
      [rule.overGrams, rule.note, by.personId, by.program],
    );
  }

  /**
   * Corrections that moved a mass by more than the rule says, in a state, newest first.
   * @param o.kitchenIds null for every kitchen
   */
  async page(o: {
    kitchenIds: readonly string[] | null;
    state: CorrectionState;
    overGrams: number;
    after?: { at: string; id: string } | undefined;
    limit: number;
  }): Promise<CorrectionRow[]> {
    return this.sql.query(
      `SELECT ${CORRECTION} FROM event e ${ACTS} ${MOVED}
       WHERE e.supersedes IS NOT NULL AND ($2::text[] IS NULL OR e.kitchen_id = ANY($2)) AND e.kitchen_id <> '${CANARY_ID}'
         AND CASE $3 WHEN 'waiting' THEN acts.last IS NULL AND m.grams > $4::int8 ELSE acts.last = $3 END
         AND ($5::timestamptz IS NULL OR (e.received_at, e.id) < ($5, $6::uuid))
       ORDER BY e.received_at DESC, e.id DESC LIMIT $7`,
      [FIGURES, o.kitchenIds, o.state, o.overGrams, o.after?.at ?? null, o.after?.id ?? null, o.limit],
    );
  }

  /** Null when there is no such correction. */
  async one(eventId: string): Promise<CorrectionRow | null> {
    const [row] = await this.sql.query<CorrectionRow[]>(
      `SELECT ${CORRECTION} FROM event e ${ACTS} ${MOVED} WHERE e.id = $2 AND e.supersedes IS NOT NULL`,
      [FIGURES, eventId],
    );
    return row ?? null;
  }

  /** Says something of a correction. */
  async say(
    { eventId, kitchenId }: Pick<CorrectionRow, 'eventId' | 'kitchenId'>,
    act: Pick<CorrectionAct, 'verdict' | 'note'>,
    by: Decider,
    actor: Actor,
  ): Promise<void> {
    await writeAudit(this.sql, actor, {
      action: `correction.${act.verdict}`,
      subject: `kitchen:${kitchenId}`,
      after: { eventId, note: act.note },
    });
    await this.sql.query(
      `INSERT INTO correction_review (event_id, kitchen_id, verdict, note, at, by_person, by_program)
       VALUES ($1, $2, $3, $4, now(), $5, $6)`,
      [eventId, kitchenId, act.verdict, act.note, by.personId, by.program],
    );
  }
}
