import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forgetting } from './28-personal-data.js';

/** For `forgetting`. */
export const PASSKEYS_FORGOTTEN = `
        DELETE FROM external_identity WHERE person_id = whom;
        DELETE FROM passkey_challenge WHERE person_id = whom;
        DELETE FROM passkey WHERE person_id = whom;`;

/** Keys that people's devices hold, and what these were asked to sign. */
export class Passkeys1764000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE passkey (
        id text PRIMARY KEY,              -- base64url, by the device
        person_id uuid NOT NULL REFERENCES person,
        name text NOT NULL,
        public_key bytea NOT NULL,
        counter bigint NOT NULL,
        transports text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz
      )`);
    await runner.query(`CREATE INDEX passkey_person ON passkey (person_id)`);
    await runner.query(`
      CREATE TABLE passkey_challenge (
        digest bytea PRIMARY KEY,
        person_id uuid REFERENCES person, -- who adds a key; null: whoever signs in
        expires_at timestamptz NOT NULL
      )`);
    await runner.query(forgetting(PASSKEYS_FORGOTTEN));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(forgetting(''));
    await runner.query(`DROP TABLE passkey_challenge, passkey`);
  }
}
