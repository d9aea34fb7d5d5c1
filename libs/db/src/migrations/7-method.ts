import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The version of the method that the ledger was derived with; another one has every kitchen derived again. */
export class Method1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE method (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version text NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE method`);
  }
}
