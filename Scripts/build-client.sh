#!/usr/bin/env bash
# Bundles the browser client (Clients/web): readable modules into the server's assets, which are committed so that running
# the server needs no TypeScript tool.
# --check     compares the committed modules with what the sources give
# --package   writes the package instead: Clients/web/dist, with types
# --size      prints the size of the core as a browser gets it: minified, gzipped, in bytes
# Needs Debian's esbuild, and for the types the deno of Scripts/requirements.txt: `Scripts/setup.sh --tests` brings both.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly client=Clients/web assets=Sources/IdentityServer/Pages/Assets
# The version that the committed modules were made by; another may format them in another way.
readonly esbuild_version=0.17.0
# Bundle → entry point. Those beside the core hold no part of it, so that no state is there twice.
entries=("tessera-client index" "tessera-client-dpop dpop/index" "tessera-client-axios axios/index")

bundle() { # entry point, more options
    esbuild "$client/src/$1.ts" --bundle --format=esm --target=es2022 --charset=utf8 --log-level=warning "${@:2}"
}

package() {
    local folder="$client/dist"
    rm -rf "$folder"
    bundle index --outfile="$folder/index.js"
    bundle dpop/index --outfile="$folder/dpop.js"
    bundle axios/index --outfile="$folder/axios.js"
    local scratch
    scratch="$(mktemp -d)"
    # Deno takes the compiler's options from the folder that it is called in, and names the files of this machine.
    (cd "$client" && ../../.venv/bin/deno transpile --no-remote --quiet --declaration --outdir "$scratch" \
        src/{index,dpop/index,axios/index}.ts)
    (cd "$scratch/src" && find . -name '*.d.ts' -print0) | while IFS= read -r -d '' file; do
        mkdir -p "$(dirname "$folder/types/$file")"
        sed -e '/^\/\/\/ <amd-module/d' -e 's/\.ts\(["'"'"']\)/.js\1/g' "$scratch/src/$file" >"$folder/types/$file"
    done
    rm -rf "$scratch"
    echo "wrote $folder: $(find "$folder" -name '*.js' | wc -l) modules, $(find "$folder" -name '*.d.ts' | wc -l) files of types"
}

case "${1:-}" in
"")
    for line in "${entries[@]}"; do
        read -r name entry <<<"$line"
        bundle "$entry" --outfile="$assets/$name.js"
    done
    Scripts/embed-assets.py
    ;;
--check)
    if [ "$(esbuild --version)" != "$esbuild_version" ]; then
        echo "client bundles: not compared, this is esbuild $(esbuild --version) and not $esbuild_version"
        exit 0
    fi
    for line in "${entries[@]}"; do
        read -r name entry <<<"$line"
        if ! bundle "$entry" | cmp --silent - "$assets/$name.js"; then
            echo "$assets/$name.js is not up to date: run Scripts/build-client.sh" >&2
            exit 1
        fi
    done
    ;;
--package) package ;;
--size) bundle index --minify | gzip -9 | wc -c ;;
*)
    echo "unknown option '$1'; there are --check, --package and --size" >&2
    exit 64
    ;;
esac
