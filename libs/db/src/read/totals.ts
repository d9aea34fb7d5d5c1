import { CANARY_ID, type Coverage } from '@bakeloop/contracts';
import { addAmounts, amountOf, totalsOf, type Amounts, type Totals } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { LedgerRepository } from './ledger.js';
import { EVER, grainRanges } from './ledger-scope.js';

/** Days are kitchen-local `YYYY-MM-DD`, both included; undefined is without that bound. */
export interface TotalsScope {
  kitchenId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export type TotalsBy = 'all' | 'day' | 'kitchen';
export interface TotalsRow {
  kitchenId: string | null;
  day: string | null;
  totals: Totals;
}
/** Of kitchens, what their pages show: a kitchen or a day without any is absent. */
export interface KitchenTotals {
  /** Of all time, by kitchen. */
  allTime: ReadonlyMap<string, Totals>;
  /** By kitchen and day: `ke-nbo-01 2026-03-02`. */
  ofDay: ReadonlyMap<string, Totals>;
}

/** The platform's numbers: totals of plain integers, never over rollups that a retention could drop. */
export class TotalsRepository {
  private readonly ledger: LedgerRepository;

  constructor(private readonly sql: Sql) {
    this.ledger = new LedgerRepository(sql);
  }

  /** Sums of a scope, in rows and over all of it, and how much of what there should be they rest on. */
  async read(
    scope: TotalsScope,
    by: TotalsBy,
  ): Promise<{ rows: TotalsRow[]; sum: Totals; coverage: Coverage }> {
    const [amounts, rows, kitchens] = await Promise.all([
      this.ledger.amounts(ledgerScope(scope), scope),
      by === 'all' ? null : this.rows(scope, by),
      this.kitchens(scope),
    ]);
    const sum = totalsOf(amounts);
    return {
      rows: rows ?? [{ kitchenId: null, day: null, totals: sum }],
      sum,
      coverage: { ...kitchens, ...coverageOf(amounts) },
    };
  }

  async rows(scope: TotalsScope, by: Exclude<TotalsBy, 'all'>): Promise<TotalsRow[]> {
    const sums = await (by === 'day' ? this.byDay(scope) : this.byKitchen(scope));
    return [...sums]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, amounts]) => ({
        kitchenId: by === 'kitchen' ? key : null,
        day: by === 'day' ? key : null,
        totals: totalsOf(amounts),
      }));
  }

  async sum(scope: TotalsScope = {}): Promise<Totals> {
    return totalsOf(await this.ledger.amounts(ledgerScope(scope), scope));
  }

  private async byDay(scope: TotalsScope): Promise<Map<string, Amounts>> {
    const rows = await this.sql.query<{ key: string; amounts: Amounts }[]>(
      `SELECT to_char(start, 'YYYY-MM-DD') AS key, amounts FROM total
       WHERE scope = $1 AND grain = 'day' AND ($2::date IS NULL OR start >= $2) AND ($3::date IS NULL OR start <= $3)
       UNION ALL
       SELECT to_char(day, 'YYYY-MM-DD'), amounts FROM posting
       WHERE $1 = 'portfolio' AND NOT folded AND ($2::date IS NULL OR day >= $2) AND ($3::date IS NULL OR day <= $3)`,
      [ledgerScope(scope), scope.from ?? null, scope.to ?? null],
    );
    return summed(rows);
  }

  private async byKitchen(scope: TotalsScope): Promise<Map<string, Amounts>> {
    const ranges = grainRanges(scope);
    const rows = await this.sql.query<{ key: string; amounts: Amounts }[]>(
      `SELECT k.id AS key, t.amounts FROM kitchen k
       CROSS JOIN unnest($2::text[], $3::date[], $4::date[]) AS p(grain, first, last)
       JOIN total t ON t.scope = 'kitchen:' || k.id AND t.grain = p.grain AND t.start BETWEEN p.first AND p.last
       WHERE $1::text IS NULL OR k.id = $1`,
      [
        scope.kitchenId ?? null,
        ranges.map(({ grain }) => grain),
        ranges.map(({ first }) => first),
        ranges.map(({ last }) => last),
      ],
    );
    return summed(rows);
  }

  /** Totals of all time, and of the days around an instant: wherever a kitchen is, its today is among them. */
  async ofKitchens(kitchenIds: readonly string[] | null, now: Date): Promise<KitchenTotals> {
    const rows = await this.sql.query<{ kitchenId: string; day: string | null; amounts: Amounts }[]>(
      `SELECT k.id AS "kitchenId", NULL AS day, t.amounts FROM kitchen k
       JOIN total t ON t.scope = 'kitchen:' || k.id AND t.grain = 'ever' AND t.start = $3
       WHERE $1::text[] IS NULL OR k.id = ANY($1)
       UNION ALL
       SELECT k.id, to_char(t.start, 'YYYY-MM-DD'), t.amounts FROM kitchen k
       JOIN total t ON t.scope = 'kitchen:' || k.id AND t.grain = 'day'
         AND t.start BETWEEN ($2::timestamptz AT TIME ZONE 'UTC')::date - 1
                         AND ($2::timestamptz AT TIME ZONE 'UTC')::date + 1
       WHERE $1::text[] IS NULL OR k.id = ANY($1)`,
      [kitchenIds, now, EVER],
    );
    const allTime = new Map<string, Totals>();
    const ofDay = new Map<string, Totals>();
    for (const { kitchenId, day, amounts } of rows)
      if (day === null) allTime.set(kitchenId, totalsOf(amounts));
      else ofDay.set(`${kitchenId} ${day}`, totalsOf(amounts));
    return { allTime, ofDay };
  }

  private async kitchens(scope: TotalsScope): Promise<Pick<Coverage, 'kitchens' | 'kitchensWithData'>> {
    const [row] = await this.sql.query<Pick<Coverage, 'kitchens' | 'kitchensWithData'>[]>(
      `SELECT count(*)::int AS kitchens, count(*) FILTER (WHERE EXISTS (
           SELECT FROM contribution c WHERE c.kitchen_id = k.id
             AND c.day BETWEEN coalesce($2::date, '-infinity') AND coalesce($3::date, 'infinity')))::int AS "kitchensWithData"
       FROM kitchen k WHERE ($1::text IS NULL OR k.id = $1) AND k.id <> $4`,
      [scope.kitchenId ?? null, scope.from ?? null, scope.to ?? null, CANARY_ID],
    );
    return row ?? { kitchens: 0, kitchensWithData: 0 };
  }
}

function coverageOf(amounts: Amounts): Omit<Coverage, 'kitchens' | 'kitchensWithData'> {
  const intakes = amountOf(amounts, 'intakeCount');
  return {
    batches: amountOf(amounts, 'batchCount'),
    batchesFinished: amountOf(amounts, 'batchFinishedCount'),
    batchesWithEnergy: amountOf(amounts, 'batchWithEnergyCount'),
    batchesFlagged: amountOf(amounts, 'batchFlaggedCount'),
    intakes,
    intakesWithMoisture: intakes - amountOf(amounts, 'intakeWithoutMoistureCount'),
  };
}

function ledgerScope({ kitchenId }: TotalsScope): string {
  return kitchenId === undefined ? 'portfolio' : `kitchen:${kitchenId}`;
}

function summed(rows: readonly { key: string; amounts: Amounts }[]): Map<string, Amounts> {
  const sums = new Map<string, Amounts>();
  for (const { key, amounts } of rows) {
    const known = sums.get(key);
    sums.set(key, known === undefined ? amounts : addAmounts(known, amounts));
  }
  return sums;
}
