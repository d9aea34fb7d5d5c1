import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was held back or turned away of kitchens that send more than they may, and room kept among the dead letters. */
export class Limits1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tally
        ADD slowed bigint NOT NULL DEFAULT 0,          -- messages whose acknowledgement was held back
        ADD slowed_at timestamptz,                     -- the newest of them
        ADD turned_away bigint NOT NULL DEFAULT 0,     -- messages that were not read
        ADD turned_away_at timestamptz`);
    await runner.query(
      `CREATE INDEX dead_letter_room ON dead_letter (reason, coalesce(kitchen_id, '')) WHERE state = 'open'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX dead_letter_room`);
    await runner.query(
      `ALTER TABLE tally DROP slowed, DROP slowed_at, DROP turned_away, DROP turned_away_at`,
    );
  }
}
