#!/usr/bin/env bash
# The one build of a run of lanes. On a machine where no person debugs (DEBUG_INFORMATION=no, as continuous
# integration says) it leaves out debug information, which takes an eighth of the compiler's time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

flags=()
if [ "${DEBUG_INFORMATION:-yes}" = no ]; then flags=(-Xswiftc -gnone -Xcc -g0); fi
# Thousands of lines of progress say nothing; the last ones say what went wrong.
report="$(mktemp)"
trap 'rm -f "$report"' EXIT
if ! swift build --build-tests "${flags[@]}" >"$report" 2>&1; then
    grep -E "error|fatal" "$report" | head -n 40 || true
    tail -n 40 "$report"
    exit 1
fi
tail -n 1 "$report"
