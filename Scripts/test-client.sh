#!/usr/bin/env bash
# The browser client: strict types, its tests in Deno (virtual clock, network, locks, tabs; nothing is fetched), the bundles
# and their size, and the packed types in the hands of an application, under each way in which TypeScript finds modules. Arguments are Deno's: `Scripts/test-client.sh --filter "/^29/"`.
# One seed of the simulation: `.venv/bin/deno run -A --config Clients/web/deno.json Clients/web/tests/simulation/run.ts --seed 42`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
deno="$PWD/.venv/bin/deno"
export DENO_NO_UPDATE_CHECK=1 NO_COLOR=1

cd Clients/web
"$deno" lint --quiet src tests
"$deno" check --quiet --no-remote src/index.ts src/dpop/index.ts src/axios/index.ts tests/*.ts tests/simulation/run.ts
report="$(mktemp)"
trap 'rm -f "$report"' EXIT
# Already checked above. The simulation's broken clients are written into a temporary folder and imported from there.
if ! "$deno" test --no-check --no-remote --no-lock --allow-read --allow-write --allow-env --reporter=dot "$@" tests >"$report" 2>&1; then
    cat "$report"
    exit 1
fi
tail -n 2 "$report"
cd ../..
Scripts/build-client.sh --check
Scripts/build-client.sh --size

# Ends with 69 where there is neither Node nor the packages; the rest has passed.
status=0
Scripts/node.sh --install true || status=$?
if ((status == 69)); then exit 0; fi
((status == 0)) || exit "$status"
Scripts/build-client.sh --package
for resolution in "preserve bundler" "esnext bundler" "nodenext nodenext" "node16 node16"; do
    read -r module finding <<<"$resolution"
    Scripts/node.sh tsc --project Clients/web/tests/consumer --module "$module" --moduleResolution "$finding"
done
echo "the packed types compile in an application"
