import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Phones that several people log on: tokens that end with a lost phone, and who sent what another had logged. */
export class SharedPhones1764000000035 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Kept on a phone, behind a PIN.
    await runner.query(`ALTER TABLE api_token ADD COLUMN phone boolean NOT NULL DEFAULT false`);
    // Null: the author sent it.
    await runner.query(`ALTER TABLE event_author ADD COLUMN sent_by uuid REFERENCES person`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE event_author DROP COLUMN sent_by`);
    await runner.query(`ALTER TABLE api_token DROP COLUMN phone`);
  }
}
