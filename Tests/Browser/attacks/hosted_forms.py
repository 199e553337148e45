"""The forms of the hosted pages: every one that the API document has, with everything right but one proof."""

import uuid

from targets import PASSWORD, changes
from visitors import Visitor

COOKIE = "__Host-tessera-refresh"


def a_form_that_another_site_sent_is_refused(world):
    target, forms = world.tessera, _forms(world)
    own = target.url
    senders = [{"Origin": "https://attacker.test"}, {"Origin": "null"}, {"Origin": None}, {"Origin": own + ".attacker.test"}, {"Origin": own.replace("http:", "https:")},
               {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin, cross-site"},
               {"Origin": "https://attacker.test", "Sec-Fetch-Site": None}, {"Origin": None, "Sec-Fetch-Site": None, "Referer": own + "/account"}]
    name = world.fresh_name()
    target.register(name)
    victim = Visitor(target).sign_in(name)
    tokens = {page: Visitor.form_token(victim, page) for page in ("/login", "/register", "/account")}
    before = target.state()
    for operation in forms:
        for headers in senders:
            answer = victim.submit(operation.url(), _filled(operation, name), headers, _token_for(operation, tokens))
            assert answer.status == 403 and not answer.all("Set-Cookie"), f"{operation} {headers}: {answer.status} {answer.text()[-300:]}"
    assert not changes(before, target.state()), changes(before, target.state())


def a_form_that_was_shown_to_somebody_else_is_refused(world):
    target, forms = world.tessera, _forms(world)
    names = [world.fresh_name(), world.fresh_name()]
    for name in names:
        target.register(name)
    attacker, victim = (Visitor(target).sign_in(name) for name in names)
    victim.form_token("/login")
    earlier = Visitor(target).sign_in(names[1]).form_token("/account")
    foreign = {page: attacker.form_token(page) for page in ("/login", "/register", "/account")}
    mine = victim.form_token("/account")
    before = target.state()
    for operation in forms:
        right = _token_for(operation, foreign)
        for token in (right, earlier, mine[:-1], mine.swapcase(), mine + "A", "A" * len(mine), "x", "\u0000", victim.cookies[COOKIE],
                      foreign["/account" if right == foreign["/login"] else "/login"], *([mine] if right == foreign["/login"] else [])):
            answer = victim.submit(operation.url(), _filled(operation, names[1]), token=token)
            assert answer.status in (400, 403) and not answer.all("Set-Cookie"), f"{operation} {token[:20]!r}: {answer.status}"
        # Neither twice, nor in the address, nor in another content type.
        own_token = mine if operation.path.startswith("/account") else victim.form_token("/login")
        for path, headers, fields in ((f"{operation.url()}?form_token={own_token}", {}, {"form_token": ""}), (operation.url(), {"Content-Type": "text/plain"}, {}),
                                      (operation.url(), {"Content-Type": "application/json"}, {}), (operation.url(), {"Content-Type": "multipart/form-data; boundary=x"}, {})):
            answer = victim.submit(path, {**_filled(operation, names[1]), **fields}, headers, token=own_token)
            assert 400 <= answer.status < 500 and not answer.all("Set-Cookie"), f"{operation} {path} {headers}: {answer.status}"
    assert not changes(before, target.state()), changes(before, target.state())


def the_same_form_of_the_same_browser_is_taken(world):
    # Without this the two tests above would hold for a server that takes no form.
    target, name = world.tessera, world.fresh_name()
    target.register(name)
    visitor = Visitor(target).sign_in(name)
    assert visitor.submit("/account/profile", {"user_name": name, "email": "", "display_name": "Changed"}).status == 303
    assert "Changed" in visitor.open("/account").text()
    assert visitor.submit("/account/logout", {}).status == 303 and COOKIE not in visitor.cookies


def anothers_session_is_as_absent_as_one_that_never_was(world):
    target, names = world.tessera, [world.fresh_name(), world.fresh_name()]
    for name in names:
        target.register(name)
    attacker, theirs = Visitor(target).sign_in(names[0]), target.sign_in(names[1])
    for operation in _forms(world):
        if not operation.names:
            continue
        token = attacker.form_token("/account")
        absent = str(uuid.uuid4())
        found, nothing = (attacker.submit(operation.url(default=one), {}, token=token) for one in (theirs["session_id"], absent))
        assert found.status == 404 and found.essence() == nothing.essence(), f"{operation}: {found.status}, {nothing.status}"
    assert target.wire.send("GET", "/auth/me", token=theirs["access_token"]).status == 200
    for path in ("/account", "/account/export"):
        text = attacker.open(path).text()
        assert names[0] in text and names[1] not in text and theirs["session_id"] not in text


def signing_in_by_form_begins_a_session_and_ends_the_planted_one(world):
    target, name = world.tessera, world.fresh_name()
    target.register(name)
    planted, _ = target.sign_in_by_cookie("bob")
    victim = Visitor(target)
    token = victim.form_token("/login")
    victim.cookies[COOKIE] = planted
    assert victim.submit("/login", {"identifier": name, "password": PASSWORD}, token=token).status == 303
    assert victim.cookies[COOKIE] != planted and name in victim.open("/account").text()
    answer = target.wire.send("POST", "/auth/refresh", {"Origin": target.url, "Tessera-Client": "x"}, cookie=planted)
    assert answer.status == 400, "the planted session goes on"


def nobody_sees_an_account_without_its_cookie(world):
    target = world.tessera
    cookie, tokens = target.sign_in_by_cookie("ada")
    body_session = target.sign_in("ada")["refresh_token"]
    for lines in ("", f"Cookie: {COOKIE}={cookie}; {COOKIE}=x\r\n", f"Cookie: {COOKIE}={cookie[:-2]}\r\n", f"Cookie: {COOKIE}={body_session}\r\n",
                  f"Authorization: Bearer {tokens['access_token']}\r\n", f"Cookie: tessera-refresh={cookie}\r\n"):
        for path in ("/account", "/account/export"):
            answer = target.wire.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
            assert answer.status == 303 and answer.header("Location").startswith("/login"), f"{path} {lines}: {answer.status}"
    # A download that another site begins is refused, whatever cookie comes along.
    for site in ("cross-site", "same-site"):
        assert target.wire.send("GET", "/account/export", {"Sec-Fetch-Site": site}, cookie=cookie).status == 403


def _forms(world):
    """Every form of a hosted page: it takes a form, and nobody needs credentials of a client for it."""
    found = [one for one in world.operations if one.takes_form and "form_token" in one.body]
    assert len(found) >= 8, found
    return found


def _token_for(operation, tokens):
    return tokens["/account" if operation.path.startswith("/account") else "/login"]


def _filled(operation, name):
    known = {"identifier": name, "user_name": name, "password": PASSWORD, "current_password": PASSWORD, "new_password": PASSWORD + " 2",
             "email": "", "display_name": "Taken", "return": "/account"}
    return {member: known.get(member, value) for member, value in operation.body.items() if member != "form_token"}
