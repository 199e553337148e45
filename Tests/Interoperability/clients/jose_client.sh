#!/usr/bin/env bash
# Verifies access tokens with Debian's `jose` command, curl and jq.
#
# jose_client.sh JWKS_URI ISSUER AUDIENCE ALGORITHM, with "NAME TOKEN" lines on standard input.
set -euo pipefail

jwks_uri="$1" issuer="$2" audience="$3" algorithm="$4"
keys="$(curl --silent --show-error --fail "$jwks_uri")"

verify() {
    local token="$1" header key claims
    header="$(jose b64 dec -i <(printf "%s" "${token%%.*}") -O -)"
    jq --exit-status --arg algorithm "$algorithm" '.alg == $algorithm and .typ == "at+jwt"' <<<"$header" >/dev/null || {
        echo "another algorithm or type than agreed"
        return 1
    }
    # `jose jws ver` would try every key of the set; the token says which one it is to be.
    key="$(jq --exit-status --argjson header "$header" \
        '.keys[] | select(.kid == $header.kid and .alg == $header.alg)' <<<"$keys")" || {
        echo "signed with a key that is not published"
        return 1
    }
    claims="$(jose jws ver -i <(printf "%s" "$token") -k <(printf "%s" "$key") -O -)" || {
        echo "the signature is wrong"
        return 1
    }
    jq --exit-status --raw-output --arg issuer "$issuer" --arg audience "$audience" '
        if .iss != $issuer then error("another issuer")
        elif [.aud] | flatten | index($audience) | not then error("meant for another API")
        elif .exp <= now then error("expired")
        else .sub end' <<<"$claims"
}

while read -r name token; do
    if answer="$(verify "$token" 2>&1)"; then
        echo "$name accepted $answer"
    else
        echo "$name refused ${answer//$'\n'/ }"
    fi
done
