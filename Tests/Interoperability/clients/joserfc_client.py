"""Verifies access tokens with joserfc (https://jose.authlib.org).

joserfc_client.py JWKS_URI ISSUER AUDIENCE ALGORITHM, with "NAME TOKEN" lines on standard input.
"""

import sys

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

JWKS_URI, ISSUER, AUDIENCE, ALGORITHM = sys.argv[1:]

# joserfc does not fetch: a server would do this again every few minutes.
keys = KeySet.import_key_set(requests.get(JWKS_URI, timeout=10).json())
rules = jwt.JWTClaimsRegistry(
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": AUDIENCE},
    sub={"essential": True},
    exp={"essential": True},
    client_id={"essential": True},
)


def verify(text):
    token = jwt.decode(text, keys, algorithms=[ALGORITHM])
    # joserfc leaves the type to its user: only an access token may be used as one (RFC 9068 §4).
    if token.header.get("typ", "").lower() not in ("at+jwt", "application/at+jwt"):
        raise ValueError("The token is no access token")
    rules.validate(token.claims)
    return token.claims


for line in sys.stdin:
    name, token = line.split()
    try:
        print(name, "accepted", verify(token)["sub"])
    # A key that the set does not have is a ValueError in some of its versions.
    except (JoseError, ValueError) as error:
        print(name, "refused", type(error).__name__, error)
