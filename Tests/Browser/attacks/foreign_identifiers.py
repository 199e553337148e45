"""Another user's ids (IDOR): they must be as absent as those that never were, wherever an id is taken."""

import itertools
import urllib.parse
import uuid

from operations import ABSENT
from targets import changes

MALFORMED = [
    "0", "-1", "1", "null", "undefined", "me", "*", "%", "..", "../me", "..%2fme", "a" * 4000, "'", "\" OR 1=1 --", "{id}", "\u0000", "\ufeff",
    ABSENT.upper(), ABSENT.replace("-", ""), "{" + ABSENT + "}", ABSENT + "\n", ABSENT + " ", " " + ABSENT, "urn:uuid:" + ABSENT,
]


def another_users_id_is_as_absent_as_one_that_never_was(world):
    tessera = world.tessera
    attacker = tessera.sign_in("bob")
    victim = tessera.sign_in("ada")
    theirs = [victim["session_id"], tessera.ada["id"]]
    before, leaks, tried = tessera.state(), [], 0
    for operation in _with_identifiers(world):
        body, kind = operation.content()
        for values in _fillings(operation, theirs):
            absent = {name: str(uuid.uuid4()) for name in operation.names}
            found, nothing = (
                tessera.wire.send(operation.method, operation.url(ids), {"Content-Type": kind}, body, token=attacker["access_token"])
                for ids in (values, absent))
            tried += 1
            if found.status < 400 or _without_ids(found, values) != _without_ids(nothing, absent):
                leaks.append(f"{operation} {values}: {found.status} {found.text()[:200]} and not {nothing.status} {nothing.text()[:200]}")
            if any(text in found.text() for text in ("ada", *theirs)):
                leaks.append(f"{operation} names the victim: {found.text()[:200]}")
    assert not leaks, leaks
    assert tried >= 10, tried
    assert not changes(before, tessera.state()), changes(before, tessera.state())
    assert tessera.wire.send("GET", "/auth/me", token=victim["access_token"]).status == 200


def malformed_ids_name_nothing(world):
    tessera, faults = world.tessera, []
    user, administrator = tessera.sign_in("ada")["access_token"], tessera.sign_in("root")["access_token"]
    before = tessera.state()
    for operation in _with_identifiers(world):
        body, kind = operation.content()
        for text, token in itertools.product(MALFORMED, (user, administrator)):
            if operation.path.startswith("/admin/") and token == user and text != "..":
                continue
            answer = tessera.wire.send(operation.method, operation.url(default=text), {"Content-Type": kind}, body, token=token)
            if answer.status not in (400, 403, 404, 405):
                faults.append(f"{operation} {text[:60]!r}: {answer.status} {answer.text()[:200]}")
    assert not faults, faults
    assert not changes(before, tessera.state()), changes(before, tessera.state())


def administration_is_closed_to_users(world):
    tessera = world.tessera
    token, tried = tessera.sign_in("bob")["access_token"], 0
    for operation in world.operations:
        if not operation.path.startswith("/admin"):
            continue
        body, kind = operation.content()
        for own in (tessera.bob["id"], tessera.ada["id"], ABSENT):
            answer = tessera.wire.send(operation.method, operation.url(default=own), {"Content-Type": kind}, body, token=token)
            assert answer.status == 403 and answer.json()["error"] == "access_denied", f"{operation}: {answer.status}"
            answer = tessera.wire.send(operation.method, operation.url(default=own), {"Content-Type": kind}, body)
            assert answer.status == 401, f"{operation} without a token: {answer.status}"
            tried += 1
    assert tried >= 20, tried


def every_operation_that_is_not_open_asks_for_a_token(world):
    tessera = world.tessera
    before, tried = tessera.state(), 0
    for operation in world.operations:
        if operation.is_open:
            continue
        body, kind = operation.content()
        for credentials in (None, "Bearer x", "Bearer ", "Basic YWRhOmFkYQ==", "bearer null", "Bearer a.b.c"):
            answer = tessera.wire.send(operation.method, operation.url(), {"Content-Type": kind, "Authorization": credentials}, body)
            # A header that is no credentials at all may also be called malformed.
            assert answer.status == 401 or credentials == "Bearer " and answer.status == 400, f"{operation} {credentials}: {answer.status}"
            tried += 1
    assert tried >= 80, tried
    assert not changes(before, tessera.state()), changes(before, tessera.state())


