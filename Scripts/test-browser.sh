#!/usr/bin/env bash
# The browser client in real Chromium against a real server and a real API, with faults in between.
# Arguments name tests to run: `Scripts/test-browser.sh frozen portal`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
programs="$(swift build --show-bin-path)"
for program in tessera notes; do
    [ -x "$programs/$program" ] || swift build --product "$program"
done
.venv/bin/python Tests/Browser/run.py "$programs" "$@"
