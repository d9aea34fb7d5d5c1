import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Organisations, people, what lets them in, and who did what. Every secret is a random one of 256 bits, of which only the
 * SHA-256 is here, or a password as argon2id; none can be got back.
 */
export class Identity1764000000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organisation (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL UNIQUE,
        kind text NOT NULL CHECK (kind IN ('platform', 'kitchens', 'sponsor')),
        demo boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE person (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email text UNIQUE CHECK (email = lower(email)),  -- null: erased
        name text,
        password_hash text,                              -- argon2id; null: signs in otherwise, or is not to
        totp_secret text,                                -- base32, once confirmed
        totp_used bigint NOT NULL DEFAULT 0,             -- number of the last period whose code was taken
        demo boolean NOT NULL DEFAULT false,
        disabled_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE membership (
        person_id uuid NOT NULL REFERENCES person,
        organisation_id uuid NOT NULL REFERENCES organisation,
        role text NOT NULL CHECK (role IN ('operator', 'lead', 'staff', 'sponsor', 'admin')),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (person_id, organisation_id)
      )`);
    await runner.query(`CREATE INDEX membership_organisation ON membership (organisation_id)`);
    // No reference to kitchens: whose one will be is said before it is heard of.
    await runner.query(`
      CREATE TABLE kitchen_owner (
        kitchen_id text PRIMARY KEY,
        organisation_id uuid NOT NULL REFERENCES organisation
      )`);
    await runner.query(`CREATE INDEX kitchen_owner_organisation ON kitchen_owner (organisation_id)`);
    await runner.query(`
      CREATE TABLE attribution (
        organisation_id uuid NOT NULL REFERENCES organisation,
        kitchen_id text NOT NULL,
        PRIMARY KEY (organisation_id, kitchen_id)
      )`);
    await runner.query(`
      CREATE TABLE session (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        digest bytea NOT NULL UNIQUE,
        former_digest bytea UNIQUE,   -- taken for a short while after a rotation, for what was under way
        rotated_at timestamptz NOT NULL DEFAULT now(),
        person_id uuid NOT NULL REFERENCES person,
        address text NOT NULL,
        agent text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX session_person ON session (person_id)`);
    await runner.query(`
      CREATE TABLE link (
        digest bytea PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('invite', 'reset', 'first')),
        email text,                                     -- of who is invited
        organisation_id uuid REFERENCES organisation,
        role text,
        person_id uuid REFERENCES person,               -- whose password is set anew
        made_by uuid REFERENCES person,                 -- null: the platform
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE api_token (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        digest bytea NOT NULL UNIQUE,
        name text NOT NULL,
        person_id uuid REFERENCES person,               -- whose rights it has, as they are then; null: of a service
        organisation_id uuid REFERENCES organisation,   -- of a service
        role text,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        revoked_at timestamptz,
        CHECK ((person_id IS NULL) = (organisation_id IS NOT NULL AND role IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX api_token_person ON api_token (person_id)`);
    // Who logged an event at our own door; what a kitchen's agent sent is of nobody.
    await runner.query(`
      CREATE TABLE event_author (
        event_id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES person
      )`);
    await runner.query(`CREATE INDEX event_author_person ON event_author (person_id)`);
    // Whether its numbers are a demonstration, and who owns a kitchen that nobody was said to own.
    await runner.query(`
      CREATE TABLE deployment (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        demo boolean NOT NULL,
        default_owner uuid REFERENCES organisation
      )`);
    await runner.query(`
      CREATE TABLE audit_entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'service', 'public', 'platform')),
        actor_id uuid,
        address text,
        request_id text,
        action text NOT NULL,
        subject text NOT NULL,
        before jsonb,
        after jsonb
      )`);
    await runner.query(`CREATE INDEX audit_entry_subject ON audit_entry (subject, id)`);
    await runner.query(`CREATE INDEX audit_entry_actor ON audit_entry (actor_id, id)`);
    // Append-only, whoever connects: rights are taken from the owner too, and a trigger stops who has all rights.
    await runner.query(`
      CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'insufficient_privilege'; END $$`);
    await runner.query(`
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
      FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()`);
    await runner.query(`REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM PUBLIC, CURRENT_USER`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_entry, deployment, event_author, api_token, link, session, attribution,
      kitchen_owner, membership, person, organisation`);
    await runner.query(`DROP FUNCTION audit_is_append_only`);
  }
}
