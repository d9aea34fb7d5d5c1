export type RollupTable = 'reading_1m' | 'reading_1h' | 'reading_1d';

const COLUMNS = 'channel_id, bucket, n, total, low, high, first_value, last_value';

/**
 * A rollup on TimescaleDB with what is newer than its last refresh: what was refreshed is in `<rollup>_kept`, the rest is
 * made of the next finer one, and at last of readings. The views of migration 15 are made of it: a change here needs
 * another one.
 * @param upTo SQL of the instant up to which a rollup was refreshed. A literal lets the planner leave out all chunks
 * before it, of which a year has hundreds; a subquery is asked once, when the query runs.
 */
export function rollupSql(rollup: RollupTable, upTo: (rollup: RollupTable) => string): string {
  const newer = {
    reading_1m: () => `
      SELECT channel_id, time_bucket('1 minute', device_time), count(*), sum(value), min(value), max(value),
        first(value, device_time), last(value, device_time)
      FROM reading WHERE device_time >= ${upTo('reading_1m')} GROUP BY 1, 2`,
    reading_1h: () => coarser('1 hour', 'reading_1m'),
    reading_1d: () => coarser('1 day', 'reading_1h'),
  };
  const coarser = (width: string, finer: RollupTable): string => `
      SELECT channel_id, time_bucket('${width}', bucket), sum(n)::int8, sum(total), min(low), max(high),
        first(first_value, bucket), last(last_value, bucket)
      FROM (${rollupSql(finer, upTo)}) finer WHERE bucket >= ${upTo(rollup)} GROUP BY 1, 2`;
  return `SELECT ${COLUMNS} FROM ${rollup}_kept WHERE bucket < ${upTo(rollup)} UNION ALL ${newer[rollup]()}`;
}
