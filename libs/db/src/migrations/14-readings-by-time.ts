import type { MigrationInterface, QueryRunner } from 'typeorm';
import { detectEngine } from '../engine.js';

/**
 * The rollups of the last minutes are made of the readings of the last minutes: without an index by time of a whole day of
 * them, every ten seconds. A block range index costs an insert next to nothing.
 */
export class ReadingsByTime1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if ((await detectEngine(runner)).kind === 'timescaledb')
      await runner.query(
        `CREATE INDEX reading_time ON reading USING brin (device_time) WITH (pages_per_range = 32, autosummarize = on)`,
      );
    else await runner.query(`ALTER INDEX reading_time SET (pages_per_range = 32, autosummarize = on)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    if ((await detectEngine(runner)).kind === 'timescaledb') await runner.query(`DROP INDEX reading_time`);
    else await runner.query(`ALTER INDEX reading_time RESET (pages_per_range, autosummarize)`);
  }
}
