"""Sessions that an attacker plants, forges, tosses or keeps."""

import base64
import http.cookies
import random

from targets import PASSWORD, changes
from world import NAME, SIBLING

COOKIE = "__Host-tessera-refresh"


def signing_in_gives_what_nobody_knew_before(world):
    target = world.tessera
    planted, attacker = target.sign_in_by_cookie("bob")
    headers = {"Origin": target.url, "Cookie": f"{COOKIE}={planted}; session={attacker['session_id']}", "Authorization": f"Bearer {attacker['access_token']}"}
    for transport in ("cookie", "body"):
        answer = target.wire.send("POST", "/auth/login", headers, {"identifier": "ada", "password": PASSWORD, "transport": transport})
        assert answer.status == 200
        tokens = answer.json()
        assert tokens["session_id"] != attacker["session_id"] and tokens["access_token"] != attacker["access_token"]
        assert tokens["generation"] == attacker["generation"] and planted not in answer.text() + "".join(answer.all("Set-Cookie"))
        assert target.wire.ok("GET", "/auth/me", token=tokens["access_token"])["user_name"] == "ada"
    # What was planted is still the attacker's and nobody else's.
    answer = target.wire.ok("POST", "/auth/refresh", {"Origin": target.url, "Tessera-Client": "x"}, cookie=planted)
    assert target.wire.ok("GET", "/auth/me", token=answer["access_token"])["user_name"] == "bob"


def two_sign_ins_share_nothing(world):
    seen = set()
    for _ in range(8):
        tokens = world.tessera.sign_in("ada")
        for name in ("access_token", "refresh_token", "session_id"):
            assert tokens[name] not in seen
            seen.add(tokens[name])


def a_forged_refresh_token_is_nobodys(world):
    target = world.tessera
    good = target.sign_in("ada")["refresh_token"]
    elsewhere = world.secure.sign_in("ada")["refresh_token"]
    raw = base64.urlsafe_b64decode(good[4:] + "=" * (-len(good[4:]) % 4))
    forged = ["", "tsr_", "tsr_" + "A" * len(good[4:]), good[:-1], good + "A", good + "=", good.upper(), good[4:], "tsr_" + good, elsewhere, " " + good,
              good.replace("tsr_", "TSR_"), good + "\u0000", good[:20] + "\n" + good[20:], "tsr_" + base64.urlsafe_b64encode(raw[:17]).decode(), "null",
              target.sign_in("ada")["access_token"], "tsr_" + "\u0661" * 40, "tsr_" + "A" * 60_000]
    for index in range(len(raw)):
        changed = bytearray(raw)
        changed[index] ^= 1 << random.Random(index).randrange(8)
        forged.append("tsr_" + base64.urlsafe_b64encode(bytes(changed)).rstrip(b"=").decode())
    before = target.state()
    for token in forged:
        answer = target.wire.send("POST", "/auth/refresh", body={"refresh_token": token})
        assert answer.status in (400, 413), f"{token[:60]!r}: {answer.status} {answer.text()}"
        if token.isascii() and token.isprintable() and len(token) < 4000:
            answer = target.wire.send("POST", "/auth/refresh", {"Origin": target.url, "Tessera-Client": "x"}, cookie=token)
            # A cookie's value may have blanks around it; they do not belong to it.
            assert answer.status == 400 or token.strip() == good, f"{token[:60]!r} as a cookie: {answer.status} {answer.text()}"
            if answer.status == 200:
                before = target.state()
    assert not changes(before, target.state())


