#!/usr/bin/env bash
# Measures the release binary on this machine beside its peers and writes Benchmarks/results.md and results.svg.
# Everything listens on loopback, on free ports, and is ended by its process id. After the builds it takes about five minutes.
# run.sh [--rounds N] [--seconds N] [--allow-load] [--only PART…]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

arguments=()
allow_load=false
for argument in "$@"; do
    if [ "$argument" = --allow-load ]; then allow_load=true; else arguments+=("$argument"); fi
done

# shellcheck source=Benchmarks/machine.sh
source Benchmarks/machine.sh bench
require_linux
require_program wrk "https://github.com/wg/wrk"

say "building the release and its peers (the first time takes about twenty minutes, then seconds)"
Scripts/release.sh >&2
# The same scratch path as the release: what both are made of is compiled once.
peers=(--package-path Benchmarks --configuration release --static-swift-stdlib --scratch-path .build-release)
swift build "${peers[@]}" >&2

if ! $allow_load; then await_quiet_machine; fi

# On the disk of the working copy: a file system in memory would make every write free.
work="$(mktemp -d "$PWD/.build-release/bench.XXXXXX")"
trap 'rm -rf "$work"' EXIT
result="Benchmarks/results.json"
Scripts/with-postgres.sh --durable python3 Benchmarks/measure.py dist/tessera "$(swift build "${peers[@]}" --show-bin-path)" "$work" "$result" ${arguments[@]+"${arguments[@]}"} || {
    say "the measurement failed; the end of the server's log:"
    tail -n 5 "$work"/*.log >&2 || true
    exit 1
}
python3 Benchmarks/report.py "$result" Benchmarks/results.md Benchmarks/results.svg
say "wrote Benchmarks/results.md and Benchmarks/results.svg"
