"""What stands on every answer, of every operation of the API document, in success and in failure."""

import re

from operations import ABSENT

FOREIGN_ORIGINS = [
    "https://attacker.test", "null", "http://localhost", "http://localhost:1", "https://localhost", "file://", "http://evil.localhost",
    "http://localhost.attacker.test", "http://localhost:8080.attacker.test", "http://attacker.test#http://localhost", "*", "",
    "http://LOCALHOST", "http://127.0.0.1.nip.io", "chrome-extension://abcdefgh",
]


def every_answer_of_every_operation_carries_the_security_headers(world):
    wire, mistakes = world.tessera.wire, []
    token, administrator = world.tessera.sign_in("ada")["access_token"], world.tessera.sign_in("root")["access_token"]
    for operation in world.operations:
        body, kind = (b"{", "application/json") if operation.takes_json else operation.content()
        tries = [
            wire.send(operation.method, operation.url(), {"Content-Type": kind}, body),
            wire.send(operation.method, operation.url(), {"Content-Type": "text/plain"}, b"x" if operation.media_types else None, token),
            wire.send("TRACE", operation.url()),
        ]
        if not operation.changes_state:
            tries += [wire.send(operation.method, operation.url(), token=administrator), wire.send("HEAD", operation.url())]
        for answer in tries:
            mistakes += [f"{operation} {answer.status}: {mistake}" for mistake in _mistakes(answer, operation)]
    assert not mistakes, sorted(set(mistakes))


def answers_to_what_is_no_request_carry_them_too(world):
    wire, mistakes = world.tessera.wire, []
    tries = {
        "an unknown path": wire.send("GET", "/nowhere"),
        "an unknown method": wire.send("BREW", "/auth/login"),
        "no HTTP": wire.raw(b"hello\r\n\r\n"),
        "an over-long header": wire.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"),
        "an over-long path": wire.send("GET", "/" + "x" * 60_000),
        "too large a body": wire.send("POST", "/auth/login", {"Content-Type": "application/json"}, b"x" * 70_000),
        "the wrong content type": wire.send("POST", "/auth/login", {"Content-Type": "text/xml"}, b"<x/>"),
    }
    for name, answer in tries.items():
        assert 400 <= answer.status < 500, f"{name}: {answer.status}"
        mistakes += [f"{name}: {mistake}" for mistake in _mistakes(answer)]
    assert not mistakes, mistakes


def answers_with_tokens_are_stored_by_nobody(world):
    wire = world.tessera.wire
    tokens = world.tessera.sign_in("ada")
    answers = [
        wire.send("POST", "/auth/login", body={"identifier": "ada", "password": "correct horse battery staple"}),
        wire.send("POST", "/auth/refresh", body={"refresh_token": tokens["refresh_token"]}),
        wire.send("GET", "/auth/me", token=tokens["access_token"]),
        wire.send("GET", "/auth/me/export", token=tokens["access_token"]),
        world.notes.wire.send("GET", "/notes", token=tokens["access_token"]),
    ]
    assert [answer.status for answer in answers] == [200] * 5
    assert all("no-store" in (answer.header("Cache-Control") or "") for answer in answers)


def no_foreign_origin_may_read_any_answer(world):
    wire, readable = world.tessera.wire, []
    own = world.tessera.url
    origins = FOREIGN_ORIGINS + [own + "/", own + ".attacker.test", own + "@attacker.test", own.replace("http:", "https:"), own + "0",
                                 own.replace("localhost", "evil-localhost"), own + " https://attacker.test", own.upper()]
    for operation in world.operations:
        if operation.changes_state and operation.id not in ("login", "refresh", "logout"):
            origins_here = origins[:2]
        else:
            origins_here = origins
        for origin in origins_here:
            for answer in (
                wire.send(operation.method, operation.url(), {"Origin": origin}),
                wire.send("OPTIONS", operation.url(), {"Origin": origin, "Access-Control-Request-Method": operation.method,
                                                       "Access-Control-Request-Headers": "authorization, tessera-client"}),
            ):
                allowed, credentials = answer.header("Access-Control-Allow-Origin"), answer.header("Access-Control-Allow-Credentials")
                if allowed is not None and not (allowed == "*" and _is_public(operation)) or credentials:
                    readable.append(f"{operation} told {origin!r}: {allowed}, {credentials}")
    assert not readable, readable
    for origin in origins:
        for answer in (world.notes.wire.send("GET", "/notes", {"Origin": origin}),
                       world.notes.wire.send("OPTIONS", "/notes", {"Origin": origin, "Access-Control-Request-Method": "PUT"})):
            assert not answer.all("Access-Control-Allow-Origin"), origin


