#!/usr/bin/env bash
# The tests, in lanes side by side (Scripts/lanes.tsv). Arguments go to Scripts/lanes: `Scripts/test.sh --lane browser`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The crash tracer waits for a terminal that continuous integration does not have.
export SWIFT_BACKTRACE="${SWIFT_BACKTRACE:-enable=no}"

Scripts/setup.sh --tests
status=0
python3 -B Scripts/lanes "$@" || status=$?
if compgen -G ".build/screenshots/*.png" >/dev/null; then printf 'Pictures of every page: %s/.build/screenshots\n' "$PWD"; fi
if ((status == 0)); then printf '\nmake test: every test passed\n'; else printf '\nmake test: FAILED\n'; fi
exit "$status"
