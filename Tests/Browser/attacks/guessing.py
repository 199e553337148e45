"""Guessing passwords and names. The limits are the real ones here; only the hashes are cheap."""

import functools
import re

from operations import FORM
from targets import PASSWORD, QUICK
from visitors import Visitor

WRONG = "not the password at all"


@functools.cache
def _server(world):
    """Behind a proxy that the server believes, so that a test can come from any address."""
    settings = {name: value for name, value in QUICK.items() if name.startswith(("password", "registration"))}
    return world.server("guarded", settings=settings, http_behind_proxy=True, http_trusted_proxies="127.0.0.1").furnish()


def _try(server, name, address, password=WRONG, forwarded=""):
    return server.wire.send("POST", "/auth/login", {"X-Forwarded-For": forwarded + address}, {"identifier": name, "password": password})


def guesses_from_one_address_are_stopped_and_the_right_one_is_no_exception(world):
    server = _server(world)
    answers = [_try(server, "ada", "203.0.113.1") for _ in range(12)]
    statuses = [answer.status for answer in answers]
    assert statuses[0] == 401 and statuses[-1] == 429, statuses
    assert int(answers[-1].header("Retry-After")) > 0
    assert _try(server, "ada", "203.0.113.1", PASSWORD).status == 429, "the right password is told apart while guessing is stopped"
    # Inventing hops in front does not help: only what the proxy itself saw counts.
    assert _try(server, "ada", "203.0.113.1", forwarded="198.51.100.99, ").status == 429
    assert {_try(server, "ada", f"203.0.113.{2 + number // 200}", forwarded=f"192.0.2.{number}, ").status for number in range(30)} == {401, 429}


def the_form_of_the_hosted_page_is_no_way_around(world):
    server, name = _server(world), world.fresh_name()
    server.register(name)
    visitor = Visitor(server)
    token = visitor.form_token("/login")
    statuses = [visitor.submit("/login", {"identifier": name, "password": WRONG}, {"X-Forwarded-For": "203.0.113.40"}, token).status for _ in range(12)]
    assert statuses[0] == 401 and statuses[-1] == 429, statuses
    assert _try(server, name, "203.0.113.40", PASSWORD).status == 429, "the page and the API count apart"
    people = world.fresh_name(), "nobody-at-all"
    server.register(people[0])
    pages = [visitor.submit("/login", {"identifier": who, "password": WRONG}, {"X-Forwarded-For": f"203.0.113.{41 + index}"}, token)
             for index, who in enumerate(people)]
    # The hidden field is masked anew each time.
    texts = [re.sub(r'name="form_token" value="[^"]+"', "", answer.text().replace(who, "WHO")) for answer, who in zip(pages, people)]
    assert [page.status for page in pages] == [401, 401]
    different = [pair for pair in zip(texts[0].splitlines(), texts[1].splitlines()) if pair[0] != pair[1]]
    assert not different, different


def a_storm_from_everywhere_does_not_lock_the_owner_out(world):
    server, name = _server(world), world.fresh_name()
    server.register(name)
    assert _try(server, name, "198.51.100.7", PASSWORD).status == 200
    statuses = [_try(server, name, f"203.0.{number}.9").status for number in range(40)]
    assert 429 in statuses and 401 in statuses, statuses
    assert _try(server, name, "198.51.100.7", PASSWORD).status == 200, "an attacker from elsewhere locks the owner out"


def one_password_for_many_names_is_stopped(world):
    server = _server(world)
    statuses = [_try(server, f"somebody{number}", "203.0.113.77").status for number in range(40)]
    assert 429 in statuses, statuses


def known_and_unknown_names_are_answered_alike(world):
    server, name = _server(world), world.fresh_name()
    server.register(name, email=f"{name}@example.com")
    for known, unknown in ((name, "unknown-person"), (f"{name}@example.com", "unknown@example.com")):
        number = 20 if "@" in known else 10
        seen = [[_try(server, who, f"198.18.{number + index}.1").essence() for _ in range(8)] for index, who in enumerate((known, unknown))]
        # How long to wait counts down, so it differs by the second.
        shorn = [[(status, [word for word in body.split() if not word.isdigit()][:4], [one for one in headers if one[0] != "retry-after"])
                  for status, body, headers in one] for one in seen]
        assert shorn[0] == shorn[1], seen
        assert {status for status, _, _ in seen[0]} == {401, 429}, seen[0]
        assert seen[0][0] == seen[1][0]


def a_disabled_account_is_told_only_to_who_knows_its_password(world):
    server, name = _server(world), world.fresh_name()
    account = server.register(name)
    token = _try(server, "root", "198.51.100.8", PASSWORD).json()["access_token"]
    server.wire.ok("POST", f"/admin/users/{account['id']}/disable", token=token)
    assert _try(server, name, "198.51.100.20").essence() == _try(server, "unknown-person", "198.51.100.21").essence()
    assert _try(server, name, "198.51.100.22", PASSWORD).status == 403


def a_thief_of_an_access_token_cannot_guess_the_password_with_it(world):
    server = _server(world)
    for index, (method, path, body) in enumerate((
            ("PUT", "/auth/me/password", {"current_password": WRONG, "new_password": PASSWORD + " new"}),
            ("DELETE", "/auth/me", {"password": WRONG}),
            ("PATCH", "/auth/me", {"email": "thief@example.com", "current_password": WRONG}))):
        name = world.fresh_name()
        server.register(name)
        token = _try(server, name, f"198.51.100.{50 + index}", PASSWORD).json()["access_token"]
        statuses = [server.wire.send(method, path, {"X-Forwarded-For": f"203.0.200.{index}"}, body, token=token).status for _ in range(12)]
        assert statuses[0] == 422 and statuses[-1] == 429, f"{method} {path}: {statuses}"


def secrets_of_clients_and_of_the_set_up_are_not_guessed(world):
    server = _server(world)
    server.run("client", "create", "api")
    for headers, body in (({"Authorization": "Basic YXBpOnNlY3JldA=="}, b"token=x"), ({}, b"token=x&client_id=api&client_secret=secret")):
        statuses = [server.wire.send("POST", "/oauth2/introspect", {"X-Forwarded-For": "203.0.201.1", "Content-Type": FORM, **headers}, body).status
                    for _ in range(60)]
        assert 429 in statuses and set(statuses) <= {401, 429}, statuses
    for text in ("", "x", server.setup_token[:-1], server.setup_token):
        # The token was used when the administrator was made: it is as good as any other guess.
        answer = server.wire.send("POST", "/auth/setup", body={"setup_token": text, "user_name": "second", "password": PASSWORD})
        assert answer.status in (400, 403), f"{answer.status}"


def common_and_short_passwords_are_refused_everywhere(world):
    server = _server(world)
    for password in ("short", "passwordpassword", "123456789012345", "a" * 15, "qwertyuiopasdfgh"[:14], "x" * 129):
        name = world.fresh_name()
        answer = server.wire.send("POST", "/auth/register", body={"user_name": name, "password": password})
        assert answer.status == 422 and answer.json()["error"] == "password_refused", f"{password}: {answer.status} {answer.text()}"
        server.register(name)
        token = _try(server, name, "198.51.100.60", PASSWORD).json()["access_token"]
        answer = server.wire.send("PUT", "/auth/me/password", body={"current_password": PASSWORD, "new_password": password}, token=token)
        assert answer.status == 422, f"{password}: {answer.status} {answer.text()}"
