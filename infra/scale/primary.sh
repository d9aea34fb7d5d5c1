#!/bin/sh
# Once, when the database is made: who may copy it, and from where on its log is kept for the copy.
set -eu
password=$(cat /run/secrets/replication-password)
psql --set ON_ERROR_STOP=1 --set password="$password" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('replica', true);
SQL
echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
