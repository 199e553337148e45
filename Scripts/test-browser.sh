#!/usr/bin/env bash
# The browser client in real Chromium against a real server and a real API, with faults in between; then the attacks.
# Arguments name tests to run: `Scripts/test-browser.sh frozen portal`, `Scripts/test-browser.sh attacks redirects`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
programs="$(swift build --show-bin-path)"
for program in tessera notes; do
    [ -x "$programs/$program" ] || swift build --product "$program"
done
failed=0
if [ "${1:-}" != attacks ]; then .venv/bin/python Tests/Browser/run.py "$programs" "$@" || failed=1; fi
if (($# == 0)) || [ "$1" = attacks ]; then .venv/bin/python Tests/Browser/attacks/run.py "$programs" "${@:2}" || failed=1; fi
exit "$failed"
