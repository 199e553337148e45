"""Proofs of possession (RFC 9449) as a thief would make them: well made, by a key of his own."""

import base64
import hashlib
import json
import time
import uuid

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS


def new_key():
    return JWK.generate(kty="EC", crv="P-256")


def proof(key, method, url, token=None, nonce=None):
    """A DPoP proof (RFC 9449 §4.2) for one request."""
    claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": url, "iat": int(time.time())}
    if token:
        claims["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    if nonce:
        claims["nonce"] = nonce
    made = JWS(json.dumps(claims))
    made.add_signature(key, None, json.dumps({"typ": "dpop+jwt", "alg": "ES256", "jwk": json.loads(key.export_public())}))
    return made.serialize(compact=True)


def read(compact):
    """A token's or a proof's header and claims, unverified."""
    parts = compact.split(".")
    return [json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2]]
