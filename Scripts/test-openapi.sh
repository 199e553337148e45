#!/usr/bin/env bash
# Holds the real server against its API document: starts the binary on a free port with an empty database, and lets
# schemathesis send what the document allows and what it forbids. Every check is on: no 5xx, no undocumented answer.
# OPENAPI_SECONDS (default 75) bounds the search, OPENAPI_SEED (default 1) chooses it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
Scripts/embed-assets.py --check
tessera="$(Scripts/programs.sh tessera)/tessera"

directory="$(mktemp -d)"
server=""
finish() {
    local code=$?
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    if ((code != 0)) && [ -s "$directory/log" ]; then
        echo "--- the server's last warnings and errors"
        grep -E '"level":"(warning|error|critical)"' "$directory/log" | tail -n 20 || true
    fi
    rm -rf "$directory"
    exit "$code"
}
trap finish EXIT

port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
export API_URL="http://localhost:$port"

# The cheapest hashes that are allowed, a long wait for them, and no throttle: what is looked at here is HTTP.
settings=(
    --database-path "$directory/tessera.sqlite" --http-port "$port"
    --password-hashing-memory-kib 7168 --password-hashing-passes 5 --password-hashing-maximum-waiting 1000
    --password-hashing-maximum-wait 30s
    --sign-in-per-address-burst 10000 --sign-in-per-address-interval 1s
    --sign-in-per-account-burst 10000 --sign-in-per-account-interval 1s
    --sign-in-per-account-and-address-burst 10000 --sign-in-per-account-and-address-interval 1s
    --registration-burst 10000 --registration-interval 1s
)
"$tessera" serve "${settings[@]}" >"$directory/start" 2>"$directory/log" &
server=$!
for _ in $(seq 100); do
    if curl --silent --fail --output /dev/null "$API_URL/health/ready"; then break; fi
    kill -0 "$server" 2>/dev/null || { cat "$directory/log"; exit 1; }
    sleep 0.1
done
curl --silent --show-error --fail --output /dev/null "$API_URL/health/ready"
API_SETUP_TOKEN="$(sed -nE 's/.*[#&](setup_)?token=([A-Za-z0-9_-]+).*/\2/p' "$directory/start" | head -n 1)"
export API_SETUP_TOKEN
API_CLIENT="$("$tessera" client create openapi --only introspect --only introspect-refresh --only revoke --database-path "$directory/tessera.sqlite" --json | jq -r '.client_id + ":" + .client_secret')"
export API_CLIENT

cd Scripts/openapi
# An answer without an end is no case for a tool that waits for it; the server's tests hold it against its description.
SCHEMATHESIS_HOOKS=hooks PYTHONPATH=. timeout "$((${OPENAPI_SECONDS:-75} + 225))" ../../.venv/bin/schemathesis \
    --config-file schemathesis.toml \
    run "$API_URL/openapi.yaml" --exclude-path /status/events \
    --checks all --max-examples 25 --seed "${OPENAPI_SEED:-1}" --workers 1 --max-time "${OPENAPI_SECONDS:-75}" \
    --suppress-health-check all --request-timeout 10 --warnings off "$@"
