#!/usr/bin/env bash
# The documentation of the libraries that people import, made by DocC: one archive for all, a warning is an error.
# docs.sh [FOLDER]: where the archive goes; .build/documentation unless said otherwise.
#
# The plugin is a dependency only while this runs: Package.swift adds it when TESSERA_DOCUMENTATION is set. It uses what
# the ordinary build has made, in the same folder; only what the plugin itself needs is built besides.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder="${1:-.build/documentation}"
# What a library shows of another one's types is explained in the other one's pages, so all of them are made together.
libraries=(
    TesseraVerifier TesseraHummingbird TesseraJOSE TesseraOAuth Identity Persistence PersistenceSQLite
    PersistencePostgres PersistenceTesting
)

targets=()
for library in "${libraries[@]}"; do
    if [ ! -e "Sources/$library/$library.docc/$library.md" ]; then
        printf 'docs: Sources/%s/%s.docc/%s.md is missing: every library has a page to land on\n' "$library" "$library" "$library" >&2
        exit 1
    fi
    targets+=(--target "$library")
done

started=$SECONDS
report="$(mktemp)"
# The plugin writes new pins; those of the project stay as they were.
pins="$(mktemp)"
[ ! -e Package.resolved ] || cp Package.resolved "$pins"
restore() {
    if [ -s "$pins" ]; then cp "$pins" Package.resolved; fi
    rm -f "$pins" "$report"
}
trap restore EXIT

rm -rf "$folder"
if ! TESSERA_DOCUMENTATION=1 swift package --disable-sandbox --allow-writing-to-directory "$folder" \
    generate-documentation "${targets[@]}" --enable-experimental-combined-documentation --warnings-as-errors \
    --output-path "$folder" >"$report" 2>&1 || grep -qE '^(warning|error):' "$report"; then
    grep -vE '^(\[[0-9]+/[0-9]+\]|Building for|Build of )' "$report" >&2
    printf 'docs: FAILED\n' >&2
    exit 1
fi
printf 'docs: %d libraries in %s after %d s\n' "${#libraries[@]}" "$folder" "$((SECONDS - started))"
