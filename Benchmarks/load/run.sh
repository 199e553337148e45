#!/usr/bin/env bash
# Measures the release under the load of many people, and puts the figures into the section "Load" of Benchmarks/results.md.
# Everything listens on loopback, on free ports, and is ended by its process id. After the builds it takes about eight minutes.
# run.sh [--sizes 10000,1000000] [--rounds N] [--seconds N] [--allow-load]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

arguments=()
allow_load=false
for argument in "$@"; do
    if [ "$argument" = --allow-load ]; then allow_load=true; else arguments+=("$argument"); fi
done

# shellcheck source=Benchmarks/machine.sh
source Benchmarks/machine.sh load
require_linux
require_program slowhttptest "https://github.com/shekyan/slowhttptest"

say "building the release and the load generator (the first time takes about twenty minutes, then seconds)"
Scripts/release.sh >&2
# The same scratch path as the release: what both are made of is compiled once.
generator=(--package-path Benchmarks --configuration release --static-swift-stdlib --scratch-path .build-release --product load-generator)
swift build "${generator[@]}" >&2

if ! $allow_load; then await_quiet_machine; fi

# On the disk of the working copy: a file system in memory would make every write free.
work="$(mktemp -d "$PWD/.build-release/load.XXXXXX")"
trap 'rm -rf "$work"' EXIT
export PYTHONPATH=Benchmarks
result="Benchmarks/load-results.json"
python3 -m load dist/tessera "$(swift build "${generator[@]}" --show-bin-path)/load-generator" "$work" "$result" \
    ${arguments[@]+"${arguments[@]}"} || {
    say "the measurement failed; the end of the server's log:"
    tail -n 5 "$work"/*.log >&2 || true
    exit 1
}
python3 -m load.report "$result" Benchmarks/results.md
say "wrote the section \"Load\" of Benchmarks/results.md"
