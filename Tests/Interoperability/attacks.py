"""Tokens that nobody may accept, made from one that everybody must."""

import json

from jwcrypto.common import base64url_decode, base64url_encode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

# For each algorithm, how a key for it is made: what a stranger can do too.
KEY_KINDS = {
    "ES256": {"kty": "EC", "crv": "P-256"},
    "ES384": {"kty": "EC", "crv": "P-384"},
    "ES512": {"kty": "EC", "crv": "P-521"},
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
} | {name: {"kty": "RSA", "size": 2048} for name in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")}


class Stranger:
    """Somebody with a key of their own, who says that it has our key's id, and publishes it under a URL of theirs."""

    def __init__(self, algorithm, kid):
        self.algorithm = algorithm
        self.key = JWK.generate(**KEY_KINDS[algorithm], kid=kid, alg=algorithm, use="sig")

    def key_set(self):
        return {"keys": [self.key.export_public(as_dict=True)]}

    def sign(self, header, claims):
        return sign(self.key, header, claims, self.algorithm)


def parts(token):
    """Header and claims of a token, unverified."""
    header, payload, _ = token.split(".")
    return json.loads(base64url_decode(header)), json.loads(base64url_decode(payload))


def sign(key, header, claims, algorithm):
    signed = JWS(json.dumps(claims))
    # By default jwcrypto signs with fewer algorithms than it knows.
    signed.allowed_algs = [algorithm]
    signed.add_signature(key, protected=json.dumps(header))
    return signed.serialize(compact=True)


def unsigned(header, claims):
    return ".".join(base64url_encode(json.dumps(part)) for part in (header, claims)) + "."


def forgeries(token, public_key, stranger, stranger_url):
    """The name of each forgery, and the forged token.

    `public_key` is the key that verifies `token`; `stranger_url` serves the stranger's key set.
    """
    header, claims = parts(token)
    head, payload, signature = token.split(".")
    somebody_else = base64url_encode(json.dumps({**claims, "sub": "00000000-0000-4000-8000-000000000000"}))
    yield "tampered-payload", f"{head}.{somebody_else}.{signature}"
    yield "tampered-signature", f"{head}.{payload}.{flipped(signature)}"
    yield "signature-cut-off", f"{head}.{payload}."
    yield "alg-none", unsigned({**header, "alg": "none"}, claims)
    yield "foreign-key-with-our-kid", stranger.sign(header, claims)
    yield "foreign-key-in-jwk", stranger.sign({**header, "jwk": stranger.key.export_public(as_dict=True)}, claims)
    yield "foreign-key-by-jku", stranger.sign({**header, "jku": stranger_url}, claims)
    yield "foreign-key-other-type", stranger.sign({**header, "typ": "JWT"}, claims)
    for form, secret in public_forms(public_key).items():
        shared = JWK(kty="oct", k=base64url_encode(secret))
        yield f"HS256-with-public-{form}", sign(shared, {**header, "alg": "HS256"}, claims, "HS256")


def flipped(signature):
    """The signature with one bit in its middle changed."""
    octets = bytearray(base64url_decode(signature))
    octets[len(octets) // 2] ^= 1
    return base64url_encode(bytes(octets))


def public_forms(public_key):
    """What a library that confuses keys could take as the secret of an HMAC (RFC 8725 §2.1)."""
    key = JWK(**public_key)
    return {"pem": key.export_to_pem(), "jwk": json.dumps(public_key, separators=(",", ":")).encode()}
