#!/usr/bin/env bash
# Fuzzes the readers of what clients send for a number of seconds (default 30), from the committed seeds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# The crash tracer can hang without a terminal.
export SWIFT_BACKTRACE=enable=no
seconds="${1:-30}"
build=.build-fuzz/requests
mkdir -p "$build/corpus"
server=Sources/IdentityServer
swiftc -O -wmo -package-name tessera -parse-as-library -swift-version 6 -enable-upcoming-feature InternalImportsByDefault -sanitize=fuzzer,address \
    -suppress-warnings -module-name RequestFuzz Sources/TesseraJOSE/JSON/*.swift \
    "$server"/Decoding/{BasicCredentials,BodyError,FormBody,JSONBody,Substring+Trimming}.swift "$server"/{Account,Administration,Login}/*Body.swift \
    Sources/TesseraJOSE/Encoding/*.swift "$server"/AccessCheck/CheckRequirements.swift "$server"/Login/RefreshCookie.swift "$server"/Sessions/Device.swift Sources/WebValues/*.swift \
    Fuzz/requests/Harness.swift -o "$build/fuzz"
exec "$build/fuzz" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$build/" "$build/corpus" Fuzz/requests/seeds
