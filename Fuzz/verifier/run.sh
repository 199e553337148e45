#!/usr/bin/env bash
# Fuzzes what TesseraVerifier reads: run.sh [SECONDS for each target, 30 by default] [TARGET…]
# Targets: events list token. What is found stays in .build-fuzz/verifier/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds="${1:-30}"
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(events list token)

work=.build-fuzz/verifier
rm -rf "$work/sources"
mkdir -p "$work/sources"
# A crash report of Swift's own can hang without a terminal.
export SWIFT_BACKTRACE=enable=no

# Everything but what speaks to a network, instrumented, as one module: so the imports of our own rooms go.
swift build --target TesseraJOSE >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
build="$(swift build --show-bin-path)"
number=0
while IFS= read -r file; do
    number=$((number + 1))
    sed -E '/^(public |package )?import (Tessera|WebValues)/d' "$file" >"$work/sources/$number-$(basename "$file")"
done < <(
    find Sources/WebValues Sources/TesseraJOSE Sources/TesseraOAuth -name '*.swift'
    find Sources/TesseraVerifier -name '*.swift' ! -name 'HTTPClientTransport*' ! -name 'Remote*' ! -name 'StatusLookup.swift' \
        ! -name 'String+Identity.swift'
)
crypto=.build/checkouts/swift-crypto/Sources
objects=()
for name in Crypto CryptoExtras CryptoBoringWrapper CCryptoBoringSSL CCryptoBoringSSLShims CXKCP CXKCPShims SwiftASN1; do
    while IFS= read -r object; do objects+=("$object"); done < <(find "$build/$name.build" -name '*.o')
done
modules=(-Xcc "-fmodule-map-file=Sources/CZlib/module.modulemap")
for name in CCryptoBoringSSL CCryptoBoringSSLShims CXKCP CXKCPShims; do
    modules+=(-Xcc "-fmodule-map-file=$crypto/$name/include/module.modulemap" -Xcc "-I$crypto/$name/include")
done
swiftc -O -whole-module-optimization -parse-as-library -swift-version 6 -module-name TesseraVerifierFuzz \
    -enable-upcoming-feature InternalImportsByDefault -enable-upcoming-feature NonisolatedNonsendingByDefault \
    -package-name tessera -sanitize=fuzzer,address -suppress-warnings -I "$build/Modules" "${modules[@]}" \
    "$work"/sources/*.swift Fuzz/verifier/Harness.swift "${objects[@]}" -lstdc++ -lz -o "$work/fuzz" \
    >"$work/compile.log" 2>&1 || { grep -v "Cannot export local symbol" "$work/compile.log"; exit 1; }

for target in "${targets[@]}"; do
    mkdir -p "$work/corpus-$target"
    echo "fuzzing $target for $seconds s"
    TESSERA_FUZZ_TARGET="$target" ASAN_OPTIONS=detect_leaks=0 timeout "$((seconds + 120))" \
        "$work/fuzz" "$work/corpus-$target" "Fuzz/verifier/seeds/$target" -max_total_time="$seconds" -max_len=4096 \
        -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$work/$target-" \
        >"$work/$target.log" 2>&1 || { tail -40 "$work/$target.log"; echo "fuzzing $target found a fault"; exit 1; }
    grep -E 'number_of_executed_units|average_exec' "$work/$target.log"
done
