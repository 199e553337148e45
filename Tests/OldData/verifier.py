"""Whether a verifier of an older version can read what today's server publishes.

That verifier is compiled into other people's servers and cannot be kept here. What it reads is kept: `verifier-reads.json` of its
fixture names each member of each document that its sources look at, what it must be, and what becomes of it otherwise.
"""

import json

import jwt
from server import ISSUER


def reads_on(report, api, tessera, fixture):
    reads = json.loads((fixture / "verifier-reads.json").read_text())
    documents = published(api, tessera)
    for name, limit in reads["maximum_bytes"].items():
        for document in documents[name]:
            size = len(json.dumps(document).encode())
            report.check(f"an older verifier takes the {name} by its size", size <= limit, size)
    for read in reads["members"]:
        document, member, must = read["document"], read["member"], read["must"]
        report.check(f"there is a {document}", documents[document])
        for found in documents[document]:
            value = found
            for part in member.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            report.check(f"an older verifier finds {member} of the {document}: {must}; {read['why']}",
                         meets(must, value, found), value)


def meets(must, value, document):
    """Whether a member is what an older verifier wants; a `?` in the end lets it be absent."""
    if must.endswith("?"):
        return value is None or meets(must[:-1], value, document)
    if must.startswith("is "):
        return value == must.removeprefix("is ")
    return {
        "issuer": lambda: value == ISSUER,
        "address": lambda: isinstance(value, str) and value.startswith("http"),
        "own address": lambda: isinstance(value, str) and value.startswith(ISSUER + "/"),
        "own uri": lambda: value == document.get("_fetched_from"),
        "text": lambda: isinstance(value, str) and 0 < len(value) <= 256,
        "text of bytes": lambda: isinstance(value, str) and value != "",
        "texts": lambda: isinstance(value, list) and all(isinstance(element, str) for element in value),
        "object": lambda: isinstance(value, dict),
        "indices": lambda: isinstance(value, list) and value and all(is_integer(element) and element >= 0 for element in value),
        "index": lambda: is_integer(value) and value >= 0,
        "moment": lambda: is_integer(value),
        "positive": lambda: is_integer(value) and value > 0,
        "truth": lambda: isinstance(value, bool),
        "bits": lambda: value in (1, 2, 4, 8),
        "audience": lambda: value == ISSUER or isinstance(value, list) and ISSUER in value,
    }[must]()


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def published(api, tessera):
    """The documents and events of a server that is used; each as a list, for there is more than one of some."""
    events = api.listen("reads-on")
    hello = events.next()
    tokens = api.sign_in("person-067")
    access_token = tokens["access_token"]
    claims = jwt.decode(access_token, options={"verify_signature": False})
    api.done(204, "POST", "/auth/logout", {"refresh_token": tokens["refresh_token"]})
    tessera.command("key", "rotate", "--immediately", "--json")
    tessera.command("key", "revoke", jwt.get_unverified_header(access_token)["kid"], "--reason", "to see", "--json")
    heard = [hello, events.next(), events.next()]
    events.close()
    uri = claims["status"]["status_list"]["uri"]
    status = api.get("/" + uri.split("/", 3)[3])
    metadata = api.get("/.well-known/openid-configuration")
    keys = api.get("/.well-known/jwks.json").json()
    return {
        "metadata": [metadata.json()],
        "key set": [keys],
        "key": keys["keys"],
        "access token header": [jwt.get_unverified_header(access_token)],
        "access token": [claims],
        "status list header": [jwt.get_unverified_header(status.text)],
        "status list": [jwt.decode(status.text, options={"verify_signature": False}) | {"_fetched_from": uri}],
        **{f"event {name}": [json.loads(event["data"]) for event in heard if event["event"] == name]
           for name in ("hello", "status", "key_revoked")},
    }
