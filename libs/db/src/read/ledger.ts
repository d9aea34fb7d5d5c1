import type { Amounts } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { exactTime } from './batches.js';
import {
  bindings,
  grainRanges,
  kitchensOf,
  rangesBy,
  readScope,
  withinSql,
  type LedgerPeriod,
  type LedgerScope,
} from './ledger-scope.js';

export interface LeafRow {
  kitchenId: string;
  /** `batch:<id>` or `event:<id>`. */
  subject: string;
  day: string;
  time: Date;
  productCode: string | null;
  /** Of `event:<id>`. */
  eventType: string | null;
  /** Only the quantities asked for. */
  amounts: Amounts;
  /** Magnitude of the first quantity asked for, over its dimensions: the order of the page. */
  size: number;
}

/** Where a page of leaves ends. */
export interface LeafPosition {
  size: number;
  kitchenId: string;
  subject: string;
  day: string;
}

export type PostingCause = 'event' | 'meters' | 'reference' | 'method' | 'place';
/** What one cause has changed in a day of what had been published. */
export interface RestatedRow {
  /** UTC, `YYYY-MM-DD`. */
  day: string;
  cause: PostingCause;
  /** Batches and entries that changed. */
  times: number;
  recycledGrams: number;
  goodGrams: number;
}
export interface ChangeRow {
  id: number;
  knownAt: Date;
  kitchenId: string;
  subject: string;
  day: string;
  productCode: string | null;
  cause: PostingCause;
  eventId: string | null;
  eventType: string | null;
  /** When it happened, as its device said. */
  eventTime: Date | null;
  eventReceivedAt: Date | null;
  /** The difference, only the quantities asked for. */
  amounts: Amounts;
  at: string;
}

/** Where a page of changes ends; `at` in full precision. */
export interface ChangePosition {
  at: string;
  id: number;
}

export interface LedgerCoverage {
  /** Packs of events; all time, since a lost pack tells no day. */
  events: { received: number; expected: number };
  /** Readings by the declared intervals, in the hours in which the kitchen reported at all; UTC days. */
  readings: { received: number; expected: number };
}

/** A period, and the instant as of whose knowledge it is told; undefined is now. */
export type KnownPeriod = LedgerPeriod & { knownOn?: Date | undefined };

/*
 * Amounts are summed as numeric, which has no largest number, and leave as JSON or float8, exact up to 2^53: one absurd
 * amount of an old contribution spoils its own figure only, not every read.
 */

/** Only the keys of `amounts` that the parameter (`quantity`, or `quantity:dimension`) names. */
const kept = (amounts: string, quantities: string): string =>
  `jsonb_each(${amounts}) AS e(key, value) WHERE e.key = ANY(${quantities}::text[]) OR split_part(e.key, ':', 1) = ANY(${quantities}::text[])`;

/**
 * Reads of the ledger. A scope is text as libs/contracts has it. What is known now comes from totals; what was known at
 * an instant is that, less every posting since. Scopes that kitchens share are exact at once: what is not folded into
 * their totals yet is added in the same statement.
 */
export class LedgerRepository {
  constructor(private readonly sql: Sql) {}

  /** Sums of a scope over a period. @throws RangeError for what is no scope */
  async amounts(scope: string, period: KnownPeriod = {}): Promise<Amounts> {
    return summed(await this.addends(scope, period));
  }

