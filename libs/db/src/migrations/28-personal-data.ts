import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How long what says something of people is kept, as data. The address of an entry of the audit log moves to a table of its
 * own: it is to be forgotten, and the log stays append-only for what was done.
 */
export class PersonalData1764000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_address (
        entry_id bigint PRIMARY KEY,                   -- no reference: an entry never goes
        address text NOT NULL
      )`);
    await runner.query(
      `INSERT INTO audit_address (entry_id, address) SELECT id, address FROM audit_entry WHERE address IS NOT NULL`,
    );
    await runner.query(`ALTER TABLE audit_entry DROP COLUMN address`);
    await runner.query(`
      CREATE TABLE privacy (                           -- the newest row is in force, the others say what was
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        by text NOT NULL,
        note text NOT NULL,
        over_days int NOT NULL CHECK (over_days >= 1),
        address_days int NOT NULL CHECK (address_days >= 1),
        disabled_days int NOT NULL CHECK (disabled_days >= 1)
      )`);
    await runner.query(`
      INSERT INTO privacy (by, note, over_days, address_days, disabled_days)
      VALUES ('Bakeloop', 'the defaults', 30, 180, 365)`);
    // Whoever forgets need not be able to read or change who anybody is. Their row stays, for what it did.
    await runner.query(`ALTER TABLE person ADD COLUMN forgotten boolean NOT NULL DEFAULT false`);
    await runner.query(`UPDATE person SET forgotten = true WHERE email IS NULL`);
    await runner.query(forgetting(''));
    await runner.query(`REVOKE EXECUTE ON FUNCTION forget_person FROM PUBLIC`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION forget_person`);
    await runner.query(`ALTER TABLE person DROP COLUMN forgotten`);
    await runner.query(`ALTER TABLE audit_entry ADD COLUMN address text`);
    await runner.query(`ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only`);
    await runner.query(`GRANT UPDATE ON audit_entry TO CURRENT_USER`);
    await runner.query(
      `UPDATE audit_entry SET address = d.address FROM audit_address d WHERE d.entry_id = audit_entry.id`,
    );
    await runner.query(`REVOKE UPDATE ON audit_entry FROM CURRENT_USER`);
    await runner.query(`ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only`);
    await runner.query(`DROP TABLE privacy, audit_address`);
  }
}

/** Erases somebody who is shut out. @param more what later versions know of people */
export function forgetting(more: string): string {
  return `
      CREATE OR REPLACE FUNCTION forget_person(whom uuid) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM person WHERE id = whom AND disabled_at IS NOT NULL) THEN
          RAISE EXCEPTION 'only who is shut out is forgotten';
        END IF;
        DELETE FROM session WHERE person_id = whom;
        DELETE FROM membership WHERE person_id = whom;${more}
        DELETE FROM link WHERE person_id = whom OR email = (SELECT email FROM person WHERE id = whom);
        DELETE FROM audit_address WHERE entry_id IN (SELECT id FROM audit_entry WHERE actor_id = whom);
        UPDATE api_token SET revoked_at = coalesce(revoked_at, now()) WHERE person_id = whom;
        UPDATE person SET email = NULL, name = NULL, password_hash = NULL, totp_secret = NULL, forgotten = true
          WHERE id = whom;
      END $$`;
}
