import type { Sql } from '@bakeloop/db';

const WIDTHS = [
  ['reading_1m', '1 minute'],
  ['reading_1h', '1 hour'],
  ['reading_1d', '1 day'],
] as const;

/** Buckets of all rollups that are not what the readings of these kitchens say, in any of what they hold. */
export async function wrongBuckets(sql: Sql, kitchenIds: readonly string[]): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const [name, width] of WIDTHS)
    wrong.push(
      ...(await sql.query<unknown[]>(
        `WITH mine AS (SELECT id FROM channel WHERE kitchen_id = ANY($1))
         SELECT '${name}' AS rollup, * FROM (
           SELECT channel_id, date_bin('${width}', device_time, '2000-01-01Z') AS bucket, count(*) AS n, sum(value) AS total,
             min(value) AS low, max(value) AS high, (array_agg(value ORDER BY device_time))[1] AS first_value,
             (array_agg(value ORDER BY device_time DESC))[1] AS last_value
           FROM reading WHERE channel_id IN (SELECT id FROM mine) GROUP BY 1, 2) raw
         FULL JOIN (SELECT * FROM ${name} WHERE channel_id IN (SELECT id FROM mine)) kept USING (channel_id, bucket)
         WHERE (raw.n, raw.low, raw.high, raw.first_value, raw.last_value)
             IS DISTINCT FROM (kept.n, kept.low, kept.high, kept.first_value, kept.last_value)
           OR abs(raw.total - kept.total) > 1e-6`,
        [kitchenIds],
      )),
    );
  return wrong;
}
