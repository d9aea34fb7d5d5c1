import type { StageSpan } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

/** A batch never runs longer than that: one that nobody ended would take its machine for ever. Also what energy is bound to. */
const LONGEST_BATCH = `interval '2 days'`;

/** Running time of finished batches from `b`, ms: added up as intervals, since to make a number of each takes longer. @param filter of an aggregate */
const runMs = (filter = ''): string =>
  `(extract(epoch FROM coalesce(
     sum(least(greatest(b.finished_at - b.started_at, interval '0'), ${LONGEST_BATCH})) ${filter}, interval '0')) * 1000)::int8`;

export interface ScheduledRow {
  batchId: string;
  status: 'running' | 'finished' | 'incomplete';
  machine: string | null;
  productCode: string | null;
  recipeId: string | null;
  recipeVersion: number | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  feedGrams: number;
  goodGrams: number;
  flagged: boolean;
  stages: StageSpan[];
  /** In full precision: where a page of them ends. */
  sortTime: string;
}

export interface UpkeepRow {
  task: string;
  count: number;
  lastAt: Date;
  runMsSince: number;
}

export interface ComparedRow {
  key: string | null;
  batchCount: number;
  flaggedCount: number;
  runMs: number;
  feedGrams: number;
  goodGrams: number;
  unaccountedGrams: number;
  /** Null where no batch has a meter. */
  energyWh: number | null;
  goodGramsWithEnergy: number;
  runMsWithEnergy: number;
}

const COMPARED = { kitchen: 'b.kitchen_id', recipe: 'b.recipe_id', product: 'b.product_code' } as const;

/** What kitchens and machines did over time, from their batches. */
export class WorkRepository {
  constructor(private readonly sql: Sql) {}

  /**
   * Batches that touch a time, by start. One that began more than a week before it is not looked for.
   * @param o.machine only those that ran on it, in part too
   */
  schedule(
    kitchenId: string,
    o: {
      from: Date;
      to: Date;
      machine?: string | undefined;
      after?: Pick<ScheduledRow, 'sortTime' | 'batchId'>;
      limit: number;
    },
  ): Promise<ScheduledRow[]> {
    return this.sql.query(
      `SELECT b.batch_id AS "batchId", b.status, s.machine, b.product_code AS "productCode",
         b.recipe_id AS "recipeId", s."recipeVersion", b.started_at AS "startedAt", b.finished_at AS "finishedAt",
         coalesce(b.feed_grams, 0) AS "feedGrams", coalesce(b.good_grams, 0) AS "goodGrams", b.flagged, s.stages,
         b.sort_time::text AS "sortTime"
       FROM batch b
       -- A state is stored compressed: it is unpacked once, not for each that is taken out of it.
       CROSS JOIN LATERAL jsonb_to_record(b.state) AS s(machine text, "recipeVersion" float8, stages jsonb)
       WHERE b.kitchen_id = $1 AND b.sort_time < $3 AND b.sort_time > $2::timestamptz - interval '7 days'
         AND (b.status = 'running' OR coalesce(b.finished_at, b.sort_time) >= $2)
         AND ($4::text IS NULL OR b.machines @> ARRAY[$4])
         AND ($5::timestamptz IS NULL OR (b.sort_time, b.batch_id) > ($5, $6::text))
       ORDER BY b.sort_time, b.batch_id LIMIT $7`,
      [
        kitchenId,
        o.from,
        o.to,
        o.machine ?? null,
        o.after?.sortTime ?? null,
        o.after?.batchId ?? null,
        o.limit,
      ],
    );
  }

  /** How many finished batches a machine had, and for how long they ran on it. */
  async running(kitchenId: string, machine: string): Promise<{ batchCount: number; runMs: number }> {
    const [row] = await this.sql.query<{ batchCount: number; runMs: number }[]>(
      `SELECT count(*)::int AS "batchCount", ${runMs()} AS "runMs"
       FROM batch b WHERE b.kitchen_id = $1 AND b.machines @> ARRAY[$2::text] AND b.status = 'finished'`,
      [kitchenId, machine],
    );
    return row ?? { batchCount: 0, runMs: 0 };
  }

  /** Each task of upkeep that was logged of a machine and neither corrected nor voided, and the running time since. */
  upkeep(kitchenId: string, machine: string): Promise<UpkeepRow[]> {
    return this.sql.query(
      `SELECT t.*, (SELECT ${runMs()} FROM batch b
         WHERE b.kitchen_id = $1 AND b.machines @> ARRAY[$2::text] AND b.status = 'finished'
           AND b.finished_at > t."lastAt") AS "runMsSince"
       FROM (SELECT e.body #>> '{data,task}' AS task, count(*)::int AS count, max(e.time) AS "lastAt"
             FROM event e
             WHERE e.kitchen_id = $1 AND e.type = 'maintenance.recorded' AND e.body #>> '{data,machine}' = $2
               AND NOT EXISTS (SELECT FROM event s WHERE s.supersedes = e.id AND s.kitchen_id = $1)
             GROUP BY 1) AS t
       ORDER BY t."lastAt", t.task`,
      [kitchenId, machine],
    );
  }

  /** Ids of events that are maintenance of a machine, newest first. */
  async maintenanceIds(kitchenId: string, machine: string, limit: number): Promise<string[]> {
    const rows = await this.sql.query<{ id: string }[]>(
      `SELECT id FROM event
       WHERE kitchen_id = $1 AND type = 'maintenance.recorded' AND body #>> '{data,machine}' = $2
       ORDER BY time DESC, id LIMIT $3`,
      [kitchenId, machine, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** The newest batches that name a machine. */
  async batchIdsOf(kitchenId: string, machine: string, limit: number): Promise<string[]> {
    const rows = await this.sql.query<{ id: string }[]>(
      `SELECT batch_id AS id FROM batch WHERE kitchen_id = $1 AND machines @> ARRAY[$2::text]
       ORDER BY sort_time DESC, batch_id LIMIT $3`,
      [kitchenId, machine, limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Sums of finished batches, by the day of their finish where the kitchen is; both days included.
   * @param filter.kitchenIds null: of all
   */
  compare(
    by: keyof typeof COMPARED,
    filter: { kitchenIds: readonly string[] | null; from: string; to: string },
  ): Promise<ComparedRow[]> {
    const withEnergy = 'FILTER (WHERE b.energy_wh IS NOT NULL)';
    return this.sql.query(
      `SELECT ${COMPARED[by]} AS key, count(*)::int AS "batchCount",
         (count(*) FILTER (WHERE b.flagged))::int AS "flaggedCount", ${runMs()} AS "runMs",
         coalesce(sum(b.feed_grams), 0)::int8 AS "feedGrams", coalesce(sum(b.good_grams), 0)::int8 AS "goodGrams",
         coalesce(sum(b.unaccounted_grams), 0)::int8 AS "unaccountedGrams", sum(b.energy_wh)::int8 AS "energyWh",
         coalesce(sum(b.good_grams) ${withEnergy}, 0)::int8 AS "goodGramsWithEnergy",
         ${runMs(withEnergy)} AS "runMsWithEnergy"
       FROM kitchen k JOIN batch b ON b.kitchen_id = k.id AND b.status = 'finished'
         AND b.finished_at >= $2::date::timestamp AT TIME ZONE k.time_zone
         AND b.finished_at < ($3::date + 1)::timestamp AT TIME ZONE k.time_zone
       WHERE $1::text[] IS NULL OR k.id = ANY($1)
       GROUP BY 1 ORDER BY sum(b.good_grams) DESC NULLS LAST, 1`,
      [filter.kitchenIds, filter.from, filter.to],
    );
  }
}
