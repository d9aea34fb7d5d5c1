import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When somebody last proved in a session who they are, and of whom a second factor is asked. */
export class Proofs1764000000057 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE session ADD COLUMN proved_at timestamptz -- null: before that was noted`);
    await runner.query(`
      ALTER TABLE deployment ADD COLUMN second_factor_of text NOT NULL DEFAULT 'staff'
        CHECK (second_factor_of IN ('nobody', 'staff', 'everybody')) -- staff: and admins`);
    await runner.query(`UPDATE deployment SET second_factor_of = 'nobody' WHERE NOT second_factor_required`);
    // `second_factor_required` stays: programs of the version before read it until each is replaced.
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE deployment SET second_factor_required = second_factor_of <> 'nobody'`);
    await runner.query(`ALTER TABLE deployment DROP COLUMN second_factor_of`);
    await runner.query(`ALTER TABLE session DROP COLUMN proved_at`);
  }
}
