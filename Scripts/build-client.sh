#!/usr/bin/env bash
# Bundles the browser client (Clients/web): readable modules into the server's assets, which are committed so that running
# the server needs no TypeScript tool, and the package with its types into Clients/web/dist, which is not.
# --package makes only the package, by whichever esbuild there is.
# --check builds nothing that stays: it compares the committed modules.
# --size prints the bytes of the core, minified and gzipped, and fails above the limit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly client=Clients/web assets=Web/client dist=Clients/web/dist
# See Documentation/decisions.md, "The browser client".
readonly size_limit=11000
# Bundle in the assets, bundle in the package, entry point. Those beside the core hold no part of it, so no state is there twice.
# The version that the committed modules were made by; another may format them in another way.
readonly esbuild_version=0.17.0
entries=("tessera-client index index" "tessera-client-dpop dpop dpop/index" "tessera-client-axios axios axios/index")
readonly entries

say() { printf 'build-client: %s\n' "$*" >&2; }
refuse() { say "$*"; exit 1; }
command -v esbuild >/dev/null || refuse "esbuild is missing: run Scripts/setup.sh --tests."

bundle() { # entry point, output file, more options
    esbuild "$client/src/$1.ts" --bundle --format=esm --target=es2022 --charset=utf8 --log-level=warning --outfile="$2" "${@:3}"
}

write_assets() { # folder
    local asset entry
    for line in "${entries[@]}"; do
        read -r asset _ entry <<<"$line"
        bundle "$entry" "$1/$asset.js"
    done
}

write_package() {
    local module entry status=0
    rm -rf "$dist"
    mkdir -p "$dist"
    for line in "${entries[@]}"; do
        read -r _ module entry <<<"$line"
        bundle "$entry" "$dist/$module.js" --sourcemap
    done
    Scripts/node.sh --install tsc --project "$client" || status=$?
    if ((status == 69)); then say "the package is without its types."; fi
    ((status == 0 || status == 69)) || refuse "no types could be made."
}

print_size() {
    local minified bytes
    minified="$(mktemp --suffix .js)"
    bundle index "$minified" --minify
    bytes="$(gzip --best --no-name --stdout "$minified" | wc --bytes)"
    rm -f "$minified"
    printf 'the core is %d bytes gzipped (at most %d)\n' "$bytes" "$size_limit"
    ((bytes <= size_limit)) || refuse "the core is larger than it may be."
}

case "${1:-}" in
--check)
    if [ "$(esbuild --version)" != "$esbuild_version" ]; then
        say "the modules are not compared: this is esbuild $(esbuild --version), not $esbuild_version"
        exit 0
    fi
    folder="$(mktemp -d)"
    trap 'rm -rf "$folder"' EXIT
    write_assets "$folder"
    for line in "${entries[@]}"; do
        name="${line%% *}.js"
        cmp --silent "$folder/$name" "$assets/$name" || refuse "$assets/$name is not up to date: run Scripts/build-client.sh"
    done
    ;;
--package) write_package ;;
--size) print_size ;;
"")
    write_assets "$assets"
    Scripts/embed-assets.py
    write_package
    print_size
    ;;
*) refuse "unknown option '$1'; there are --check, --package and --size" ;;
esac
