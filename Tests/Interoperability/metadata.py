"""The metadata documents as Authlib's classes for RFC 8414 and OpenID Connect Discovery see them."""

import os

from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

# Authlib insists on https otherwise; what is served here is on loopback.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


def judge(document, issuer, check):
    """Calls `check(promise, whether it holds)` for everything that Authlib validates."""
    metadata = AuthorizationServerMetadata(document)
    check("Authlib reads the issuer", metadata.issuer == issuer)
    check("Authlib reads jwks_uri", metadata.jwks_uri == issuer + "/.well-known/jwks.json")
    for member in metadata.REGISTRY_KEYS:
        # A server without grants has no token endpoint and no response type to name; RFC 8414 does not foresee it.
        if member in ("token_endpoint", "response_types_supported") and document["grant_types_supported"] == []:
            continue
        check(f"Authlib accepts {member}", accepts(getattr(metadata, f"validate_{member}")))


def accepts(validate):
    try:
        validate()
    except ValueError:
        return False
    return True
