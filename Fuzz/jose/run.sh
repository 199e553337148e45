#!/bin/bash
# Fuzzes TesseraJOSE: run.sh [SECONDS for each target, 30 by default] [TARGET…]
# Targets: json base64url keys tokens signed. What is found stays in .build-fuzz/jose/.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds="${1:-30}"
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(json base64url keys tokens signed)

work=.build-fuzz/jose
mkdir -p "$work"
# A crash report of Swift's own can hang without a terminal.
export SWIFT_BACKTRACE=enable=no

# The harness is compiled with the sources, instrumented; swift-crypto is linked as the debug build made it.
swift build --target TesseraJOSE >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
build="$(swift build --show-bin-path)"
crypto=.build/checkouts/swift-crypto/Sources
objects=()
for name in Crypto CryptoExtras CryptoBoringWrapper CCryptoBoringSSL CCryptoBoringSSLShims CXKCP CXKCPShims SwiftASN1; do
    while IFS= read -r object; do objects+=("$object"); done < <(find "$build/$name.build" -name '*.o')
done
modules=()
for name in CCryptoBoringSSL CCryptoBoringSSLShims CXKCP CXKCPShims; do
    modules+=(-Xcc "-fmodule-map-file=$crypto/$name/include/module.modulemap" -Xcc "-I$crypto/$name/include")
done
mapfile -t sources < <(find Sources/TesseraJOSE -name '*.swift')
swiftc -O -whole-module-optimization -parse-as-library -swift-version 6 -module-name TesseraJOSEFuzz -package-name tessera \
    -sanitize=fuzzer,address -suppress-warnings -I "$build/Modules" "${modules[@]}" \
    "${sources[@]}" Fuzz/jose/Harness.swift "${objects[@]}" -lstdc++ -o "$work/fuzz" \
    >"$work/compile.log" 2>&1 || { grep -v "Cannot export local symbol" "$work/compile.log"; exit 1; }

for target in "${targets[@]}"; do
    mkdir -p "$work/corpus-$target" "Fuzz/jose/seeds/$target"
    echo "fuzzing $target for $seconds s"
    dictionary="Fuzz/jose/$target.dict"
    options=()
    [ -f "$dictionary" ] && options+=("-dict=$dictionary")
    TESSERA_FUZZ_TARGET="$target" ASAN_OPTIONS=detect_leaks=0 timeout "$((seconds + 120))" \
        "$work/fuzz" "$work/corpus-$target" "Fuzz/jose/seeds/$target" -max_total_time="$seconds" -max_len=4096 \
        -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$work/$target-" "${options[@]}" \
        >"$work/$target.log" 2>&1 || { tail -40 "$work/$target.log"; echo "fuzzing $target found a fault"; exit 1; }
    grep -E 'number_of_executed_units|average_exec' "$work/$target.log"
done
