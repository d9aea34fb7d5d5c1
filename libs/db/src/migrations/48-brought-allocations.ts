import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an allocation was called where it came from, if its serial was another one's here: so that it comes only once. */
export class BroughtAllocations1764000000048 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE allocation ADD former_serial text -- null: it is called as it always was`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE allocation DROP former_serial`);
  }
}
