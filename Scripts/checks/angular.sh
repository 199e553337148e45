#!/usr/bin/env bash
# The Angular library and its example: eslint with types and templates, prettier, and how both packages look to those who install them
# (publint, are-the-types-wrong). Without Node or its packages it says so in one line, and the other checks go on.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit

status=0
Scripts/node.sh --install true || status=$?
if ((status == 69)); then echo "angular: skipped, since there is no Node or its packages cannot be had"; exit 0; fi
((status == 0)) || exit "$status"
# eslint reads the types of the packages, and the two last judge what is packed.
Scripts/build-angular.sh --if-needed || status=$?
if ((status == 69)); then echo "angular: skipped, since esbuild is missing (Scripts/setup.sh --tests brings it)"; exit 0; fi
((status == 0)) || exit "$status"

failed=0
judge() { Scripts/node.sh "$@" || failed=1; }
judge eslint --max-warnings 0 --no-error-on-unmatched-pattern Clients/angular Examples/angular
judge prettier --check --log-level warn Clients/angular Examples/angular eslint.config.mjs
packed="$(mktemp -d)"
trap 'rm -rf "$packed"' EXIT
for package in Clients/web Clients/angular/dist; do
    judge npm pack "./$package" --silent --pack-destination "$packed" >/dev/null
done
for package in "$packed"/*.tgz; do
    judge publint run --strict "$package"
    # Both are ES modules, as every browser and every Angular builder takes them.
    judge attw "$package" --profile esm-only --no-emoji --format ascii --quiet
done
((failed == 0)) && echo "angular: in order"
exit "$failed"