  /**
   * Sums of a scope by day, month or year of a period, each by its first day, oldest first: those that anything is known of.
   * @throws RangeError for what is no scope
   */
  async amountsBy(
    by: 'day' | 'month' | 'year',
    scope: string,
    period: KnownPeriod = {},
  ): Promise<{ start: string; amounts: Amounts }[]> {
    const byStart = new Map<string, Addend[]>();
    for (const addend of await this.addends(scope, period, by)) {
      const start = addend.start ?? '';
      const others = byStart.get(start);
      if (others) others.push(addend);
      else byStart.set(start, [addend]);
    }
    return [...byStart]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([start, addends]) => ({ start, amounts: summed(addends) }));
  }

  /**
   * What was restated since an instant, over all kitchens, newest day first: masses that changed because an entry was
   * corrected or voided, or because data, method or place behind them turned out to be others. What is new restates nothing.
   */
  restated(since: Date): Promise<RestatedRow[]> {
    return this.sql.query(
      `SELECT to_char(p.known_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, p.cause,
         count(DISTINCT (p.kitchen_id, p.subject))::int AS times,
         trunc(sum(coalesce((p.amounts->>'recycledMg')::numeric, 0)) / 1000)::float8 AS "recycledGrams",
         sum(coalesce((p.amounts->>'goodGrams')::numeric, 0))::float8 AS "goodGrams"
       FROM posting p
       -- Corrections are few: they are looked up once, and not for each posting.
       WHERE p.known_at >= $1 AND (p.amounts ? 'recycledMg' OR p.amounts ? 'goodGrams')
         AND (p.cause IN ('reference', 'method', 'place') OR p.event_id IN (SELECT id FROM event WHERE supersedes IS NOT NULL))
       GROUP BY 1, 2 ORDER BY 1 DESC, 2`,
      [since],
    );
  }

  /** @param by tells of each by which first day of such a grain it counts, too */
  private addends(scope: string, period: KnownPeriod, by?: 'day' | 'month' | 'year'): Promise<Addend[]> {
    const of = readScope(scope);
    const { bind, values } = bindings();
    const parts: string[] = [];
    const startOf = (day: string): string =>
      by === undefined ? '' : `, to_char(date_trunc('${by}', ${day}::timestamp), 'YYYY-MM-DD') AS start`;
    if (of.kind === 'batch')
      parts.push(
        `SELECT 1 AS sign, amounts${startOf('day')} FROM contribution WHERE ${withinSql(of, period, bind)}`,
      );
    else {
      const ranges = by === undefined ? grainRanges(period) : rangesBy(by, period);
      const scopes = totalScopes(of, scope);
      const [only] = scopes;
      // What is one is no array, and each range stands by itself: of arrays the server makes another plan each time, which
      // takes it longer than to sum.
      const isIn =
        ranges.length === 0 ? '' : scopes.length === 1 ? `= ${bind(only)}` : `= ANY(${bind(scopes)}::text[])`;
      for (const { grain, first, last } of ranges)
        parts.push(
          `SELECT 1 AS sign, amounts${startOf('start')} FROM total
           WHERE scope ${isIn} AND grain = '${grain}' AND start BETWEEN ${bind(first)}::date AND ${bind(last)}::date`,
        );
    }
    if (of.kind === 'portfolio' || of.kind === 'product')
      parts.push(
        `SELECT 1 AS sign, amounts${startOf('day')} FROM posting WHERE NOT folded AND ${withinSql(of, period, bind)}`,
      );
    if (period.knownOn)
      parts.push(
        `SELECT -1 AS sign, jsonb_object_agg(key, sum) AS amounts${by === undefined ? '' : ', start'} FROM (
           SELECT key, sum(value::numeric) AS sum${startOf('day')} FROM posting, jsonb_each(amounts)
           WHERE known_at > ${bind(period.knownOn)} AND ${withinSql(of, period, bind)}
           GROUP BY key${by === undefined ? '' : ', start'}) later
         ${by === undefined ? 'HAVING count(*) > 0' : 'GROUP BY start'}`,
      );
    // A period that ends before it begins.
    if (parts.length === 0) return Promise.resolve([]);
    return this.sql.query(parts.join(' UNION ALL '), values);
  }

  /** What the sums of `quantities` are made of, largest by the first of them first: the others have other units. */
  leaves(
    scope: string,
    period: KnownPeriod,
    quantities: readonly string[],
    { after, limit }: { after?: LeafPosition | undefined; limit: number },
  ): Promise<LeafRow[]> {
    const { bind, values } = bindings();
    const first = `${bind(quantities[0])}::text`;
    const size = after && bind(after.size);
    const beyond = after
      ? `AND (f.size < ${size}::float8 OR (f.size = ${size}::float8 AND (l.kitchen_id, l.subject, l.day) >
           (${bind(after.kitchenId)}::text, ${bind(after.subject)}::text, ${bind(after.day)}::date)))`
      : '';
    return this.sql.query(
      `WITH page AS (
         SELECT l.kitchen_id, l.subject, l.day, l.at, l.product_code, f.amounts, f.size
         FROM (${leafSql(scope, period, bind)}) l
         CROSS JOIN LATERAL (
           SELECT jsonb_object_agg(e.key, e.value) AS amounts,
             coalesce(sum(abs(e.value::numeric)) FILTER (WHERE ${first} IN (e.key, split_part(e.key, ':', 1))), 0)::float8 AS size
           FROM ${kept('l.amounts', bind(quantities))}) f
         WHERE f.amounts IS NOT NULL ${beyond}
         ORDER BY f.size DESC, l.kitchen_id, l.subject, l.day LIMIT ${bind(limit)})
       SELECT p.kitchen_id AS "kitchenId", p.subject, p.day::text AS day,
         coalesce(p.at, c.at, e.time, p.day::timestamptz) AS time, p.product_code AS "productCode",
         e.type AS "eventType", p.amounts, p.size
       FROM page p
       LEFT JOIN contribution c ON c.kitchen_id = p.kitchen_id AND c.subject = p.subject
       LEFT JOIN event e ON e.id = CASE WHEN p.subject LIKE 'event:%' THEN substr(p.subject, 7)::uuid END
       ORDER BY p.size DESC, p.kitchen_id, p.subject, p.day`,
      values,
    );
  }

  /** How many leaves there are, and what all of them add up to: the sums of the scope. */
  async leafSum(
    scope: string,
    period: KnownPeriod,
    quantities: readonly string[],
  ): Promise<{ leaves: number; sum: Amounts }> {
    const { bind, values } = bindings();
    const rows = await this.sql.query<{ key: string; sum: number; leaves: number }[]>(
      `WITH part AS (
         SELECT l.kitchen_id, l.subject, l.day, f.key, f.value::numeric AS value
         FROM (${leafSql(scope, period, bind)}) l
         CROSS JOIN LATERAL (SELECT e.key, e.value FROM ${kept('l.amounts', bind(quantities))}) f)
       SELECT key, sum(value)::float8 AS sum,
         (SELECT count(*) FROM (SELECT DISTINCT kitchen_id, subject, day FROM part) one)::int AS leaves
       FROM part GROUP BY key ORDER BY key COLLATE "C"`,
      values,
    );
    const sum: Record<string, number> = {};
    for (const row of rows) if (row.sum !== 0) sum[row.key] = row.sum;
    return { leaves: rows[0]?.leaves ?? 0, sum };
  }

  /** Why the sums of `quantities` changed after `since`, up to `until`: the postings, newest first. */
  changes(
    scope: string,
    period: LedgerPeriod,
    { since, until }: { since: Date; until: Date },
    quantities: readonly string[],
    { after, limit }: { after?: ChangePosition | undefined; limit: number },
  ): Promise<ChangeRow[]> {
    const { bind, values } = bindings();
    const beyond = after
      ? `AND (q.known_at, q.id) < (${bind(after.at)}::timestamptz, ${bind(after.id)}::int8)`
      : '';
    return this.sql.query(
      `SELECT p.id, p.known_at AS "knownAt", p.kitchen_id AS "kitchenId", p.subject, p.day::text AS day,
         p.product_code AS "productCode", p.cause, p.event_id AS "eventId", e.type AS "eventType", e.time AS "eventTime",
         e.received_at AS "eventReceivedAt", p.kept AS amounts, ${exactTime('p.known_at')} AS at
       FROM (
         SELECT q.*, f.kept FROM posting q CROSS JOIN LATERAL (
           SELECT jsonb_object_agg(e.key, e.value) AS kept FROM ${kept('q.amounts', bind(quantities))}) f
         WHERE q.known_at > ${bind(since)} AND q.known_at <= ${bind(until)} AND f.kept IS NOT NULL
           AND ${withinSql(readScope(scope), period, bind)} ${beyond}
         ORDER BY q.known_at DESC, q.id DESC LIMIT ${bind(limit)}) p
       LEFT JOIN event e ON e.id = p.event_id
       ORDER BY p.known_at DESC, p.id DESC`,
      values,
    );
  }

  /**
   * Distinct suppliers (a pseudonym is one kitchen's) with a delivery in the 30 days up to `to`; null for a scope that no
   * supplier belongs to.
   */
  async activeSuppliers(scope: string, to: string): Promise<number | null> {
    const of = readScope(scope);
    if (!hasSuppliers(of)) return null;
    const [row] = await this.sql.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM (SELECT DISTINCT kitchen_id, supplier FROM supplier_day
       WHERE ($1::text[] IS NULL OR kitchen_id = ANY($1)) AND day BETWEEN $2::date - 29 AND $2::date) supplier`,
      [kitchensOf(of), to],
    );
    return row?.n ?? 0;
  }

  /**
   * Whether suppliers with a delivery in the period are few: how many distinct ones there are, as known now, counted up to
   * `most` (all of them over years would take a second). Null for a scope that no supplier belongs to.
   */
  async suppliersUpTo(
    most: number,
    scope: string,
    { from, to }: Pick<LedgerPeriod, 'from' | 'to'>,
  ): Promise<number | null> {
    const of = readScope(scope);
    if (!hasSuppliers(of)) return null;
    const [row] = await this.sql.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM (SELECT DISTINCT kitchen_id, supplier FROM supplier_day
       WHERE ($1::text[] IS NULL OR kitchen_id = ANY($1)) AND ($2::date IS NULL OR day >= $2)
         AND ($3::date IS NULL OR day <= $3) LIMIT $4) supplier`,
      [kitchensOf(of), from ?? null, to ?? null, most],
    );
    return row?.n ?? 0;
  }

  /** What came of what should have come; of a product: of all kitchens, of a machine or batch: of its kitchen. */
  async coverage(scope: string, period: LedgerPeriod): Promise<LedgerCoverage> {
    const kitchenIds = kitchensOf(readScope(scope));
    const [row] = await this.sql.query<
      { packs: number; packsExpected: number; readings: number; readingsExpected: number }[]
    >(
      // P1: packs count from 1 in every session, so what is missing below the highest is on its way or lost.
      `SELECT * FROM (
         SELECT coalesce(sum(event_packs), 0)::int8 AS packs, coalesce(sum(event_packs_expected), 0)::int8 AS "packsExpected"
         FROM kitchen WHERE $1::text[] IS NULL OR id = ANY($1)) packs,
       (SELECT coalesce(sum(received), 0)::int8 AS readings, coalesce(sum(expected), 0)::int8 AS "readingsExpected"
        FROM reading_day WHERE scope = ANY($4::text[])
          AND ($2::date IS NULL OR day >= $2) AND ($3::date IS NULL OR day <= $3)) readings`,
      [
        kitchenIds,
        period.from ?? null,
        period.to ?? null,
        kitchenIds?.map((id) => `kitchen:${id}`) ?? ['portfolio'],
      ],
    );
    return {
      events: { received: row?.packs ?? 0, expected: row?.packsExpected ?? 0 },
      readings: { received: row?.readings ?? 0, expected: row?.readingsExpected ?? 0 },
    };
  }
}

