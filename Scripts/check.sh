#!/usr/bin/env bash
# The house's rules, proved. Runs every check and says at the end which failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=()
part() {
    local name="$1"
    shift
    printf '=== %s\n' "$name"
    "$@" || failed+=("$name")
}

part "formatting and documentation comments" \
    swift format lint --strict --parallel --recursive Package.swift Sources Tests Examples Benchmarks/Package.swift Benchmarks/load Benchmarks/micro Benchmarks/server Benchmarks/storage Fuzz
part "import table" python3 Scripts/checks/imports.py
part "documentation of public cases and requirements" python3 Scripts/checks/documentation.py
part "file sizes" python3 Scripts/checks/sizes.py
part "words" python3 Scripts/checks/words.py
# The manifest turns warnings into errors, so a build is the check for warnings.
part "build without warnings" swift build --build-tests --quiet

if ((${#failed[@]} > 0)); then
    printf '\nmake check: FAILED:'
    printf ' %s;' "${failed[@]}"
    printf '\n'
    exit 1
fi
printf '\nmake check: all is in order\n'
