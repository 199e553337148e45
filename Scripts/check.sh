#!/usr/bin/env bash
# The house's rules, proved: check.sh [--without-build]
# Runs every part even when one before it failed, and says at the end what each looked at and how long it took.
#
# The first parts read files only and take seconds. "Angular" builds the library, with the packages that it needs. The last
# one is the build of `make test`, of the same flags and in the same folder: the manifest makes errors of warnings, so what
# it has built there are no warnings in, and nothing is built twice. --without-build leaves both to the next build and to the
# lane "angular", as continuous integration does.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

with_build=yes
case "${1:-}" in
"") ;;
--without-build) with_build=no ;;
*)
    printf "check: unknown option '%s'; there is only --without-build\n" "$1" >&2
    exit 2
    ;;
esac

# Seconds are written with a point, whatever the locale.
export LC_ALL=C.UTF-8
summary=() failed=()
output="$(mktemp)"
clock="$(mktemp)"
trap 'rm -f "$output" "$clock"' EXIT

# The last line that a part prints says what it looked at. Beside the time that passed stands that of the processors, which
# does not depend on what else the machine does.
part() {
    local name="$1" status verdict="in order" passed user system TIMEFORMAT='%R %U %S'
    shift
    printf '=== %s\n' "$name"
    {
        time "$@" 2>&1 | tee "$output"
        status=${PIPESTATUS[0]}
    } 2>"$clock"
    read -r passed user system <"$clock"
    if ((status != 0)); then
        failed+=("$name")
        verdict="FAILED"
    fi
    summary+=("$(printf '%-14s %-8s %6.1f s (processor %5.1f s)  %s' "$name" "$verdict" "$passed" \
        "$(awk "BEGIN { print $user + $system }")" "$(tail -n 1 "$output" | cut -c 1-120)")")
}

# Every file that git knows or would add, and that is there, each with a zero byte behind it: files PATTERN…
files() {
    git ls-files -z --cached --others --exclude-standard -- "$@" |
        while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done
}

formats() {
    local swift
    mapfile -d '' swift < <(files '*.swift')
    swift format lint --strict --parallel "${swift[@]}" || return
    printf '%d Swift files, formatted and documented\n' "${#swift[@]}"
}

shell_scripts() {
    local scripts=() candidates file first
    mapfile -d '' candidates < <(files)
    for file in "${candidates[@]}"; do
        # A script by its first line or by its name; one without a first line is read by others.
        IFS= read -r first <"$file" 2>/dev/null || true
        case "$first" in
        '#!'*bash | '#!'*/sh) scripts+=("$file") ;;
        *) case "$file" in *.sh) scripts+=("$file") ;; esac ;;
        esac
    done 2>/dev/null
    # Scripts may read each other (-x). Functions that are only named, as the parts here, are not unreachable (SC2317).
    shellcheck --shell bash --external-sources --exclude SC2317 "${scripts[@]}" || return
    printf '%d shell scripts\n' "${#scripts[@]}"
}

python_scripts() {
    local scripts
    mapfile -d '' scripts < <(files '*.py')
    pyflakes3 "${scripts[@]}" || return
    printf '%d Python scripts\n' "${#scripts[@]}"
}

own_tests() {
    python3 -m unittest discover --start-directory Scripts/checks --pattern '*_test.py' --buffer || return
    printf 'the tests of these checks\n'
}

build() {
    swift build --build-tests --quiet || return
    printf 'every target and every test, warnings as errors\n'
}

started=$SECONDS
part "formats" formats
part "imports" python3 Scripts/checks/imports.py
part "folders" python3 Scripts/checks/folders.py
part "documentation" python3 Scripts/checks/documentation.py
part "examples" python3 Scripts/checks/examples.py
part "notices" python3 Scripts/checks/notices.py
part "sizes" python3 Scripts/checks/sizes.py
part "words" python3 Scripts/checks/words.py
part "prose" python3 Scripts/checks/prose.py
part "shell" shell_scripts
part "Python" python_scripts
part "own tests" own_tests
if [ "$with_build" = yes ]; then
    part "Angular" Scripts/checks/angular.sh
    part "build" build
fi

printf '\n'
printf '    %s\n' "${summary[@]}"
# Told, and never a failure: a long run is for a release, not for each change.
printf '    %s\n' "$(python3 Scripts/checks/long_run.py)"
[ "$with_build" = yes ] || printf '    %s\n' "Angular, build left out: the lanes of make test that follow look at both"
if ((${#failed[@]} > 0)); then
    list="$(printf '%s, ' "${failed[@]}")"
    printf '\nmake check: FAILED in %s after %d s\n' "${list%, }" "$((SECONDS - started))"
    exit 1
fi
printf '\nmake check: all is in order, after %d s\n' "$((SECONDS - started))"
