"""Verifies access tokens with jwcrypto (https://jwcrypto.readthedocs.io).

jwcrypto_client.py JWKS_URI ISSUER AUDIENCE ALGORITHM, with "NAME TOKEN" lines on standard input.
"""

import json
import sys

import requests
from jwcrypto.common import JWException
from jwcrypto.jwk import JWKSet
from jwcrypto.jwt import JWT

JWKS_URI, ISSUER, AUDIENCE, ALGORITHM = sys.argv[1:]

# jwcrypto does not fetch: a server would do this again every few minutes.
keys = JWKSet.from_json(requests.get(JWKS_URI, timeout=10).text)


def verify(text):
    # None: the claim must be there; `exp` must also be in the future.
    token = JWT(
        algs=[ALGORITHM],
        check_claims={"iss": ISSUER, "aud": AUDIENCE, "exp": None, "sub": None, "client_id": None},
        expected_type="JWS",
        strict_serialization=True,
    )
    # It forgives a minute unless told otherwise.
    token.leeway = 0
    token.deserialize(text, keys)
    # `expected_type` is JWS or JWE; the type of RFC 9068 §4 is left to its user.
    if json.loads(token.header).get("typ", "").lower() not in ("at+jwt", "application/at+jwt"):
        raise ValueError("The token is no access token")
    return json.loads(token.claims)


for line in sys.stdin:
    name, token = line.split()
    try:
        print(name, "accepted", verify(token)["sub"])
    except (JWException, ValueError) as error:
        print(name, "refused", type(error).__name__, str(error).replace("\n", " "))
