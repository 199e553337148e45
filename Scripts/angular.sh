#!/usr/bin/env bash
# The Angular example (Examples/angular), with all that it needs.
#   Scripts/angular.sh run          builds what is out of date, starts Tessera, the notes API and the application, until Ctrl-C
#   Scripts/angular.sh build        only builds: the client, the library, the application
#   Scripts/angular.sh build lab    and the application with the door for the tests in Chromium
# Ends with 69 and one line when Node or its packages cannot be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'angular: %s\n' "$*" >&2; }
refuse() { say "$*"; exit 1; }

# --- Building ---------------------------------------------------------------------------------------------------------
# Whether a file is missing, or older than something in the folders after it.
is_old() {
    local file="$1"
    shift
    [ ! -e "$file" ] || [ -n "$(find "$@" -newer "$file" -not -path '*/dist/*' -not -path '*/.angular/*' -type f -print -quit)" ]
}
# A step with its words; what it prints is shown only when it fails.
step() {
    local words="$1" report status=0
    shift
    say "$words"
    report="$(mktemp)"
    "$@" >"$report" 2>&1 || status=$?
    ((status == 0)) || cat "$report" >&2
    rm -f "$report"
    return "$status"
}
in_folder() { (cd "$1" && CI=true "$root/Scripts/node.sh" "${@:2}"); }
readonly root="$PWD"

build() {
    # With the programs of the packages on the PATH, so with their esbuild where the system has none.
    Scripts/node.sh --install Scripts/build-angular.sh --if-needed
    local sources=(Examples/angular/src Examples/angular/public Examples/angular/angular.json Clients/angular/dist/.built)
    if is_old Examples/angular/dist/browser/index.html "${sources[@]}"; then
        step "building the application" in_folder Examples/angular ng build
    fi
    if [ "${1:-}" = lab ] && is_old .build/notebook-lab/browser/index.html Tests/Browser/notebook/lab.ts "${sources[@]}"; then
        step "building the application with a door for tests" in_folder Examples/angular ng build --configuration lab
    fi
}

# --- Running ----------------------------------------------------------------------------------------------------------
# The documented port if it is free, else any.
port() {
    python3 - "$1" <<'PYTHON'
import socket, sys
for wished in (int(sys.argv[1]), 0):
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wished))
        except OSError:
            continue
        print(probe.getsockname()[1])
        break
PYTHON
}
answers() { # address, its process
    for _ in {1..300}; do
        if curl --silent --output /dev/null "$1"; then return; fi
        kill -0 "$2" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

readonly state=.tessera/angular password="correct horse battery staple"
children=()
end() {
    trap - EXIT INT TERM
    if ((${#children[@]} > 0)); then
        kill "${children[@]}" 2>/dev/null || true
        wait "${children[@]}" 2>/dev/null || true
    fi
    exit "$1"
}

run() {
    Scripts/setup.sh
    build
    local configuration="${CONFIGURATION:-debug}" programs product
    programs="$(swift build --configuration "$configuration" --show-bin-path)"
    for product in tessera notes; do
        [ -x "$programs/$product" ] || say "building $product; the first build takes five to ten minutes, the next ones take seconds"
        swift build --configuration "$configuration" --product "$product" >&2
    done
    mkdir -p "$state"
    local issuer api application
    issuer="http://localhost:$(port 8080)" api="http://localhost:$(port 8081)" application="http://localhost:$(port 4200)"
    local database=(--database-path "$state/tessera.sqlite")

    trap 'end 0' INT TERM
    trap 'end 1' EXIT
    "$programs/tessera" serve "${database[@]}" --http-port "${issuer##*:}" --issuer "$issuer" \
        --scopes "account notes:read notes:write" --audience "$issuer $api" --http-allowed-origins "$application" >"$state/tessera.log" 2>&1 &
    children+=($!)
    answers "$issuer/health/ready" $! || { tail -n 5 "$state/tessera.log" >&2; refuse "Tessera did not start; its whole log: $state/tessera.log"; }
    "$programs/notes" --port "${api##*:}" --issuer "$issuer" --audience "$api" --allowed-origin "$application" >"$state/notes.log" 2>&1 &
    children+=($!)
    answers "$api/notes" $! || { tail -n 5 "$state/notes.log" >&2; refuse "the notes API did not start; its whole log: $state/notes.log"; }
    Scripts/node.sh node Examples/angular/serve.mjs --port "${application##*:}" --issuer "$issuer" --api "$api" >"$state/application.log" 2>&1 &
    children+=($!)
    answers "$application/config.json" $! || { cat "$state/application.log" >&2; refuse "the application did not start."; }
    # Two people to begin with. They are there already when this was run before.
    for person in "ada" "grace --role admin"; do
        # shellcheck disable=SC2086
        printf '%s\n' "$password" | "$programs/tessera" user create "${database[@]}" --user-name $person >/dev/null 2>&1 || true
    done
    cat <<TEXT

  The application       $application
  Sign in as            ada, or grace who is an administrator; the password of both: $password
  In German             $application/de/

  Tessera               $issuer (API: $issuer/docs)
  The notes API         $api
  Its source            Examples/angular/src, from main.ts on
  State and logs        $state (delete the folder to begin again)

Ctrl-C ends it.
TEXT
    # As soon as one ends, all end.
    wait -n "${children[@]}" || true
    refuse "one of the three has ended; the logs are in $state."
}

case "${1:-}" in
run) run ;;
build) build "${2:-}" ;;
*) say "unknown command '${1:-}'; there are run and build"; exit 64 ;;
esac
