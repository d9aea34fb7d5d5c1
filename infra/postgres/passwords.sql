-- Gives the roles of roles.sql the passwords that make-secrets.sh made, which psql reads from their files: they are on no
-- command line. After roles.sql, and again when a file has changed:
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -1 -f infra/postgres/roles.sql -f infra/postgres/passwords.sql
-- Of each the server keeps a salted hash (SCRAM-SHA-256), and what is sent to it is not to be in its log.
SET LOCAL log_statement = none;
SET LOCAL log_min_duration_statement = -1;
SET LOCAL log_min_error_statement = panic;
SET LOCAL password_encryption = 'scram-sha-256';
\set password `cat /run/secrets/database-password-api`
ALTER ROLE bakeloop_api PASSWORD :'password';
\set password `cat /run/secrets/database-password-ingest`
ALTER ROLE bakeloop_ingest PASSWORD :'password';
