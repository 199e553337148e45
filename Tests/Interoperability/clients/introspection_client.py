"""Asks for a token's state, revokes it, and asks again, with Authlib (RFC 7662, RFC 7009).

introspection_client.py INTROSPECTION_ENDPOINT REVOCATION_ENDPOINT AUTH_METHOD TOKEN_TYPE TOKEN, with the client's id
and secret in CLIENT_ID and CLIENT_SECRET. Prints what each answer said, one a line.
"""

import json
import os
import sys

from authlib.integrations.requests_client import OAuth2Session

INTROSPECTION_ENDPOINT, REVOCATION_ENDPOINT, AUTH_METHOD, TOKEN_TYPE, TOKEN = sys.argv[1:]

# Authlib insists on https otherwise; on loopback the plain protocol is fine.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
client = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    token_endpoint_auth_method=AUTH_METHOD,
    revocation_endpoint_auth_method=AUTH_METHOD,
)


def introspect():
    answer = client.introspect_token(INTROSPECTION_ENDPOINT, token=TOKEN, token_type_hint=TOKEN_TYPE)
    print(answer.status_code, json.dumps(answer.json()))


introspect()
print(client.revoke_token(REVOCATION_ENDPOINT, token=TOKEN, token_type_hint=TOKEN_TYPE).status_code)
introspect()
