"""Says whether the sessions of access tokens go on, by the status lists that the tokens name.

Written from the Token Status List specification (draft-ietf-oauth-status-list) with PyJWT and zlib:
status_list_client.py JWKS_URI ISSUER ALGORITHM TOKEN… Verify the access tokens themselves first (pyjwt_client.py).
"""

import sys
import zlib
from base64 import urlsafe_b64decode

import jwt
import requests

JWKS_URI, ISSUER, ALGORITHM, *TOKENS = sys.argv[1:]
NAMES = {0: "VALID", 1: "INVALID", 2: "SUSPENDED"}  # §7.1
MOST_BYTES = 1 << 20

keys = jwt.PyJWKClient(JWKS_URI)


def status(claims):
    reference = claims["status"]["status_list"]  # §6.2
    if not reference["uri"].startswith(ISSUER + "/"):
        raise ValueError("The status list is not the issuer's")
    bits, octets = fetch(reference["uri"])
    per_octet = 8 // bits
    position, place = divmod(reference["idx"], per_octet)
    if position >= len(octets):
        raise ValueError("The index is outside the list")  # §8.3: then the token is refused
    value = octets[position] >> place * bits & (1 << bits) - 1  # §4.1: the least significant bit first
    return NAMES.get(value, value)


def fetch(uri):
    """The bits of an entry, and the list; a server would keep it for the seconds that `ttl` says."""
    answer = requests.get(uri, headers={"Accept": "application/statuslist+jwt"}, timeout=10)
    answer.raise_for_status()
    if answer.headers["Content-Type"] != "application/statuslist+jwt":
        raise ValueError(f"Not a status list token: {answer.headers['Content-Type']}")
    verified = jwt.decode_complete(
        answer.text,
        keys.get_signing_key_from_jwt(answer.text),
        algorithms=[ALGORITHM],
        issuer=ISSUER,
        subject=uri,  # §8.3: `sub` is where it was fetched from
        options={"require": ["sub", "iat", "status_list"], "verify_aud": False},
    )
    if verified["header"].get("typ") != "statuslist+jwt":  # §5.1
        raise ValueError("The token is no status list token")
    content = verified["payload"]["status_list"]
    if content["bits"] not in (1, 2, 4, 8):
        raise ValueError("bits is 1, 2, 4 or 8")
    compressed = urlsafe_b64decode(content["lst"] + "=" * (-len(content["lst"]) % 4))
    inflated = zlib.decompressobj()
    octets = inflated.decompress(compressed, MOST_BYTES)
    if not inflated.eof or inflated.unconsumed_tail or inflated.unused_data:
        raise ValueError("The list is too long or not whole")
    return content["bits"], octets


for token in TOKENS:
    print(status(jwt.decode(token, options={"verify_signature": False})))
