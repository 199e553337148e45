#!/usr/bin/env bash
# Tries the session engine in simulated worlds: for SECONDS_IN_ALL seconds, or SEEDS of them (from FIRST on); with SEED, replays
# that one. With LONG the worlds last six times as long, with PLAIN no client sends attempt ids.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export SWIFT_BACKTRACE="${SWIFT_BACKTRACE:-enable=no}"

build=(swift build --configuration "${CONFIGURATION:-debug}" --product simulate)
# The simulation looks behind the engine's public face, which an optimised build shows only when it is told to.
if [[ "${CONFIGURATION:-debug}" == release ]]; then
    build+=(-Xswiftc -enable-testing --scratch-path .build-simulation)
fi
"${build[@]}" --quiet
program="$("${build[@]}" --show-bin-path)/simulate"

# Each status list is compressed in memory that would otherwise be taken from the kernel and given back each time.
export MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=134217728

arguments=()
[[ -n "${FIRST:-}" ]] && arguments+=(--first "$FIRST")
[[ -n "${LONG:-}" ]] && arguments+=(--long)
[[ -n "${PLAIN:-}" ]] && arguments+=(--plain)
if [[ -n "${SEED:-}" ]]; then
    exec "$program" --seed "$SEED" "${arguments[@]}"
elif [[ -n "${SEEDS:-}" ]]; then
    exec "$program" --seeds "$SEEDS" "${arguments[@]}"
else
    exec "$program" --seconds "${SECONDS_IN_ALL:-30}" "${arguments[@]}"
fi