def swapping_ids_between_two_users_never_reaches_across(world):
    tessera = world.tessera
    names = [world.fresh_name(), world.fresh_name()]
    accounts = {name: tessera.register(name) for name in names}
    sessions = {name: [tessera.sign_in(name) for _ in range(2)] for name in names}
    for me, other in (names, names[::-1]):
        mine, theirs = sessions[me][0]["access_token"], sessions[other]
        before = _visible(tessera, theirs[0]["access_token"])
        ids = [accounts[other]["id"], *(one["session_id"] for one in theirs)]
        for operation in _with_identifiers(world):
            body, kind = operation.content()
            for values in _fillings(operation, ids + [accounts[me]["id"]]):
                if all(value == accounts[me]["id"] for value in values.values()):
                    continue
                answer = tessera.wire.send(operation.method, operation.url(values), {"Content-Type": kind}, body, token=mine)
                assert answer.status >= 400, f"{operation} {values}: {answer.status} {answer.text()[:200]}"
        assert before == _visible(tessera, theirs[0]["access_token"])
        # The same request is granted to whom the id belongs: it is the owner that makes the difference.
        assert tessera.wire.send("DELETE", f"/auth/sessions/{theirs[1]['session_id']}", token=theirs[0]["access_token"]).status == 204


def ids_in_bodies_and_queries_reach_nobody_else(world):
    tessera = world.tessera
    attacker, victim = tessera.sign_in("bob"), tessera.sign_in("ada")
    before = _visible(tessera, victim["access_token"])
    for name in ("id", "sub", "account_id", "account", "user_id", "session_id", "user_name"):
        value = victim["session_id"] if name == "session_id" else "ada" if name == "user_name" else tessera.ada["id"]
        for path in ("/auth/me", "/auth/sessions", "/auth/me/export"):
            answer = tessera.wire.send("GET", f"{path}?{name}={value}", token=attacker["access_token"])
            assert tessera.ada["id"] not in answer.text() and victim["session_id"] not in answer.text(), f"{path} {name}"
        answer = tessera.wire.send("PATCH", "/auth/me", body={name: value, "display_name": "taken"}, token=attacker["access_token"])
        assert answer.status >= 400, f"{name}: {answer.text()}"
    assert before == _visible(tessera, victim["access_token"])


def nobody_reads_changes_or_deletes_anothers_notes(world):
    tessera, notes = world.tessera, world.notes.wire
    owner, attacker, administrator = (tessera.sign_in(name)["access_token"] for name in ("ada", "bob", "root"))
    note = notes.ok("POST", "/notes", body={"title": "private", "text": "mine alone"}, token=owner)
    for method, token, (name, text) in itertools.product(
            ("GET", "PUT", "DELETE"), (attacker, administrator), [("theirs", note["id"]), *(("malformed", text) for text in MALFORMED)]):
        body = {"title": "taken", "text": "over"} if method == "PUT" else None
        path = "/notes/" + urllib.parse.quote(text, safe="")
        found = notes.send(method, path, body=body, token=token)
        nothing = notes.send(method, f"/notes/{ABSENT}", body=body, token=token)
        assert found.essence() == nothing.essence() and found.status == 404, f"{method} {name} {text[:60]!r}: {found.status} {found.text()}"
    assert notes.ok("GET", f"/notes/{note['id']}", token=owner) == note
    assert note["id"] not in notes.send("GET", "/notes", token=attacker).text()
    assert notes.send("GET", "/notes/statistics", token=attacker).status == 403
    assert notes.send("GET", "/notes").status == 401


def a_narrow_scope_opens_nothing_else(world):
    tessera = world.tessera
    token = tessera.sign_in("ada", scope="notes:read")["access_token"]
    assert world.notes.wire.send("POST", "/notes", body={"title": "a", "text": "b"}, token=token).status == 403
    for operation in world.operations:
        if operation.is_open or operation.takes_form:
            continue
        body, kind = operation.content()
        answer = tessera.wire.send(operation.method, operation.url(), {"Content-Type": kind}, body, token=token)
        assert answer.status == 403, f"{operation}: {answer.status}"


def _with_identifiers(world):
    """Operations that take an id of somebody's: not the numbers of public lists and the names of public files."""
    found = [one for one in world.operations if one.names and not (one.method == "GET" and one.is_open)]
    assert found, "no operation takes an id"
    return found


def _fillings(operation, ids):
    return [dict(zip(operation.names, values)) for values in itertools.product(ids, repeat=len(operation.names))]


def _without_ids(answer, ids):
    status, body, headers = answer.essence()
    for value in ids.values():
        body = body.replace(value, "ID")
    return status, body, headers


def _visible(tessera, token):
    """What an account sees of itself."""
    return tessera.wire.ok("GET", "/auth/me", token=token), [
        (one["id"], one["end"]) for one in tessera.wire.ok("GET", "/auth/sessions", token=token)["sessions"]]
