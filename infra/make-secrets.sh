#!/bin/sh
# Makes the secrets of a machine, a site or a cluster, each with 256 random bits, in a folder that only you can enter:
#   infra/make-secrets.sh infra/site/secrets
#   infra/make-secrets.sh infra/site/secrets renew mqtt-password       one of them anew: infra/keys.md says what follows then
# What is there already stays, so it can be run again. Docker hands each file to the containers that are to have it, which
# run as other users: so the files are readable, and the folder is not.
set -eu
folder=${1:?name the folder, for example infra/site/secrets}
umask 077
mkdir -p "$folder"

if [ "${2:-}" = renew ]; then
  name=${3:?name the secret that is to be made anew, for example mqtt-password}
  case $name in
  *-url*) echo "$name holds database-password${name#database-url}: renew that" >&2 && exit 64 ;;
  esac
  [ -f "$folder/$name" ] || { echo "there is no $folder/$name" >&2 && exit 66; }
  rm -f "$folder/$name"
  # An address holds the password in it.
  case $name in
  database-password*) rm -f "$folder/database-url${name#database-password}" ;;
  esac
fi

random() { head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n'; }
keep() {
  [ -e "$folder/$1" ] && return
  printf %s "$2" >"$folder/$1"
  chmod 444 "$folder/$1"
  echo "made $folder/$1"
}

keep database-password "$(random)"
keep database-url "postgres://bakeloop:$(cat "$folder/database-password")@timescaledb:5432/bakeloop"
# The programs that serve have roles of their own, with no more rights than they need.
keep database-password-api "$(random)"
keep database-url-api "postgres://bakeloop_api:$(cat "$folder/database-password-api")@timescaledb:5432/bakeloop"
keep database-password-ingest "$(random)"
keep database-url-ingest "postgres://bakeloop_ingest:$(cat "$folder/database-password-ingest")@timescaledb:5432/bakeloop"
keep replication-password "$(random)"
keep mqtt-password "$(random)"
keep dynsec-password "$(random)"
keep emqx-cookie "$(random)"
keep emqx-password "$(random)"
keep emqx-api-secret "$(random)"
keep broker-hook-secret "$(random)"
keep grafana-password "$(random)"
