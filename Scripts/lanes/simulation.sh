#!/usr/bin/env bash
# The simulated worlds of the gate: simulation.sh FIXED SEEDED [OPTION…]. The first FIXED worlds are always the same; SEEDED
# more begin at a number that is made of the tree that is tested, so that each change meets others, and a run by hand meets
# those of the gate.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export SWIFT_BACKTRACE="${SWIFT_BACKTRACE:-enable=no}"

fixed="$1" seeded="$2"
shift 2
program="$(Scripts/programs.sh simulate)/simulate"
# Each status list is compressed in memory that would otherwise be taken from the kernel and given back each time.
export MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=134217728

"$program" --first 1 --seeds "$fixed" "$@"
tree="$(git rev-parse --short=7 'HEAD^{tree}' 2>/dev/null || echo 0)"
first=$((1000000 + 16#$tree))
printf 'worlds of the tree %s, from %d on\n' "$tree" "$first"
"$program" --first "$first" --seeds "$seeded" "$@"