def two_cookies_are_nobodys(world):
    target = world.tessera
    mine, theirs = target.sign_in_by_cookie("bob")[0], target.sign_in_by_cookie("ada")[0]
    before = target.state()
    proofs = f"Origin: {target.url}\r\nTessera-Client: x\r\nContent-Length: 0\r\n\r\n"
    for first, second in ((mine, theirs), (theirs, mine), (theirs, "x"), ("x", theirs), (theirs, ""), (theirs, theirs)):
        for lines in (f"Cookie: {COOKIE}={first}; {COOKIE}={second}\r\n", f"Cookie: {COOKIE}={first}\r\nCookie: {COOKIE}={second}\r\n",
                      f"Cookie: {COOKIE}={first};{COOKIE}={second}\r\n", f"Cookie: a=b; {COOKIE}={first}; c=d; {COOKIE}={second}\r\n"):
            for path in ("/auth/refresh", "/auth/logout"):
                answer = target.wire.raw(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{lines}{proofs}".encode(), "POST")
                assert answer.status == 400, f"{path} {lines}: {answer.status} {answer.text()}"
    for name in (COOKIE.lower(), COOKIE.upper(), COOKIE[7:], "tessera-refresh", "__Secure-tessera-refresh", f"x{COOKIE}", f"{COOKIE}x", f"${COOKIE}"):
        answer = target.wire.raw(f"POST /auth/refresh HTTP/1.1\r\nHost: localhost\r\nCookie: {name}={theirs}\r\n{proofs}".encode(), "POST")
        assert answer.status == 400, f"{name}: {answer.status}"
    for value in (f'"{theirs}', f"x, {COOKIE}={theirs}", f"{theirs}%00", f"x={theirs}"):
        answer = target.wire.raw(f"POST /auth/refresh HTTP/1.1\r\nHost: localhost\r\nCookie: {COOKIE}={value}\r\n{proofs}".encode(), "POST")
        assert answer.status == 400, f"{value}: {answer.status}"
    assert not changes(before, target.state())


def a_sibling_cannot_toss_a_cookie_into_the_server(world):
    target, context = world.secure, world.context()
    planted, _ = target.sign_in_by_cookie("bob")
    page = context.new_page()
    tossed = [f"{COOKIE}={planted}; {rest}" for rest in (
        "Domain=example.test; Path=/; Secure", "Domain=.example.test; Path=/", f"Domain={NAME}; Path=/; Secure", "Path=/; Secure", "Path=/auth; Secure",
        "Domain=example.test; Path=/auth/refresh; Secure; SameSite=None; HttpOnly")]
    tossed += [f"={COOKIE}={planted}; Domain=example.test; Path=/; Secure", f"{COOKIE.lower()}={planted}; Domain=example.test; Path=/; Secure",
               f"\t{COOKIE}={planted}; Domain=example.test; Path=/; Secure", f"{COOKIE} ={planted}; Domain=example.test; Path=/; Secure",
               f"tessera-refresh={planted}; Domain=example.test; Path=/; Secure", f"a={COOKIE}={planted}; Domain=example.test; Path=/; Secure"]
    world.attacker.cookies[:] = tossed
    try:
        page.goto(f"https://{SIBLING}:{world.attacker.secure_port}/")
        page.evaluate("cookies => cookies.forEach(cookie => { document.cookie = cookie; })", tossed)
    finally:
        world.attacker.cookies.clear()
    assert context.cookies(f"https://{SIBLING}"), "the attack is blunt: the sibling could set no cookie at all"
    page.goto(f"{target.url}/")
    before = target.state()
    refresh = "() => fetch('/auth/refresh', {method: 'POST', headers: {'Tessera-Client': 'x'}}).then(answer => answer.status)"
    assert page.evaluate(refresh) == 400
    assert not changes(before, target.state())
    # The victim signs in beside the tossed cookies, and the session is the victim's own.
    name = page.evaluate("""async password => {
        const headers = {'Content-Type': 'application/json', 'Tessera-Client': 'x'};
        await fetch('/auth/login', {method: 'POST', headers, body: JSON.stringify({identifier: 'ada', password, transport: 'cookie'})});
        const {access_token} = await (await fetch('/auth/refresh', {method: 'POST', headers: {'Tessera-Client': 'x'}})).json();
        return (await (await fetch('/auth/me', {headers: {Authorization: `Bearer ${access_token}`}})).json()).user_name;
    }""", PASSWORD)
    assert name == "ada", name
    context.close()


def after_log_out_nothing_of_the_session_works(world):
    target = world.tessera
    for by in ("body", "bearer", "cookie"):
        if by == "cookie":
            refresh, tokens = target.sign_in_by_cookie("ada")
            answer = target.wire.send("POST", "/auth/logout", {"Origin": target.url, "Tessera-Client": "x"}, cookie=refresh)
            gone = http.cookies.SimpleCookie(answer.header("Set-Cookie"))[COOKIE]
            assert gone.value == "" and gone["max-age"] == "0"
        else:
            tokens = target.sign_in("ada")
            refresh = tokens["refresh_token"]
            answer = target.wire.send("POST", "/auth/logout", token=tokens["access_token"]) if by == "bearer" else \
                target.wire.send("POST", "/auth/logout", body={"refresh_token": refresh})
        assert answer.status == 204, answer.text()
        for headers, body, cookie in (({}, {"refresh_token": refresh}, None), ({"Origin": target.url, "Tessera-Client": "x"}, None, refresh)):
            answer = target.wire.send("POST", "/auth/refresh", headers, body, cookie=cookie)
            assert answer.status == 400 and answer.json()["cause"] == "signed_out", answer.text()
        assert target.wire.send("GET", "/auth/me", token=tokens["access_token"]).status == 401


def a_refresh_token_that_was_replaced_long_ago_ends_the_thiefs_session_too(world):
    target = world.tessera
    stolen = target.sign_in("ada")
    newer = target.wire.ok("POST", "/auth/refresh", body={"refresh_token": stolen["refresh_token"]})
    newest = target.wire.ok("POST", "/auth/refresh", body={"refresh_token": newer["refresh_token"]})
    assert len({one["refresh_token"] for one in (stolen, newer, newest)}) == 3
    for token in (stolen, newest):
        answer = target.wire.send("POST", "/auth/refresh", body={"refresh_token": token["refresh_token"]})
        assert answer.status == 400 and answer.json()["cause"] == "refresh_token_reuse", answer.text()
    assert target.wire.send("GET", "/auth/me", token=newest["access_token"]).status == 401


def another_password_ends_every_other_session(world):
    target, name = world.tessera, world.fresh_name()
    target.register(name)
    thief, owner = target.sign_in(name), target.sign_in(name)
    target.wire.ok("PUT", "/auth/me/password", body={"current_password": PASSWORD, "new_password": PASSWORD + " 2"}, token=owner["access_token"])
    assert target.wire.send("POST", "/auth/refresh", body={"refresh_token": thief["refresh_token"]}).status == 400
    assert target.wire.send("GET", "/auth/me", token=thief["access_token"]).status == 401
    assert target.wire.send("GET", "/auth/me", token=owner["access_token"]).status == 200


def tokens_in_addresses_and_bodies_are_not_taken(world):
    target = world.tessera
    tokens = target.sign_in("ada")
    access, form = tokens["access_token"], {"Content-Type": "application/x-www-form-urlencoded"}
    for wire, path in ((target.wire, "/auth/me"), (target.wire, "/auth/sessions"), (target.wire, "/auth/check"), (world.notes.wire, "/notes")):
        for name in ("access_token", "token", "bearer", "jwt", "authorization", "Authorization"):
            answer = wire.send("GET", f"{path}?{name}={access}")
            assert answer.status in (400, 401), f"{path} {name}: {answer.status}"
            assert wire.send("GET", path, {"Cookie": f"{name}={access}"}).status == 401
            assert wire.send("GET", path, {f"X-{name}": access}).status == 401
        assert wire.send("POST", path, form, f"access_token={access}".encode()).status in (400, 401, 405, 415)
    for answer in (target.wire.send("POST", f"/auth/refresh?refresh_token={tokens['refresh_token']}"),
                   target.wire.send("POST", "/auth/refresh", form, f"refresh_token={tokens['refresh_token']}".encode()),
                   target.wire.send("POST", "/auth/refresh", {"Authorization": f"Bearer {tokens['refresh_token']}"}),
                   target.wire.send("GET", "/auth/me", token=tokens["refresh_token"])):
        assert 400 <= answer.status < 500, answer.text()
