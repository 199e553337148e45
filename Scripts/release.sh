#!/usr/bin/env bash
# Builds the one-file release: Swift runtime linked in, symbols removed. It has its own scratch path, because a static
# build would otherwise replace the dynamic one that the tests use.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Later versions are tried on the databases that this one leaves (Documentation/upgrading.md).
version="$(sed -n 's/.*static let current = "\(.*\)"/\1/p' Sources/tessera/Version.swift)"
if [ ! -f "Tests/Fixtures/$version/facts.json" ]; then
    printf 'release: version %s leaves no fixture yet. Make it with its program and commit it:\n' "$version" >&2
    # shellcheck disable=SC2016
    printf '  .venv/bin/python Scripts/fixtures/make-fixture.py "$(swift build --show-bin-path)/tessera" %s\n' "$version" >&2
    exit 1
fi

arguments=(--configuration release --static-swift-stdlib --scratch-path .build-release --product tessera)
swift build "${arguments[@]}"
mkdir -p dist
cp "$(swift build "${arguments[@]}" --show-bin-path)/tessera" dist/tessera
strip dist/tessera
ls -lh dist/tessera
