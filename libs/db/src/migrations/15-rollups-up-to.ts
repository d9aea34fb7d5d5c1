import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';
import { rollupSql } from '../rollup-sql.js';

const ROLLUPS = [
  { name: 'reading_1m', width: '1 minute' },
  { name: 'reading_1h', width: '1 hour' },
  { name: 'reading_1d', width: '1 day' },
] as const;

/**
 * The continuous aggregates hold what was refreshed and nothing else, and views of their old names add what is newer. A
 * continuous aggregate that adds it by itself asks for its watermark row by row when another one is made of it: an hour of
 * 1,500 channels took 50 s to refresh, and takes a tenth of one. Where each ends is kept by us (`rollup_up_to`).
 */
export class RollupsUpTo1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Empty on plain PostgreSQL, whose rollups are views of the readings.
    await runner.query(`
      CREATE TABLE rollup_up_to (
        name text PRIMARY KEY,
        up_to timestamptz NOT NULL                   -- what is older was refreshed, or is marked in rollup_mark
      )`);
    if ((await detectEngine(runner)).kind !== 'timescaledb') return;
    for (const { name, width } of ROLLUPS) {
      await runner.query(`ALTER MATERIALIZED VIEW ${name} SET (timescaledb.materialized_only = true)`);
      await runner.query(`ALTER MATERIALIZED VIEW ${name} RENAME TO ${name}_kept`);
      await runner.query(
        `INSERT INTO rollup_up_to
         SELECT $1, coalesce(max(bucket) + $2::interval, '-infinity') FROM ${name}_kept`,
        [name, width],
      );
    }
    for (const { name } of ROLLUPS)
      await runner.query(
        `CREATE VIEW ${name} AS ${rollupSql(name, (rollup) => `(SELECT up_to FROM rollup_up_to WHERE name = '${rollup}')`)}`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    if ((await detectEngine(runner)).kind === 'timescaledb') {
      for (const { name } of ROLLUPS) await runner.query(`DROP VIEW ${name}`);
      for (const { name } of ROLLUPS) {
        await runner.query(`ALTER MATERIALIZED VIEW ${name}_kept RENAME TO ${name}`);
        await runner.query(`ALTER MATERIALIZED VIEW ${name} SET (timescaledb.materialized_only = false)`);
      }
    }
    await runner.query(`DROP TABLE rollup_up_to`);
  }
}
