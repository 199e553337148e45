#!/usr/bin/env bash
# Makes this machine ready to build: finds Swift, finds each needed system package, installs those that are missing.
# Silent and quick (no package manager is asked) when everything is there.
# With `--tests` it also gets what only `make test` needs: more Debian packages, and the PyPI tools into .venv; with
# `--checks` what `make check` needs to read scripts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Two set-ups at once (`make run & make notes &`) would fight over the package manager's lock: one after the other.
if command -v flock >/dev/null; then
    exec 9<"Scripts/setup.sh"
    flock 9
fi

mode="${1:-}"
readonly mode swift_needed_major=6 swift_needed_minor=2

say() { printf 'setup: %s\n' "$*" >&2; }
refuse() { say "$*"; exit 1; }
case "$mode" in "" | --tests | --checks) ;; *) refuse "unknown option '$mode'; there are --tests and --checks" ;; esac

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
packages=(
    "libsqlite3-dev pkg-config --exists sqlite3"
    "libsodium-dev pkg-config --exists libsodium"
    "libpq-dev pkg-config --exists libpq"
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
# Only for the tests. Programs that a package would start as a service also stand in `services`.
# `apache2-bin` is Apache without its service and its configuration.
test_packages=(
    "nodejs command -v node"
    "esbuild command -v esbuild"
    "chromium command -v chromium"
    "chromium-driver command -v chromedriver"
    "jose command -v jose"
    "apache2-bin test -x /usr/sbin/apache2"
    "nginx test -x /usr/sbin/nginx"
    "haproxy test -x /usr/sbin/haproxy"
    "postgresql compgen -G '/usr/lib/postgresql/*/bin/initdb'"
    "pgbouncer test -x /usr/sbin/pgbouncer"
    "strace command -v strace"
    "libfaketime compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1'"
    "libapache2-mod-oauth2 test -e /usr/lib/apache2/modules/mod_oauth2.so"
)
services=(nginx haproxy postgresql pgbouncer)
# Only for the checks.
check_packages=(
    "shellcheck command -v shellcheck"
    "pyflakes3 command -v pyflakes3"
)
case "$mode" in
--tests) packages+=("${test_packages[@]}") ;;
--checks) packages+=("${check_packages[@]}") ;;
esac

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
    install_missing() {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}" >&2
    }

    # Installing must start nothing and change nothing of what runs here already. Debian's packages ask `policy-rc.d`
    # before they start or restart a service; where the machine has none of its own, ours says no for the while.
    policy=/usr/sbin/policy-rc.d
    if [ "$mode" = --tests ] && [ ! -e "$policy" ]; then
        trap '"${as_root[@]}" rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy"
    fi
    # The package lists of a fresh machine are empty or old; they are fetched only when the first try fails.
    install_missing || { "${as_root[@]}" apt-get update >&2 && install_missing; } ||
        refuse "apt-get could not install the packages. Try by hand: apt-get install ${missing[*]}"
    for package in "${missing[@]}"; do
        case " ${services[*]} " in *" $package "*)
            # It was not here before, so whatever runs of it, or would at the next start of the machine, is our doing.
            "${as_root[@]}" update-rc.d "$package" disable >/dev/null 2>&1 || true
            if [ -d /run/systemd/system ]; then "${as_root[@]}" systemctl stop "$package" >/dev/null 2>&1 || true
            else "${as_root[@]}" "/etc/init.d/$package" stop >/dev/null 2>&1 || true
            fi
            ;;
        esac
        # A module switches itself on in an Apache that somebody runs here; ours gets its own configuration.
        if [ "$package" = libapache2-mod-oauth2 ] && command -v a2dismod >/dev/null; then
            "${as_root[@]}" a2dismod --quiet --force oauth2 >/dev/null 2>&1 || true
        fi
    done
fi

# --- Python tools, only for the tests ---------------------------------------------------------------------------------
if [ "$mode" = --tests ]; then
    if ! cmp --silent Scripts/requirements.txt .venv/installed.txt; then
        say "installing the test tools of Scripts/requirements.txt into .venv"
        rm -rf .venv
        python3 -m venv .venv
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement Scripts/requirements.txt >&2
        cp Scripts/requirements.txt .venv/installed.txt
    fi
fi
