import { PLANNED_ANEW } from '../connection.js';
import type { Sql } from '../engine.js';
import { rollupSql, type RollupTable } from '../rollup-sql.js';
import type { ChartedChannelRow } from './channels.js';
import { bindings } from './ledger-scope.js';

/** Start of the bucket in ms since the epoch, and what lies in it. */
export interface SeriesPoint {
  timeMs: number;
  mean: number;
  min: number;
  max: number;
  count: number;
}

interface Range {
  channelId: number;
  /** From, included. */
  from: Date;
  /** To, excluded. */
  to: Date;
}

/** A Monday, so that weeks begin on one; for shorter buckets any midnight gives the same. */
const ORIGIN = `timestamptz '2000-01-03 00:00:00+00'`;
const epochMs = (time: string): string => `(extract(epoch FROM ${time}) * 1000)::int8`;

/** Charts. The same SQL on TimescaleDB and on plain PostgreSQL: `date_bin`, never `time_bucket`. */
export class SeriesRepository {
  constructor(private readonly sql: Sql) {}

  /** Readings as they came, oldest first, at most `limit`, each with how long after it was read it came, ms. */
  raw(range: Range & { limit: number }): Promise<(SeriesPoint & { delayMs: number })[]> {
    return this.sql.query(
      `${PLANNED_ANEW}SELECT ${epochMs('device_time')} AS "timeMs", value AS mean, value AS min, value AS max, 1 AS count,
         ${epochMs('received_at - device_time')} AS "delayMs"
       FROM reading WHERE channel_id = $1 AND device_time >= $2 AND device_time < $3
       ORDER BY device_time LIMIT $4`,
      [range.channelId, range.from, range.to, range.limit],
    );
  }

  /**
   * Starts of the buckets with a reading that came later than `lateMs` after it was read, oldest first.
   * @param range.bucketSeconds how finely to tell, s
   */
  async late(range: Range & { bucketSeconds: number; lateMs: number }): Promise<number[]> {
    const bin = `date_bin(make_interval(secs => $4), device_time, ${ORIGIN})`;
    const rows = await this.sql.query<{ timeMs: number }[]>(
      `${PLANNED_ANEW}SELECT DISTINCT ${epochMs(bin)} AS "timeMs" FROM reading
       WHERE channel_id = $1 AND device_time >= $2 AND device_time < $3
         AND received_at > device_time + make_interval(secs => $5) ORDER BY 1`,
      [range.channelId, range.from, range.to, range.bucketSeconds, range.lateMs / 1_000],
    );
    return rows.map(({ timeMs }) => timeMs);
  }

  /**
   * Buckets that overlap the range, oldest first; empty ones are absent.
   * @param range.table the rollup to build on: its own bucket divides `bucketSeconds`
   * @param range.counter true: `mean` is what the register read at the end of the bucket; an average of a growing
   * register says nothing
   * @param range.upTo up to when the rollups were refreshed, read just before
   */
  buckets(
    range: Range & {
      table: RollupTable;
      bucketSeconds: number;
      counter: boolean;
      upTo: ChartedChannelRow['rollupsUpTo'];
    },
  ): Promise<SeriesPoint[]> {
    const mean = range.counter ? `(array_agg(last_value ORDER BY bucket DESC))[1]` : `sum(total) / sum(n)`;
    const bin = (time: string): string => `date_bin(make_interval(secs => $4), ${time}, ${ORIGIN})`;
    const { bind, values } = bindings();
    for (const value of [range.channelId, range.from, range.to, range.bucketSeconds]) bind(value);
    const { upTo } = range;
    const bound: Partial<Record<RollupTable, string>> = {};
    const source =
      upTo === null
        ? range.table
        : `(${rollupSql(range.table, (name) => (bound[name] ??= `${bind(upTo[name] ?? '-infinity')}::timestamptz`))}) rollup`;
    return this.sql.query(
      `${PLANNED_ANEW}SELECT ${epochMs(bin('bucket'))} AS "timeMs", ${mean} AS mean, min(low) AS min, max(high) AS max,
              sum(n)::int8 AS count
       FROM ${source} WHERE channel_id = $1 AND bucket >= ${bin('$2::timestamptz')} AND bucket < $3
       GROUP BY 1 ORDER BY 1`,
      values,
    );
  }
}
