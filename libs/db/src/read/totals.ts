import type { Coverage } from '@bakeloop/contracts';
import type { Totals } from '@bakeloop/domain';
import type { Sql } from '../engine.js';
import { SUM_OF_TOTALS } from '../total-columns.js';

/** Days are kitchen-local `YYYY-MM-DD`, both included; undefined is without that bound. */
export interface TotalsScope {
  kitchenId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export type TotalsBy = 'all' | 'day' | 'kitchen';
export type TotalsRow = { kitchenId: string | null; day: string | null } & Totals;

const IN_SCOPE = `($1::text IS NULL OR kitchen_id = $1) AND ($2::date IS NULL OR day >= $2) AND ($3::date IS NULL OR day <= $3)`;

const GROUPS: Record<TotalsBy, { key: string; rest: string }> = {
  all: { key: `NULL::text AS "kitchenId", NULL::text AS day`, rest: '' },
  day: { key: `NULL::text AS "kitchenId", day::text AS day`, rest: 'GROUP BY day ORDER BY day' },
  kitchen: {
    key: `kitchen_id AS "kitchenId", NULL::text AS day`,
    rest: 'GROUP BY kitchen_id ORDER BY kitchen_id',
  },
};

/** The platform's numbers: sums over plain tables of integers, never over rollups that a retention could drop. */
export class TotalsRepository {
  constructor(private readonly sql: Sql) {}

  rows(scope: TotalsScope, by: TotalsBy): Promise<TotalsRow[]> {
    const { key, rest } = GROUPS[by];
    return this.sql.query(
      `SELECT ${key}, ${SUM_OF_TOTALS} FROM total_day WHERE ${IN_SCOPE} ${rest}`,
      bounds(scope),
    );
  }

  async sum(scope: TotalsScope = {}): Promise<Totals> {
    const [row] = await this.sql.query<Totals[]>(
      `SELECT ${SUM_OF_TOTALS} FROM total_day WHERE ${IN_SCOPE}`,
      bounds(scope),
    );
    if (!row) throw new Error('a sum without GROUP BY gave no row');
    return row;
  }

  /** Totals of all time by kitchen; a kitchen without any is absent. */
  allTime(kitchenIds: readonly string[] | null): Promise<(Totals & { kitchenId: string })[]> {
    return this.sql.query(
      `SELECT kitchen_id AS "kitchenId", ${SUM_OF_TOTALS} FROM total_day
       WHERE $1::text[] IS NULL OR kitchen_id = ANY($1) GROUP BY kitchen_id`,
      [kitchenIds],
    );
  }

  /** Totals of the days around an instant by kitchen: wherever a kitchen is, its today is among them. */
  aroundToday(
    kitchenIds: readonly string[] | null,
    now: Date,
  ): Promise<(Totals & { kitchenId: string; day: string })[]> {
    return this.sql.query(
      `SELECT kitchen_id AS "kitchenId", day::text AS day, ${SUM_OF_TOTALS} FROM total_day
       WHERE ($1::text[] IS NULL OR kitchen_id = ANY($1))
         AND day BETWEEN ($2::timestamptz AT TIME ZONE 'UTC')::date - 1
                     AND ($2::timestamptz AT TIME ZONE 'UTC')::date + 1
       GROUP BY kitchen_id, day`,
      [kitchenIds, now],
    );
  }

  async coverage(scope: TotalsScope): Promise<Coverage> {
    const [row] = await this.sql.query<Coverage[]>(
      `WITH inside AS (SELECT * FROM total_day WHERE ${IN_SCOPE})
       SELECT (SELECT count(*)::int FROM kitchen WHERE $1::text IS NULL OR id = $1) AS kitchens,
              (SELECT count(DISTINCT kitchen_id)::int FROM inside
               WHERE intake_count > 0 OR batch_count > 0) AS "kitchensWithData",
              coalesce(sum(batch_count), 0)::int8 AS batches,
              coalesce(sum(batch_finished_count), 0)::int8 AS "batchesFinished",
              (SELECT count(*)::int FROM contribution c
               JOIN batch b ON b.kitchen_id = c.kitchen_id AND c.subject = 'batch:' || b.batch_id
               WHERE b.energy_wh IS NOT NULL AND ${IN_SCOPE.replace('kitchen_id =', 'c.kitchen_id =')}) AS "batchesWithEnergy",
              coalesce(sum(batch_flagged_count), 0)::int8 AS "batchesFlagged",
              coalesce(sum(intake_count), 0)::int8 AS intakes,
              coalesce(sum(intake_count - intake_without_moisture_count), 0)::int8 AS "intakesWithMoisture"
       FROM inside`,
      bounds(scope),
    );
    if (!row) throw new Error('a sum without GROUP BY gave no row');
    return row;
  }
}

function bounds(scope: TotalsScope): (string | null)[] {
  return [scope.kitchenId ?? null, scope.from ?? null, scope.to ?? null];
}
