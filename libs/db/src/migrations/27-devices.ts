import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What kitchens prove themselves to the broker with. Of every secret only the SHA-256 is here. */
export class Devices1764000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // No reference to kitchens: one has its credential before it is heard of.
    await runner.query(`
      CREATE TABLE device_credential (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kitchen_id text NOT NULL,
        slot smallint NOT NULL CHECK (slot IN (1, 2)),
        digest bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz,
        expires_at timestamptz,      -- null: when it is revoked
        revoked_at timestamptz
      )`);
    // At most two stand, each with its own user name.
    await runner.query(`
      CREATE UNIQUE INDEX device_credential_slot ON device_credential (kitchen_id, slot) WHERE revoked_at IS NULL`);
    await runner.query(`CREATE INDEX device_credential_kitchen ON device_credential (kitchen_id)`);
    await runner.query(`
      CREATE TABLE device_claim (
        digest bytea PRIMARY KEY,
        kitchen_id text NOT NULL,
        overlap_days int,            -- of the credential that is claimed with it
        life_days int,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz          -- or when another code took its place
      )`);
    await runner.query(
      `CREATE INDEX device_claim_kitchen ON device_claim (kitchen_id) WHERE used_at IS NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE device_claim, device_credential`);
  }
}
