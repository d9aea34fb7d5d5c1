import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A gap says which figures it is about, so that a figure without a value names its own gaps only. They are derived:
 * every kitchen is marked to be derived again.
 */
export class GapsByTopic1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE contribution ALTER COLUMN gaps TYPE jsonb USING '[]'`);
    await runner.query(`UPDATE kitchen SET rederive = coalesce(rederive, 'method')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE contribution ALTER COLUMN gaps TYPE text[] USING '{}'`);
    await runner.query(`UPDATE kitchen SET rederive = coalesce(rederive, 'method')`);
  }
}
