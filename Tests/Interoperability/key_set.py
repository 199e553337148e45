"""The key set as the libraries' own key parsers see it."""

import json
import subprocess

import jwt
from joserfc.jwk import KeySet
from jwcrypto.jwk import JWK, JWKSet

# The members of a public key (RFC 7518 §6, RFC 8037 §2), by what says of which kind it is.
MEMBERS = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("OKP", "Ed25519"): ("EdDSA",),
    ("RSA", None): ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
}
PUBLIC = {"EC": {"crv", "x", "y"}, "OKP": {"crv", "x"}, "RSA": {"n", "e"}}


def judge(key_set, check):
    """Calls `check(promise, whether it holds)` for everything that the key set promises."""
    keys = key_set["keys"]
    check("the key set is an object with the member keys", set(key_set) == {"keys"} and len(keys) > 0)
    check("no two keys share a kid", len({key["kid"] for key in keys}) == len(keys))
    for key in keys:
        algorithms = MEMBERS.get((key["kty"], key.get("crv")), ())
        check("kty and crv fit alg", key["alg"] in algorithms)
        check("use is sig", key["use"] == "sig")
        # iat: since when the key is there; a member that none of the clients knows and all have to ignore.
        check("only public members", set(key) == {"kty", "kid", "alg", "use", "iat"} | PUBLIC[key["kty"]])
        check("iat is a time in whole seconds", type(key["iat"]) is int and key["iat"] > 0)
        # RFC 7638: recomputed by two libraries that know nothing of each other.
        check("kid is the thumbprint, by jwcrypto", JWK(**key).thumbprint() == key["kid"])
        if key["kty"] != "OKP":
            check("kid is the thumbprint, by jose", jose_thumbprint(key) == key["kid"])

    kids = [key["kid"] for key in keys]
    # PyJWT leaves keys out that it cannot use; here it must be able to use all.
    pyjwt = jwt.PyJWKSet.from_dict(key_set).keys
    check("PyJWT reads every key", [key.key_id for key in pyjwt] == kids)
    check("PyJWT reads alg and use", [(key.algorithm_name, key.public_key_use) for key in pyjwt]
          == [(key["alg"], "sig") for key in keys])
    joserfc = KeySet.import_key_set(key_set).keys
    check("joserfc reads every key", [key.thumbprint() for key in joserfc] == kids)
    check("joserfc sees no private key", not any(key.is_private for key in joserfc))
    jwcrypto = JWKSet.from_json(json.dumps(key_set))
    check("jwcrypto reads every key", {key["kid"] for key in jwcrypto} == set(kids))
    check("jwcrypto sees no private key", not any(key.has_private for key in jwcrypto))


def jose_thumbprint(key):
    return subprocess.run(
        ["jose", "jwk", "thp", "-i", "-"], input=json.dumps(key), capture_output=True, text=True, check=True, timeout=30
    ).stdout.strip()
