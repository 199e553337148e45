#!/usr/bin/env bash
# What takes too long for each change: the lanes of the kind "long" in Scripts/lanes.tsv. Records what ran and what became of
# it in Documentation/long-run.md; `make check` prints how old that is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

commit="$(git rev-parse HEAD)"
[ -z "$(git status --porcelain --untracked-files=no)" ] || commit="$commit with changes that are not committed"
report="$(mktemp)"
trap 'rm -f "$report"' EXIT
status=0
Scripts/test.sh --long "$@" 2>&1 | tee "$report" || status=$?
{
    # shellcheck disable=SC2016
    printf '# The last long run\n\n`make test-long` writes this file.\n\n'
    printf 'commit: %s\ndate: %s\nresult: %s\n\n```text\n' "$commit" "$(date --utc +%Y-%m-%dT%H:%M:%SZ)" "$( ((status == 0)) && echo passed || echo FAILED)"
    sed -n '/^Lane, minutes by the clock/,$p' "$report"
    printf '```\n'
} >Documentation/long-run.md
exit "$status"
