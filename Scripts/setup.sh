#!/usr/bin/env bash
# Makes this machine ready to build: finds Swift, finds each needed system package, installs those that are missing.
# Silent and quick (no package manager is asked) when everything is there.
# With `--python` it also puts the tools of `make test` that come from PyPI into .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Two set-ups at once (`make run & make notes &`) would fight over the package manager's lock: one after the other.
if command -v flock >/dev/null; then
    exec 9<"Scripts/setup.sh"
    flock 9
fi

readonly swift_needed_major=6 swift_needed_minor=3

say() { printf 'setup: %s\n' "$*" >&2; }
refuse() { say "$*"; exit 1; }

# --- Swift -----------------------------------------------------------------------------------------------------------
command -v swift >/dev/null ||
    refuse "Swift is not installed (no 'swift' on the PATH). Install Swift $swift_needed_major.$swift_needed_minor or newer from https://www.swift.org/install/ and run this again."
swift_version="$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)"
[ -n "$swift_version" ] || refuse "'swift --version' gave no version. Is the Swift on the PATH ($(command -v swift)) whole?"
read -r swift_major swift_minor <<<"$swift_version"
if ((swift_major < swift_needed_major || (swift_major == swift_needed_major && swift_minor < swift_needed_minor))); then
    refuse "Swift $swift_major.$swift_minor is too old: Tessera needs Swift $swift_needed_major.$swift_needed_minor or newer (https://www.swift.org/install/)."
fi

# --- System packages --------------------------------------------------------------------------------------------------
# Each line: the Debian package, then a test that is true when the machine already has what the package would bring.
readonly packages=(
    "libsqlite3-dev pkg-config --exists sqlite3"
    "libsodium-dev pkg-config --exists libsodium"
    "zlib1g-dev pkg-config --exists zlib"
    "pkg-config command -v pkg-config"
    "git command -v git"
    "curl command -v curl"
    "jq command -v jq"
    "openssl command -v openssl"
    "python3 command -v python3"
    "python3-venv python3 -c 'import ensurepip, venv'"
    "ca-certificates test -e /etc/ssl/certs"
)

missing=()
for line in "${packages[@]}"; do
    package="${line%% *}"
    if dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then continue; fi
    if eval "${line#* }" >/dev/null 2>&1; then continue; fi
    missing+=("$package")
done

if ((${#missing[@]} > 0)); then
    command -v apt-get >/dev/null ||
        refuse "this machine lacks what Debian calls: ${missing[*]}. Install them with your package manager and run this again."
    if [ "$(id -u)" = 0 ]; then as_root=()
    elif command -v sudo >/dev/null; then as_root=(sudo)
    else refuse "packages are missing. Run as root: apt-get install ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    install() {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}" >&2
    }
    # The package lists of a fresh machine are empty or old; they are fetched only when the first try fails.
    install || { "${as_root[@]}" apt-get update >&2 && install; } ||
        refuse "apt-get could not install the packages. Try by hand: apt-get install ${missing[*]}"
fi

# --- Python tools, only for the tests ---------------------------------------------------------------------------------
if [ "${1:-}" = --python ]; then
    if ! cmp --silent Scripts/requirements.txt .venv/installed.txt; then
        say "installing the test tools of Scripts/requirements.txt into .venv"
        rm -rf .venv
        python3 -m venv .venv
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement Scripts/requirements.txt >&2
        cp Scripts/requirements.txt .venv/installed.txt
    fi
fi
