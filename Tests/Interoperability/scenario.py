"""What one issuer with one signing algorithm has to give: a good token, its siblings that are not, and forgeries."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import status_list
from attacks import Stranger, forgeries, parts
from tessera_server import PASSWORD, TesseraServer

AUDIENCE = "https://api.example"
ELSEWHERE = "https://elsewhere.example"
# Under the stranger's key set these are good, and only these; the last one for a client that looks at no type.
BY_STRANGER = ("foreign-key-with-our-kid", "foreign-key-in-jwk", "foreign-key-by-jku")
OTHER_TYPE = "foreign-key-other-type"


@dataclass(frozen=True)
class Scenario:
    server: TesseraServer
    algorithm: str
    #: Every token by what is the matter with it.
    tokens: dict
    #: Whom the good ones are about, by their names.
    subjects: dict
    stranger_url: str
    stranger_requests: list


@contextmanager
def scenario(binary, folder, algorithm):
    """The scenario while its server serves.

    All but the forgeries are what the server itself wrote under other settings, so each differs from the good token in
    one thing.
    """
    server = TesseraServer(binary, folder, signing_keys_algorithm=algorithm, audience=AUDIENCE)
    with server.serving():
        ada = server.register("ada")
        retired = server.sign_in("ada")["access_token"]
    server.command("key", "revoke", kid(retired), "--reason", "to see who notices")
    editor = ("user", "create", "--user-name", "grace", "--role", "editor", "--role", "author", "--json")
    grace = json.loads(server.command(*editor, text=PASSWORD + "\n"))["id"]
    siblings = {}
    for name, change in {
        "expired": {"access_token_lifetime": "1s"},
        "wrong-audience": {"audience": ELSEWHERE},
        "wrong-issuer": {"issuer": ELSEWHERE},
        "good-for-two-apis": {"audience": f"{ELSEWHERE} {AUDIENCE}"},
    }.items():
        with server.serving(**change):
            siblings[name] = server.sign_in("ada")["access_token"]

    # The next key is of another kind and published already, as when an operator changes the algorithm.
    with server.serving(signing_keys_algorithm="ES256" if algorithm == "EdDSA" else "EdDSA"):
        good = server.sign_in("ada")["access_token"]
        siblings["good-with-roles"] = server.sign_in("grace")["access_token"]
        siblings["status-list-token"] = status_list.token(server)
        published = {key["kid"]: key for key in server.jwks()["keys"]}
        expect(len(published) == 2, "two keys are published")
        expect(kid(retired) not in published, "a revoked key is published no more")
        expect({kid(token) for token in siblings.values()} == {kid(good)}, "one key signed the token and its siblings")
        stranger = Stranger(algorithm, kid(good))
        with serving_json(stranger.key_set()) as (url, requests):
            tokens = {"good": good, **siblings, "retired-key": retired}
            tokens |= dict(forgeries(good, published[kid(good)], stranger, url))
            wait_until_expired(siblings["expired"])
            subjects = {"good": ada, "good-for-two-apis": ada, "good-with-roles": grace}
            yield Scenario(server, algorithm, tokens, subjects, url, requests)


def kid(token):
    return parts(token)[0]["kid"]


def wait_until_expired(token):
    """At most a second: the other tokens have been made meanwhile."""
    # Whole seconds on both sides: one library says `now > exp` with its clock rounded down.
    while int(time.time()) <= parts(token)[1]["exp"]:
        time.sleep(0.02)


@contextmanager
def serving_json(document):
    """A URL that serves a document, and the list of requests that it has seen."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append(self.path)
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jwks.json", requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def expect(condition, promise):
    if not condition:
        raise AssertionError(f"not so: {promise}")
