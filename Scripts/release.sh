#!/usr/bin/env bash
# Builds the one-file release: Swift runtime linked in, symbols removed. It has its own scratch path, because a static
# build would otherwise replace the dynamic one that the tests use.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

arguments=(--configuration release --static-swift-stdlib --scratch-path .build-release --product tessera)
swift build "${arguments[@]}"
mkdir -p dist
cp "$(swift build "${arguments[@]}" --show-bin-path)/tessera" dist/tessera
strip dist/tessera
ls -lh dist/tessera
