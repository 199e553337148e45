#!/usr/bin/env bash
# Fuzzes the SQL value for a number of seconds (default 30), from the committed seeds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# The crash tracer can hang without a terminal.
export SWIFT_BACKTRACE=enable=no
seconds="${1:-30}"
build=.build-fuzz/sql
mkdir -p "$build/corpus"
swiftc -O -wmo -parse-as-library -swift-version 6 -sanitize=fuzzer,address -suppress-warnings \
    -module-name SQLFuzz Sources/Persistence/*.swift Fuzz/sql/Harness.swift -o "$build/fuzz"
exec "$build/fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$build/" "$build/corpus" Fuzz/sql/seeds
