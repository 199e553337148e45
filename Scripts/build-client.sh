#!/usr/bin/env bash
# Bundles the browser client (Clients/web): readable modules into the server's assets, which are committed so that running
# the server needs no TypeScript tool, and the package into Clients/web/dist, with types.
# --check compares the committed modules and prints the core's gzipped size; it fails above the limit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly client=Clients/web assets=Sources/IdentityServer/Pages/Assets
readonly size_limit=6000
# Bundle → entry point. Those beside the core hold no part of it, so that no state is there twice.
entries=("tessera-client index" "tessera-client-dpop dpop/index" "tessera-client-axios axios/index")

bundle() { # entry point, output file, more options
    esbuild "$client/src/$1.ts" --bundle --format=esm --target=es2022 --charset=utf8 --log-level=warning --outfile="$2" "${@:3}"
}

folder="$assets"
if [ "${1:-}" = --check ]; then
    folder="$(mktemp -d)"
    trap 'rm -rf "$folder"' EXIT
fi

for line in "${entries[@]}"; do
    read -r name entry <<<"$line"
    bundle "$entry" "$folder/$name.js"
    if [ "$folder" != "$assets" ] && ! cmp --silent "$folder/$name.js" "$assets/$name.js"; then
        echo "$assets/$name.js is not up to date: run Scripts/build-client.sh" >&2
        exit 1
    fi
done
if [ "$folder" = "$assets" ]; then Scripts/embed-assets.py; fi
