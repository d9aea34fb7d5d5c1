import type { Amounts, Gap, Quantity } from '@bakeloop/domain';
import type { Sql } from '../engine.js';

/** The quantities that tell how well a finished batch adds up; none of them has a dimension. */
const CLOSURE = [
  'finishedFeedGrams',
  'unaccountedGrams',
  'closureVarianceG2',
  'closureScaleErrorMg',
] as const satisfies readonly Quantity[];
export type ClosureRow = { batchId: string } & Record<(typeof CLOSURE)[number], number>;

/** What single batches add to the totals. */
export class ContributionRepository {
  constructor(private readonly sql: Sql) {}

  /** @returns null for a batch that adds nothing or does not exist */
  async ofBatch(kitchenId: string, batchId: string): Promise<{ amounts: Amounts; gaps: Gap[] } | null> {
    const [row] = await this.sql.query<{ amounts: Amounts; gaps: Gap[] }[]>(
      `SELECT amounts, gaps FROM contribution WHERE kitchen_id = $1 AND subject = 'batch:' || $2::text`,
      [kitchenId, batchId],
    );
    return row ?? null;
  }

  /** The last batches of a kitchen that finished since a scale was last calibrated, oldest first. A calibration that was
   *  corrected or voided contributes nothing, and is none. */
  finishedSinceCalibration(kitchenId: string, limit: number): Promise<ClosureRow[]> {
    return this.sql.query(
      `SELECT newest."batchId", ${CLOSURE.map((key) => `coalesce(a."${key}", 0) AS "${key}"`).join(', ')} FROM (
         SELECT substr(subject, 7) AS "batchId", amounts, day, at FROM contribution
         WHERE kitchen_id = $1 AND subject LIKE 'batch:%' AND amounts ? 'finishedFeedGrams'
           AND at > coalesce((
             SELECT max(time) FROM event e WHERE kitchen_id = $1 AND type = 'scale.calibrated'
               AND EXISTS (SELECT FROM contribution WHERE kitchen_id = $1 AND subject = 'event:' || e.id::text)), '-infinity')
         ORDER BY day DESC, at DESC, subject DESC LIMIT $2) newest
       -- Of some hundred quantities: out of the whole once, and no other is sent.
       CROSS JOIN LATERAL jsonb_to_record(newest.amounts) AS a(${CLOSURE.map((key) => `"${key}" float8`).join(', ')})
       ORDER BY newest.day, newest.at, newest."batchId"`,
      [kitchenId, limit],
    );
  }
}
