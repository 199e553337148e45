#!/usr/bin/env bash
# The Angular library: its units in jsdom without and with zone.js, its package, and a server that renders with it.
# Arguments name stages to run, in their order: Scripts/test-angular.sh units closure
#   build     installs the packages, builds @tessera/client and @tessera/angular into their dist folders
#   units     units, zoneless                      zone      the same with zone.js
#   schematic what `ng add` makes of applications  add       ng add from the packed packages: build, tests, once more
#   sizes     budgets and what is left out         closure   what is installed, licences, no scripts
#   readme    its code compiles                    server    rendering on a server, and hydration
# Ends with 0 and one line where there is no Node, or where its packages cannot be had.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

readonly library=Clients/angular unavailable=69
all=(build units zone schematic add sizes closure readme server)
say() { printf 'test-angular: %s\n' "$*"; }

stages=("$@")
if ((${#stages[@]} == 0)); then stages=("${all[@]}"); fi
for stage in "${stages[@]}"; do
    [[ " ${all[*]} " == *" $stage "* ]] || { say "unknown stage '$stage'; there are ${all[*]}"; exit 64; }
done

in_library() { (cd "$library" && CI=true ../../Scripts/node.sh "$@"); }
with_registry() { (cd "$library" && CI=true ../../Scripts/node.sh --registry ../../Scripts/node.sh "$@"); }
run_stage() {
    case "$1" in
    build) Scripts/build-angular.sh ;;
    units) in_library ng test trial ;;
    zone) in_library ng test trial --configuration zone ;;
    add) with_registry node --test tests/package/ng-add.test.mjs ;;
    server) with_registry node --test tests/server/server.test.mjs ;;
    *) in_library node --test "tests/package/$1.test.mjs" ;;
    esac
}

status=0
Scripts/node.sh --install true || status=$?
if ((status == unavailable)); then say "skipped: without Node and its packages the Angular library is not tested."; exit 0; fi
((status == 0)) || exit "$status"
# The stages stand on what the first one makes.
if [ "${stages[0]}" != build ]; then Scripts/build-angular.sh --if-needed || exit; fi

failed=()
report="$(mktemp)"
trap 'rm -f "$report"' EXIT
for stage in "${stages[@]}"; do
    began=$SECONDS
    if run_stage "$stage" >"$report" 2>&1; then
        # The figures that a stage gives.
        grep -E '^ℹ (adapter|[a-z ]+:)|Tests .*passed|^ℹ pass' "$report" | sed 's/^[ ℹ]*/    /'
        say "$stage passed in $((SECONDS - began)) s"
    else
        status=$?
        if ((status == unavailable)); then say "skipped: esbuild is missing (Scripts/setup.sh --tests brings it)."; exit 0; fi
        grep -vE '^(\s+✓|✔|spec-|chunk-|registry: )' "$report"
        say "$stage FAILED after $((SECONDS - began)) s"
        failed+=("$stage")
        # Nothing after it could be right.
        if [ "$stage" = build ]; then break; fi
    fi
done
if ((${#failed[@]} > 0)); then say "FAILED: ${failed[*]}"; exit 1; fi
say "everything passed in $SECONDS s"
