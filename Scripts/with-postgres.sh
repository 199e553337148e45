#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own: with-postgres.sh [--durable] COMMAND…
# The server listens on a free port of this machine only, keeps its files in a temporary folder, and is ended and removed
# afterwards. The command finds it in POSTGRES_FOR_TESTS, as a connection URI.
# Where PostgreSQL's programs are not installed the command runs without, and says so by the tests that it skips.
# --durable: commits wait for the disk, as benchmarks need it. Tests look for what is lost in tests of their own.
set -euo pipefail

fsync=off
if [ "${1:-}" = --durable ]; then
    fsync=on
    shift
fi

programs="$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
if [ -z "$programs" ] || [ ! -x "$programs/initdb" ]; then
    printf 'with-postgres: PostgreSQL is not installed; Scripts/setup.sh --tests installs it\n' >&2
    exec "$@"
fi

folder="$(mktemp -d)"
# PostgreSQL refuses to run as root.
as_server=()
if [ "$(id -u)" = 0 ]; then
    chown postgres:postgres "$folder"
    as_server=(setpriv --reuid postgres --regid postgres --init-groups --)
fi
finish() {
    "${as_server[@]}" "$programs/pg_ctl" stop --pgdata "$folder/data" --mode immediate --silent >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT

port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
(
    cd "$folder"
    "${as_server[@]}" "$programs/initdb" --pgdata data --username tessera --auth trust --encoding UTF8 --locale C \
        --no-sync >/dev/null
    "${as_server[@]}" "$programs/pg_ctl" start --pgdata data --silent --wait --log log --options \
        "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c max_connections=200 -c fsync=$fsync" >/dev/null
)
export POSTGRES_FOR_TESTS="postgresql://tessera@127.0.0.1:$port/postgres"
# In the background, so that a signal ends the command and the server at once.
"$@" &
command=$!
trap 'kill "$command" 2>/dev/null; wait "$command"; exit 143' TERM INT
wait "$command"