def the_own_origin_is_allowed_by_name(world):
    # Without this the test above would hold for a server that allows nobody.
    answer = world.tessera.wire.send("GET", "/auth/me", {"Origin": world.tessera.url})
    assert answer.header("Access-Control-Allow-Origin") == world.tessera.url and "Origin" in answer.header("Vary")
    answer = world.notes.wire.send("GET", "/notes", {"Origin": world.tessera.url})
    assert answer.header("Access-Control-Allow-Origin") == world.tessera.url and not answer.all("Access-Control-Allow-Credentials")


def pages_run_only_what_this_server_serves(world):
    pages = [operation for operation in world.operations if operation.method == "GET" and not operation.names]
    seen = 0
    for operation in pages:
        answer = world.tessera.wire.send("GET", operation.path)
        if not (answer.header("Content-Type") or "").startswith("text/html"):
            continue
        seen += 1
        policy = _policy(answer)
        assert policy["default-src"] == ["'none'"] and policy["base-uri"] == ["'none'"], operation
        assert policy["frame-ancestors"] == ["'none'"] and set(policy["form-action"]) <= {"'self'", "'none'"}, operation
        assert set(policy.get("script-src", [])) <= {"'self'"} and set(policy["style-src"]) <= {"'self'"}, operation
        assert policy["require-trusted-types-for"] == ["'script'"], operation
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style|javascript:", answer.text()), f"{operation} has inline code"
        assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", answer.text()), f"{operation} loads from elsewhere"
    assert seen >= 5, seen


def _policy(answer):
    parts = [part.split() for part in answer.header("Content-Security-Policy").split(";")]
    return {part[0]: part[1:] for part in parts if part}


def _is_public(operation):
    return operation.path.startswith("/.well-known/") or operation.path.startswith("/status/lists")


def _mistakes(answer, operation=None):
    # `same-origin` on pages with forms: with `no-referrer` browsers send `Origin: null` with a form. Both tell others nothing.
    if answer.all("Referrer-Policy") not in (["no-referrer"], ["same-origin"]):
        yield f"Referrer-Policy is {answer.all('Referrer-Policy')}"
    expected = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
                "Cross-Origin-Opener-Policy": "same-origin"}
    for name, value in expected.items():
        if answer.all(name) != [value]:
            yield f"{name} is {answer.all(name)}"
    policies = answer.all("Content-Security-Policy")
    if len(policies) != 1 or "default-src 'none'" not in policies[0] or "frame-ancestors 'none'" not in policies[0]:
        yield f"Content-Security-Policy is {policies}"
    elif "unsafe" in policies[0]:
        yield policies[0]
    for name in ("Server", "X-Powered-By", "Via"):
        if answer.all(name):
            yield f"{name} tells {answer.all(name)}"
    cacheable = operation is not None and "304" in operation.statuses and answer.status in (200, 304)
    if not cacheable and "no-store" not in "".join(answer.all("Cache-Control")):
        yield f"Cache-Control is {answer.all('Cache-Control')}"
    if ABSENT in "".join(value for _, value in answer.headers):
        yield "a header echoes the path"
    for cookie in answer.all("Set-Cookie"):
        if not all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/")) or "Domain" in cookie:
            yield f"a cookie is {cookie}"
