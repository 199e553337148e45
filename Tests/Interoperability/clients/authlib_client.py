"""Verifies access tokens with Authlib's validator of RFC 9068 (https://docs.authlib.org).

authlib_client.py JWKS_URI ISSUER AUDIENCE ALGORITHM, with "NAME TOKEN" lines on standard input. The validator chooses
the algorithms itself: it takes ES256 and RS256 of those that Tessera offers.
"""

import sys

import requests
from authlib.oauth2.rfc6749.errors import OAuth2Error
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from joserfc.jwk import KeySet

JWKS_URI, ISSUER, AUDIENCE, _ = sys.argv[1:]


class TesseraTokenValidator(JWTBearerTokenValidator):
    """What a resource server registers: `ResourceProtector().register_token_validator(TesseraTokenValidator(…))`."""

    key_set = None

    def get_jwks(self):
        if self.key_set is None:
            self.key_set = KeySet.import_key_set(requests.get(JWKS_URI, timeout=10).json())
        return self.key_set


validator = TesseraTokenValidator(issuer=ISSUER, resource_server=AUDIENCE)


def verify(text):
    token = validator.authenticate_token(text)
    validator.validate_token(token, scopes=["account"], request=None)
    return token


for line in sys.stdin:
    name, token = line.split()
    try:
        print(name, "accepted", verify(token)["sub"])
    except OAuth2Error as error:
        print(name, "refused", error, f"({error.__cause__})")
