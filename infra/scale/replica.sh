#!/bin/sh
# Makes a copy of the database where there is none yet, then follows it. A copy that was broken off is begun anew; one that
# was made the database itself (pg_ctl promote) is started as it is, and never copied over.
set -eu
if [ ! -e "$PGDATA/PG_VERSION" ]; then
  PGPASSWORD=$(cat "$REPLICATION_PASSWORD_FILE")
  export PGPASSWORD PGAPPNAME=replica
  rm -rf "$PGDATA.partial"
  pg_basebackup --host="$PRIMARY_HOST" --username=replicator --pgdata="$PGDATA.partial" --wal-method=stream \
    --slot=replica --checkpoint=fast --write-recovery-conf
  chown -R postgres:postgres "$PGDATA.partial"
  mv "$PGDATA.partial" "$PGDATA"
fi
exec docker-entrypoint.sh "$@"
