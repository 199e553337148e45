#!/usr/bin/env bash
# Builds the packages @tessera/client and @tessera/angular into their dist folders: Clients/web/dist, Clients/angular/dist.
# --if-needed does nothing when nothing has changed since the last build.
# Ends with 69 and one line when Node or the packages for it cannot be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly library=Clients/angular
say() { printf 'build-angular: %s\n' "$*" >&2; }
# What a command says, only if it fails.
quietly() {
    local report status=0
    report="$(mktemp)"
    "$@" >"$report" 2>&1 || status=$?
    if ((status != 0)); then cat "$report" >&2; fi
    rm -f "$report"
    return "$status"
}

stamp="$library/dist/.built"
if [ "${1:-}" = --if-needed ] && [ -e "$stamp" ] &&
    [ -z "$(find Clients/web/src "$library/src" "$library/testing" "$library/schematics" "$library"/*.json "$library/README.md" package-lock.json -newer "$stamp" -print -quit)" ]; then
    exit 0
fi

command -v esbuild >/dev/null || { say "esbuild is missing: run Scripts/setup.sh --tests."; exit 69; }
Scripts/node.sh --install true
quietly Scripts/build-client.sh --package
cd "$library"
CI=true quietly ../../Scripts/node.sh ng build angular
# The schematics of `ng add` run in Node, as CommonJS; the rest of the package runs in the browser.
quietly ../../Scripts/node.sh tsc --project schematics
for file in collection.json package.json ng-add/schema.json; do
    mkdir -p "dist/schematics/$(dirname "$file")"
    cp "schematics/$file" "dist/schematics/$file"
done
touch dist/.built
