import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that show some figures to whoever holds one: 256 random bits, of which the SHA-256 is here. */
export class SharedLinks1764000000043 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE shared_link (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
        organisation_id uuid NOT NULL REFERENCES organisation,   -- whose it is: its people list and revoke it
        scope text NOT NULL,                                     -- portfolio, kitchen:<id>, batch:<kitchen>/<id>, sponsor:<organisation>
        title text NOT NULL,
        password_hash text,                                      -- argon2id
        may_download boolean NOT NULL,
        made_by uuid REFERENCES person,                          -- null: a service
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        views bigint NOT NULL DEFAULT 0,
        viewed_at timestamptz
      )`);
    await runner.query(
      `CREATE INDEX shared_link_organisation ON shared_link (organisation_id, created_at DESC)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE shared_link`);
  }
}