/** What is added to a sum, or taken from it. */
interface Addend {
  sign: 1 | -1;
  amounts: Amounts;
  /** First day of the day, month or year that it is of, where that was asked for. */
  start?: string;
}

function summed(addends: readonly Addend[]): Amounts {
  const sums = new Map<string, number>();
  for (const { sign, amounts } of addends)
    for (const [key, amount] of Object.entries(amounts)) sums.set(key, (sums.get(key) ?? 0) + sign * amount);
  return Object.fromEntries(
    [...sums].filter(([, sum]) => sum !== 0).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** The scopes of `total` that one is the sum of. */
function totalScopes(of: LedgerScope, scope: string): string[] {
  return of.kind === 'kitchens' ? [...new Set(of.kitchenIds)].map((id) => `kitchen:${id}`) : [scope];
}

const hasSuppliers = ({ kind }: LedgerScope): boolean =>
  kind === 'portfolio' || kind === 'kitchen' || kind === 'kitchens';

/** Contributions of a scope and period, or what they were when `knownOn` was now: the sums of the postings until then. */
function leafSql(scope: string, period: KnownPeriod, bind: (value: unknown) => string): string {
  const within = withinSql(readScope(scope), period, bind);
  if (!period.knownOn)
    return `SELECT kitchen_id, subject, day, at, product_code, amounts FROM contribution WHERE ${within}`;
  return `SELECT kitchen_id, subject, day, NULL::timestamptz AS at, product_code, jsonb_object_agg(key, sum) AS amounts
    FROM (SELECT kitchen_id, subject, day, product_code, key, sum(value::numeric) AS sum
      FROM posting, jsonb_each(amounts) WHERE known_at <= ${bind(period.knownOn)} AND ${within}
      GROUP BY kitchen_id, subject, day, product_code, machine, key HAVING sum(value::numeric) <> 0) known
    GROUP BY kitchen_id, subject, day, product_code`;
}
