-- Two roles beside the one that owns the schema and migrates it: what the API and the ingest need, and no more. Run by the
-- owner (or a superuser) in the database, after `bakeloop migrate` and again after every upgrade; it may be run twice.
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -1 -f infra/postgres/roles.sql
-- Then give each a password of its own (\password bakeloop_api, or passwords.sql), and each program the DATABASE_URL of its role.

DO $$
BEGIN
  IF to_regrole('bakeloop_api') IS NULL THEN
    CREATE ROLE bakeloop_api LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
  END IF;
  IF to_regrole('bakeloop_ingest') IS NULL THEN
    CREATE ROLE bakeloop_ingest LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
  END IF;
  -- Nobody else comes in, and nobody makes tables, not even for a while.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO bakeloop_api, bakeloop_ingest', current_database());
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO bakeloop_api, bakeloop_ingest;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM bakeloop_api, bakeloop_ingest;
-- Rights to columns outlive those to their tables.
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT DISTINCT table_name, column_name, grantee, privilege_type FROM information_schema.column_privileges
    WHERE table_schema = 'public' AND grantee IN ('bakeloop_api', 'bakeloop_ingest')
  LOOP
    EXECUTE format('REVOKE %s (%I) ON public.%I FROM %I', one.privilege_type, one.column_name, one.table_name, one.grantee);
  END LOOP;
END $$;

-- Both read all; what says who may come in, the ingest does not.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO bakeloop_api, bakeloop_ingest;
REVOKE ALL ON organisation, person, membership, kitchen_owner, attribution, session, link, api_token, event_author,
  audit_entry, audit_address, external_identity, external_sign_in, passkey, passkey_challenge, device_credential,
  device_claim, receipt_key, allocation, share, allocation_step, attributed, shared_link, story, correction_review,
  correction_rule, report, report_wish, report_mail, photo, annotation, kitchen_plan, alarm, alarm_entry, alarm_silence,
  alarm_channel, alarm_delivery, push_key, photo_begun FROM bakeloop_ingest;

-- Facts, and the journal of what they add: both add to them, neither changes or removes any.
GRANT INSERT ON event, event_ref, posting, birth, dead_payload, dead_letter_action, command_step
  TO bakeloop_api, bakeloop_ingest;
-- But a posting is marked when it is folded into the totals, and of a birth certificate that comes again, when it last did.
GRANT UPDATE (folded) ON posting TO bakeloop_api, bakeloop_ingest;
GRANT UPDATE (received_at) ON birth TO bakeloop_api, bakeloop_ingest;

-- What is derived of them, whichever door they came by.
GRANT INSERT, UPDATE, DELETE ON batch, lot, contribution, supplier_day, total, rollup_mark,
  channel_silence TO bakeloop_api, bakeloop_ingest;
GRANT INSERT, UPDATE ON kitchen, kitchen_current, channel, pack, command, dead_letter, tally, reading_day,
  kitchen_day, alarm_late
  TO bakeloop_api, bakeloop_ingest;
GRANT INSERT ON reading_raw TO bakeloop_api, bakeloop_ingest;

-- The API alone: who may come in, what was done, and what is set.
GRANT INSERT, UPDATE, DELETE ON session, membership, attribution TO bakeloop_api;
GRANT INSERT ON photo TO bakeloop_api;
GRANT INSERT, DELETE ON photo_begun TO bakeloop_api;
GRANT UPDATE (public, note, reviewed_at, reviewed_by, removed_at) ON photo TO bakeloop_api;
GRANT INSERT, UPDATE, DELETE ON annotation, kitchen_plan TO bakeloop_api;
GRANT INSERT, UPDATE, DELETE ON external_sign_in, passkey, passkey_challenge TO bakeloop_api;
GRANT INSERT, UPDATE ON person, link, api_token, kitchen_owner, deployment, device_credential, device_claim,
  receipt_key TO bakeloop_api;
GRANT INSERT ON external_identity, organisation, event_author, audit_entry, audit_address, reference, retention, privacy,
  correction_review, correction_rule, report TO bakeloop_api;
-- A report stays as it was written; only that it was told of is noted.
GRANT UPDATE (told_at) ON report TO bakeloop_api;
GRANT INSERT, UPDATE, DELETE ON report_wish, report_mail TO bakeloop_api;
-- Alarms: what is evaluated, what people do with them, and what is sent.
GRANT INSERT, UPDATE ON alarm, alarm_silence, alarm_watch TO bakeloop_api;
GRANT INSERT, UPDATE, DELETE ON alarm_channel, alarm_delivery TO bakeloop_api;
GRANT DELETE ON alarm_late TO bakeloop_api;
GRANT INSERT ON alarm_rule, alarm_entry, push_key TO bakeloop_api;
GRANT EXECUTE ON FUNCTION forget_person(uuid) TO bakeloop_api;
-- What is attributed of a batch moves by the triggers of shares and allocations alone.
GRANT INSERT ON allocation, share, allocation_step TO bakeloop_api;
GRANT UPDATE (state) ON allocation TO bakeloop_api;
GRANT USAGE ON SEQUENCE allocation_number TO bakeloop_api;
-- A link stays as it was made, but for its end and who looked; a story as it was told, but for what was decided of it.
GRANT INSERT ON shared_link, story TO bakeloop_api;
GRANT UPDATE (revoked_at, views, viewed_at) ON shared_link TO bakeloop_api;
GRANT UPDATE (published, note, decided_by, decided_at) ON story TO bakeloop_api;

-- The ingest alone: upkeep. Readings go when they are old enough, and what says something of people does.
GRANT DELETE ON reading_raw TO bakeloop_ingest;
GRANT INSERT, UPDATE ON kept_from, job, method, rollup_up_to TO bakeloop_ingest;
GRANT DELETE ON session, link, api_token, audit_address TO bakeloop_ingest;
GRANT SELECT (expires_at, seen_at) ON session TO bakeloop_ingest;
GRANT SELECT (expires_at, used_at) ON link TO bakeloop_ingest;
GRANT SELECT (expires_at, revoked_at) ON api_token TO bakeloop_ingest;
GRANT SELECT (entry_id) ON audit_address TO bakeloop_ingest;
GRANT SELECT (id, at) ON audit_entry TO bakeloop_ingest;
GRANT INSERT ON audit_entry, audit_address TO bakeloop_ingest;
-- It learns of nobody but that they were shut out, and has them forgotten by a function that does nothing else.
GRANT SELECT (id, disabled_at, forgotten) ON person TO bakeloop_ingest;
GRANT EXECUTE ON FUNCTION forget_person(uuid) TO bakeloop_ingest;

-- On a plain PostgreSQL the rollups of readings that are gone are tables; on TimescaleDB chunks are dropped, compressed and
-- refreshed by who owns them.
DO $$
DECLARE rollup text;
BEGIN
  FOREACH rollup IN ARRAY ARRAY['reading_1m_kept', 'reading_1h_kept', 'reading_1d_kept'] LOOP
    IF EXISTS (SELECT FROM pg_class WHERE oid = to_regclass(rollup) AND relkind = 'r') THEN
      EXECUTE format('GRANT INSERT, DELETE ON %I TO bakeloop_ingest', rollup);
    ELSE
      EXECUTE format('ALTER MATERIALIZED VIEW %I OWNER TO bakeloop_ingest', rollup);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
    ALTER TABLE reading_raw OWNER TO bakeloop_ingest;
    GRANT ALL ON reading_raw, reading_1m_kept, reading_1h_kept, reading_1d_kept TO bakeloop_ingest;
  END IF;
END $$;
