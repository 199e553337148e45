#!/usr/bin/env bash
# Every test there is. Runs each part even when one before it failed, and says at the end which did.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The crash tracer waits for a terminal that continuous integration does not have.
export SWIFT_BACKTRACE="${SWIFT_BACKTRACE:-enable=no}"

started=$SECONDS
passed=() failed=()
part() {
    local name="$1"
    shift
    printf '\n=== %s\n' "$name"
    if "$@"; then passed+=("$name"); else failed+=("$name"); fi
}
finish() {
    if compgen -G ".build/screenshots/*.png" >/dev/null; then printf '\nPictures of every page: %s/.build/screenshots\n' "$PWD"; fi
    local took=$((SECONDS - started))
    if ((${#failed[@]} > 0)); then
        printf '\nmake test: FAILED in %s (passed: %s) after %d s\n' "$(list "${failed[@]}")" "$(list "${passed[@]:-nothing}")" "$took"
        exit 1
    fi
    printf '\nmake test: every test passed (%s) in %d s\n' "$(list "${passed[@]}")" "$took"
    exit 0
}
list() { local text; printf -v text '%s, ' "$@"; printf '%s' "${text%, }"; }

part "test tools" Scripts/setup.sh --tests
part "build" swift build --build-tests
if ((${#failed[@]} > 0)); then finish; fi
# One after the other: some tests start real servers and measure how long something takes, and on a small machine they
# would disturb each other.
swift_tests() { Scripts/with-postgres.sh swift test --skip-build --disable-xctest --no-parallel "$@"; }
# A test that fails, fails. But a program of tests that dies before its last line has judged nothing: it is run once more, and that is
# told, for it needs a look.
unit_tests() {
    local report status
    report="$(mktemp)"
    swift_tests --skip EndToEndTests 2>&1 | tee "$report"
    status=${PIPESTATUS[0]}
    if ((status != 0)) && ! grep -q 'Test run with [0-9]* tests' "$report"; then
        printf '\ntest: the Swift tests CRASHED and are run a second time; the end of the first try:\n'
        tail -n 3 "$report"
        swift_tests --skip EndToEndTests
        status=$?
    fi
    rm -f "$report"
    return "$status"
}
part "Swift tests" unit_tests
# Real programs, real time: where the machine was too slow for one of them, all have a second try, and it is told.
end_to_end() {
    swift_tests --filter EndToEndTests && return
    printf '\ntest: the end-to-end tests FAILED and are run a second time; what failed above needs a look if it fails often.\n'
    swift_tests --filter EndToEndTests
}
part "end to end" end_to_end
# The same ten thousand worlds each time: `make simulate` tries others.
part "simulation" env FIRST=1 SEEDS=10000 Scripts/simulate.sh
part "browser client" Scripts/test-client.sh
part "API document" Scripts/test-openapi.sh
part "pages" Scripts/test-pages.sh
part "browser" Scripts/test-browser.sh
part "interoperability" Scripts/test-interoperability.sh
finish
