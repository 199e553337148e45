#!/usr/bin/env bash
# The token workbench: its modules in Node (public vectors, the lint cases that it shares with the command, hostile tokens,
# and the command's own verdicts), then the page in Chromium against a real server.
# Arguments name tests to run in Chromium: `Scripts/test-pages.sh links status`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
Scripts/pages/lint-rules.py --check
Scripts/embed-assets.py --check
TESSERA="$(Scripts/programs.sh tessera)/tessera"
export TESSERA

if (($# == 0)) && [ -z "${LANE_RETRY:-}" ]; then
    report="$(mktemp)"
    if ! node --test --test-reporter=tap Tests/PageTests/*.test.mjs >"$report"; then
        grep -vE '^ *(# Subtest|ok |duration_ms|---|\.\.\.)' "$report"
        rm -f "$report"
        exit 1
    fi
    awk '/^# (pass|fail|skipped) /{printf "%s %s, ", $3, $2} END {print "in Node"}' "$report"
    rm -f "$report"
fi
.venv/bin/python Tests/PageTests/browser/run.py "$TESSERA" "$@"
