#!/usr/bin/env bash
# run.sh PRODUCT ARGUMENTS…: builds one executable (CONFIGURATION=debug|release) and runs it in the foreground.
# `exec` makes the program take this script's place, so that Ctrl-C and SIGTERM reach it and its exit code is ours.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

product="$1"
shift
configuration="${CONFIGURATION:-debug}"
bin="$(swift build --configuration "$configuration" --show-bin-path)"
if [ ! -x "$bin/$product" ]; then
    echo "Building $product ($configuration). The first build takes five to ten minutes; the next ones take seconds." >&2
fi
swift build --configuration "$configuration" --product "$product" >&2
exec "$bin/$product" "$@"
