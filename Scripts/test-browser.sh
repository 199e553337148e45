#!/usr/bin/env bash
# The browser client in real Chromium against a real server and a real API, with faults in between; then the attacks.
# Arguments name tests to run: `Scripts/test-browser.sh frozen portal`, `Scripts/test-browser.sh attacks redirects`;
# `promises` alone leaves the attacks out. With `angular` as the first it is
# the Angular example that is tried (a lane of its own in `make test`): `Scripts/test-browser.sh angular upload`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
programs="$(Scripts/programs.sh tessera notes)"
if [ "${1:-}" = angular ]; then
    status=0
    Scripts/angular.sh build lab || status=$?
    if ((status == 69)); then
        echo "test-browser: skipped: without Node and its packages the Angular example is not tested."
        exit 0
    fi
    ((status == 0)) || exit "$status"
    exec .venv/bin/python Tests/Browser/run_notebook.py "$programs" "${@:2}"
fi
failed=0
if [ "$*" = promises ]; then exec .venv/bin/python Tests/Browser/run.py "$programs"; fi
if [ "${1:-}" != attacks ]; then .venv/bin/python Tests/Browser/run.py "$programs" "$@" || failed=1; fi
if (($# == 0)) || [ "$1" = attacks ]; then .venv/bin/python Tests/Browser/attacks/run.py "$programs" "${@:2}" || failed=1; fi
exit "$failed"
