# What run.sh and load/run.sh demand of the machine. Source it with the name that stands before each message.
name="$1"

say() { printf '%s: %s\n' "$name" "$*" >&2; }
refuse() { say "$*"; exit 1; }

require_linux() { [ "$(uname -s)" = Linux ] || refuse "this reads /proc: run it on Linux."; }

# require_program NAME URL: installs the Debian package of that name when the program is missing.
require_program() {
    if command -v "$1" >/dev/null; then return; fi
    command -v apt-get >/dev/null || refuse "$1 is missing: install it ($2) and run this again."
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || refuse "$1 is missing. Run as root: apt-get install $1"
        as_root=(sudo)
    fi
    say "installing $1, which makes the load"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1")
    ${as_root[@]+"${as_root[@]}"} "${install[@]}" >&2 ||
        { ${as_root[@]+"${as_root[@]}"} apt-get update >&2 && ${as_root[@]+"${as_root[@]}"} "${install[@]}" >&2; } ||
        refuse "apt-get could not install $1."
}

# The load average of the last minute still counts the build; waits until it has faded.
await_quiet_machine() {
    say "waiting until the machine is quiet (at most ten minutes; --allow-load does not wait)"
    for _ in $(seq 120); do
        if is_quiet; then return; fi
        sleep 5
    done
    refuse "the machine is busy (load $(cut -d ' ' -f 1 /proc/loadavg)), so the figures would mean nothing. --allow-load measures anyway."
}
is_quiet() { awk '{ exit !($1 < 1.0) }' /proc/loadavg; }
