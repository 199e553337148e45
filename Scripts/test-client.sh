#!/usr/bin/env bash
# The browser client without a browser: types, every promise, and thousands of seeded worlds of tabs.
# Arguments go to `deno test`: `Scripts/test-client.sh --filter lock`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
Scripts/build-client.sh --check
cd Clients/web
export NO_COLOR=1
deno=../../.venv/bin/deno
"$deno" check --quiet --no-remote src/index.ts src/dpop/index.ts src/axios/index.ts
report="$(mktemp)"
trap 'rm -f "$report"' EXIT
# All that is allowed: reading and writing modules with a mistake on purpose. The network is not.
"$deno" test --no-remote --allow-read --allow-write --allow-env --allow-run "$@" tests/*_test.ts >"$report" 2>&1 || {
    grep -vE ' \.\.\. ok \(' "$report"
    exit 1
}
tail -n 3 "$report" | grep -E 'passed'
