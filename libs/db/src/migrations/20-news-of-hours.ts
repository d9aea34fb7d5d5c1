import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often an hour had news: it stays due until a refresh that began after the last of them is done. */
export class NewsOfHours1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE rollup_mark ADD COLUMN news bigint NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE rollup_mark DROP COLUMN news`);
  }
}
