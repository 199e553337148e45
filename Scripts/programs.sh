#!/usr/bin/env bash
# Builds programs and prints the folder where they stand: programs.sh tessera notes. In a run of lanes everything is built
# already (LANES_BUILT), and several scripts at once would wait for each other's builds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -z "${LANES_BUILT:-}" ]; then
    for program in "$@"; do swift build --quiet --product "$program" >&2; done
fi
exec swift build --ignore-lock --show-bin-path
