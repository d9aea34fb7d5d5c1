import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';

const FROM_RAW = (bucket: string, first: string, last: string): string => `
  SELECT channel_id, ${bucket} AS bucket, count(*) AS n, sum(value) AS total, min(value) AS low, max(value) AS high,
         ${first} AS first_value, ${last} AS last_value
  FROM reading GROUP BY channel_id, 2`;

const FROM_FINER = (bucket: string, finer: string): string => `
  SELECT channel_id, ${bucket} AS bucket, sum(n)::int8 AS n, sum(total) AS total, min(low) AS low, max(high) AS high,
         first(first_value, bucket) AS first_value, last(last_value, bucket) AS last_value
  FROM ${finer} GROUP BY channel_id, 2`;

/**
 * Readings by minute, hour and UTC day, for charts. Continuous aggregates that also show what is not yet materialized;
 * views of the same name and columns where the server is plain PostgreSQL. Bakeloop refreshes them itself
 * (libs/db/src/rollups.ts), so no background worker is needed and no policy is added here.
 */
export class Rollups1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const engine = await detectEngine(runner);
    if (engine.kind === 'timescaledb') {
      const create = (name: string, select: string): Promise<unknown> =>
        runner.query(
          `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS ${select} WITH NO DATA`,
        );
      const first = 'first(value, device_time)';
      const last = 'last(value, device_time)';
      await create('reading_1m', FROM_RAW(`time_bucket('1 minute', device_time)`, first, last));
      await create('reading_1h', FROM_FINER(`time_bucket('1 hour', bucket)`, 'reading_1m'));
      await create('reading_1d', FROM_FINER(`time_bucket('1 day', bucket)`, 'reading_1h'));
    } else {
      const first = '(array_agg(value ORDER BY device_time))[1]';
      const last = '(array_agg(value ORDER BY device_time DESC))[1]';
      for (const [name, width] of [
        ['reading_1m', '1 minute'],
        ['reading_1h', '1 hour'],
        ['reading_1d', '1 day'],
      ] as const)
        await runner.query(
          `CREATE VIEW ${name} AS ${FROM_RAW(`date_bin('${width}', device_time, '2000-01-01Z')`, first, last)}`,
        );
    }
    await runner.query(`
      CREATE TABLE rollup_mark (
        hour timestamptz PRIMARY KEY,                -- an hour that has readings the rollups may not show yet (S9)
        fresh boolean NOT NULL DEFAULT true,         -- readings arrived since its last refresh
        whole boolean NOT NULL DEFAULT false         -- refreshed after the hour was over
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const engine = await detectEngine(runner);
    const kind = engine.kind === 'timescaledb' ? 'MATERIALIZED VIEW' : 'VIEW';
    await runner.query(`DROP TABLE rollup_mark`);
    for (const name of ['reading_1d', 'reading_1h', 'reading_1m']) await runner.query(`DROP ${kind} ${name}`);
  }
}
