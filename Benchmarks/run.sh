#!/usr/bin/env bash
# Measures the release binary on this machine beside its peers and writes Benchmarks/results.md and results.svg.
# Everything listens on loopback, on free ports, and is ended by its process id. After the builds it takes about five minutes.
# run.sh [--rounds N] [--seconds N] [--allow-load]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

arguments=()
allow_load=false
for argument in "$@"; do
    if [ "$argument" = --allow-load ]; then allow_load=true; else arguments+=("$argument"); fi
done

say() { printf 'bench: %s\n' "$*" >&2; }
refuse() { say "$*"; exit 1; }

[ "$(uname -s)" = Linux ] || refuse "this reads /proc: run it on Linux."
if ! command -v wrk >/dev/null; then
    command -v apt-get >/dev/null || refuse "wrk is missing: install it (https://github.com/wg/wrk) and run this again."
    if [ "$(id -u)" = 0 ]; then as_root=()
    elif command -v sudo >/dev/null; then as_root=(sudo)
    else refuse "wrk is missing. Run as root: apt-get install wrk"
    fi
    say "installing wrk, which makes the load"
    install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends wrk >&2; }
    install || { "${as_root[@]}" apt-get update >&2 && install; } || refuse "apt-get could not install wrk."
fi

say "building the release and its peers (the first time takes about twenty minutes, then seconds)"
Scripts/release.sh >&2
# The same scratch path as the release: what both are made of is compiled once.
peers=(--package-path Benchmarks --configuration release --static-swift-stdlib --scratch-path .build-release)
swift build "${peers[@]}" >&2

# The load average of the last minute still counts the build; wait until it has faded.
is_quiet() { awk '{ exit !($1 < 1.0) }' /proc/loadavg; }
if ! $allow_load; then
    say "waiting until the machine is quiet (at most ten minutes; --allow-load does not wait)"
    for _ in $(seq 120); do
        if is_quiet; then break; fi
        sleep 5
    done
    is_quiet || refuse "the machine is busy (load $(cut -d ' ' -f 1 /proc/loadavg)), so the figures would mean nothing. --allow-load measures anyway."
fi

# On the disk of the working copy: a file system in memory would make every write free.
work="$(mktemp -d "$PWD/.build-release/bench.XXXXXX")"
trap 'rm -rf "$work"' EXIT
result="Benchmarks/results.json"
python3 Benchmarks/measure.py dist/tessera "$(swift build "${peers[@]}" --show-bin-path)" "$work" "$result" ${arguments[@]+"${arguments[@]}"} || {
    say "the measurement failed; the end of the server's log:"
    tail -n 5 "$work"/*.log >&2 || true
    exit 1
}
python3 Benchmarks/report.py "$result" Benchmarks/results.md Benchmarks/results.svg
say "wrote Benchmarks/results.md and Benchmarks/results.svg"
