"""Protects an API by introspection with Authlib's own validator (RFC 7662, https://docs.authlib.org).

introspection_api.py INTROSPECTION_ENDPOINT AUTH_METHOD SCOPE, with the client's id and secret in CLIENT_ID and
CLIENT_SECRET, and "NAME TOKEN" lines on standard input.
"""

import os
import sys

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2 import OAuth2Error, ResourceProtector
from authlib.oauth2.rfc7662 import IntrospectTokenValidator

INTROSPECTION_ENDPOINT, AUTH_METHOD, SCOPE = sys.argv[1:]

# Authlib insists on https otherwise; on loopback the plain protocol is fine.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
client = OAuth2Session(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"], token_endpoint_auth_method=AUTH_METHOD)


class Validator(IntrospectTokenValidator):
    def introspect_token(self, token_string):
        # Authlib's documentation sends this hint, whatever the token is.
        answer = client.introspect_token(INTROSPECTION_ENDPOINT, token=token_string, token_type_hint="access_token")
        answer.raise_for_status()
        return answer.json()


class Request:
    def __init__(self, token):
        self.headers = {"Authorization": f"Bearer {token}"}


protector = ResourceProtector()
protector.register_token_validator(Validator())

for line in sys.stdin:
    name, token = line.split()
    try:
        print(name, "accepted", protector.validate_request([SCOPE], Request(token))["sub"])
    except OAuth2Error as error:
        print(name, "refused", error.error)
