import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People who sign in at their own organisation's door (OpenID Connect), and sign-ins there that are under way. */
export class ExternalIdentities1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE external_identity (
        issuer text NOT NULL,
        subject text NOT NULL,
        person_id uuid NOT NULL REFERENCES person,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (issuer, subject)
      )`);
    await runner.query(`CREATE INDEX external_identity_person ON external_identity (person_id)`);
    await runner.query(`
      CREATE TABLE external_sign_in (
        digest bytea PRIMARY KEY,         -- of the state that travels there and back
        issuer text NOT NULL,
        verifier text NOT NULL,           -- of PKCE
        nonce text NOT NULL,
        next text NOT NULL,               -- path of the page that is wanted
        expires_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE external_sign_in, external_identity`);
  }
}
