import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that sign receipts. A public key stays for ever: a receipt may be shown years later. */
export class Receipts1764000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE receipt_key (
        id text PRIMARY KEY,
        public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
        private_key text,                 -- PKCS #8, PEM; null: it signs no more, or a setting holds it
        made_at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE receipt_key`);
  }
}
