import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What came in and what became of it, counted in the transaction that settles it: so it holds at every moment, for all
 * ingests together, and whatever is killed.
 */
export class Tally1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tally (
        kitchen_id text PRIMARY KEY,                   -- '' for what came from no known kitchen
        received bigint NOT NULL,                      -- readings, events, and messages refused whole
        stored bigint NOT NULL,
        duplicate bigint NOT NULL,
        dead_lettered bigint NOT NULL
      ) WITH (fillfactor = 50)                         -- each commit moves rows, which so stay on their page`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE tally`);
  }
}
