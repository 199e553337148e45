#!/usr/bin/env bash
# Runs every fuzzer under Fuzz/ for SECONDS_EACH seconds, from its committed seeds.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
# The crash tracer can hang without a terminal.
export SWIFT_BACKTRACE=enable=no
export SECONDS_EACH="${SECONDS_EACH:-30}"

shopt -s nullglob
fuzzers=(Fuzz/*/run.sh)
if ((${#fuzzers[@]} == 0)); then
    echo "make fuzz: no fuzzer found (Fuzz/*/run.sh)"
    exit 1
fi
failed=()
for fuzzer in "${fuzzers[@]}"; do
    printf '=== %s, %s s\n' "$fuzzer" "$SECONDS_EACH"
    bash "$fuzzer" "$SECONDS_EACH" || failed+=("$fuzzer")
done
if ((${#failed[@]} > 0)); then
    echo "make fuzz: FAILED: ${failed[*]}"
    exit 1
fi
echo "make fuzz: ${#fuzzers[@]} fuzzers ran $SECONDS_EACH s each and found nothing"
