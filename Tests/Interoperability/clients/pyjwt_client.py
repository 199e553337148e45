"""Verifies access tokens with PyJWT (https://pyjwt.readthedocs.io).

pyjwt_client.py JWKS_URI ISSUER AUDIENCE ALGORITHM, with "NAME TOKEN" lines on standard input.
"""

import sys

import jwt

JWKS_URI, ISSUER, AUDIENCE, ALGORITHM = sys.argv[1:]

# Keeps the key set for five minutes, and asks again when a token names a key that it does not know.
keys = jwt.PyJWKClient(JWKS_URI)


def verify(token):
    verified = jwt.decode_complete(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=[ALGORITHM],
        issuer=ISSUER,
        audience=AUDIENCE,
        options={"require": ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"]},
    )
    # PyJWT leaves the type to its user: only an access token may be used as one (RFC 9068 §4).
    if verified["header"].get("typ", "").lower() not in ("at+jwt", "application/at+jwt"):
        raise jwt.InvalidTokenError("The token is no access token")
    return verified["payload"]


for line in sys.stdin:
    name, token = line.split()
    try:
        print(name, "accepted", verify(token)["sub"])
    except jwt.PyJWTError as error:
        print(name, "refused", error)
