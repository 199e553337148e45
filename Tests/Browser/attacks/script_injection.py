"""Script injection (XSS): naughty texts through every field that is ever shown, on every page."""

import base64
import json
import re
import urllib.parse

import naughty
from targets import PASSWORD
from visitors import Visitor
from watched import ADDRESSES, SKELETON, check, foreign, merged, watched

HARMLESS = ["Somebody", "somebody@example.com", "a b", "x" * 90, "@", "-"]
READ = "documents => { " + SKELETON + ADDRESSES + """
    return documents.map(([text, html, url]) => {
        const read = new DOMParser().parseFromString(html, 'text/html');
        const shown = [...read.querySelectorAll('input')].some(input => input.value === text) || read.body.textContent.includes(text);
        return [text, skeleton(read), strangers(read, url), shown];
    });
}"""


def forms_show_what_was_typed_as_text(world):
    target = world.tessera
    visitor = Visitor(target)
    register, login = visitor.form_token("/register"), visitor.form_token("/login")

    def pages(text):
        # Too short a password: the form comes back with everything that was typed.
        fields = {"user_name": text, "email": text, "display_name": text, "password": "short", "return": text}
        yield visitor.submit("/register", fields, token=register)
        if text in naughty.BREAKOUTS or text in HARMLESS:
            yield visitor.submit("/login", {"identifier": text, "password": "wrong" * 4, "return": text}, token=login)
            query = urllib.parse.quote(text.encode("utf-8", "replace"))
            yield visitor.open(f"/login?return={query}&notice={query}&identifier={query}&error={query}")
            yield visitor.open(f"/register?return={query}&notice={query}&user_name={query}")

    _all_is_text(world, target, pages, expected=0.8)


def the_account_shows_what_was_stored_as_text(world):
    target, name = world.tessera, world.fresh_name()
    target.register(name)
    token = target.sign_in(name)["access_token"]
    visitor = Visitor(target).sign_in(name)
    form = visitor.form_token("/account")

    def pages(text):
        if not (_is_sharp(text) or text in HARMLESS):
            return
        yield visitor.submit("/account/profile", {"user_name": text, "email": text, "display_name": text}, token=form)
        if text in naughty.BREAKOUTS or text in HARMLESS:
            if target.wire.send("PATCH", "/auth/me", body={"display_name": text[:100]}, token=token).status == 200:
                yield visitor.open("/account")
            yield visitor.open("/login?return=" + urllib.parse.quote(text.encode("utf-8", "replace")))

    _all_is_text(world, target, pages, expected=0.8)
    # The texts of user agents, addresses and causes stand in the list of sessions.
    for text in naughty.BREAKOUTS:
        target.wire.send("POST", "/auth/login", {"User-Agent": text.replace("\t", " ").encode()}, {"identifier": name, "password": PASSWORD})
    _all_is_text(world, target, lambda text: [visitor.open("/account")] if text in HARMLESS else [], expected=0)


def sharp_texts_run_nothing_in_a_real_page(world):
    target = world.tessera
    name = world.fresh_name()
    target.register(name)
    token = target.sign_in(name)["access_token"]
    with watched(world, target.url) as page:
        page.goto(f"{target.url}/login")
        page.fill("input[name=identifier]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("form[action='/login'] button")
        page.wait_for_url(f"{target.url}/account*")
        for text in naughty.BREAKOUTS[:12]:
            if target.wire.send("PATCH", "/auth/me", body={"display_name": text}, token=token).status == 200:
                page.goto(f"{target.url}/account")
                assert text.strip() in page.inner_text("h1") or not text.isprintable(), (text, page.inner_text("h1"))
                check(page)
            page.evaluate("text => { const form = document.querySelector('form[action=\"/account/profile\"]'); form.noValidate = true;"
                          " form.querySelector('[name=user_name]').value = text; form.querySelector('[name=email]').value = text; }", text)
            with page.expect_navigation():
                page.click("form[action='/account/profile'] button")
            check(page)


def addresses_and_fragments_run_nothing(world):
    target = world.tessera
    world.notes
    with watched(world, target.url, extra_hosts=(world.notes.url,)) as page:
        for path in world.pages:
            for index in range(0, len(naughty.BREAKOUTS), 20):
                texts = naughty.BREAKOUTS[index:index + 20]
                query = "&".join(f"{name}={urllib.parse.quote(text)}" for name, text in zip(
                    ("return", "notice", "error", "token", "q", "scope", "issuer", "theme", "lang", "id", "next", "name", "user_name",
                     "email", "message", "redirect", "url", "state", "code", "file"), texts))
                fragment = urllib.parse.quote(texts[0]) if index % 40 else f"token={urllib.parse.quote(texts[0])}&setup_token={urllib.parse.quote(texts[1])}"
                page.goto("about:blank")
                page.goto(f"{target.url}{path}?{query}#{fragment}")
                check(page)
                page.evaluate("texts => { for (const text of texts) location.hash = text; }", texts)
                check(page)


def the_demo_shows_notes_and_names_as_text(world):
    target, name = world.tessera, world.fresh_name()
    target.register(name, display_name=naughty.BREAKOUTS[4])
    token = target.sign_in(name, scope="notes:read notes:write account")["access_token"]
    texts = naughty.texts()
    with watched(world, target.url, extra_hosts=(world.notes.url,)) as page:
        page.goto(f"{target.url}/demo")
        page.wait_for_selector("#sign-in")
        page.fill("#sign-in input[name=identifier]", naughty.BREAKOUTS[2])
        page.fill("#sign-in input[name=password]", "wrong")
        page.click("#sign-in button")
        page.wait_for_selector("#sign-in .form-fault:not(:empty)")
        page.fill("#sign-in input[name=identifier]", name)
        page.fill("#sign-in input[name=password]", PASSWORD)
        page.click("#sign-in button")
        page.wait_for_selector("#view-notes:not([hidden])")
        page.fill("#new-note input[name=title]", "harmless")
        page.fill("#new-note textarea[name=text]", "harmless")
        page.click("#new-note button")
        page.wait_for_selector("#notes li")
        allowed = merged([page.evaluate("() => { " + SKELETON + " return skeleton(document); }")])
        # A note may be long: some texts each, so that one page shows them all.
        for index in range(0, len(texts), 8):
            some = texts[index:index + 8]
            world.notes.wire.ok("POST", "/notes", body={"title": next((one for one in some if 0 < len(one.encode()) < 200), "x"), "text": "\n".join(some)[:9000]},
                                token=token)
        page.reload()
        page.wait_for_function("count => document.querySelectorAll('#notes > li').length >= count", arg=(len(texts) + 7) // 8)
        check(page)
        found = foreign(page.evaluate("() => { " + SKELETON + " return skeleton(document.querySelector('#notes')); }"), allowed)
        assert not found, found
        shown = page.inner_text("#notes")
        assert naughty.BREAKOUTS[0] in shown and naughty.BREAKOUTS[1] in shown
        for text in naughty.BREAKOUTS[:6]:
            page.fill("#new-note input[name=title]", text)
            page.click("#new-note button")
        for text in naughty.BREAKOUTS:
            target.wire.send("POST", "/auth/login", {"User-Agent": text.replace("\t", " ").encode()}, {"identifier": name, "password": PASSWORD})
        page.evaluate("location.hash = '#/sessions'")
        page.wait_for_selector("#sessions li")
        check(page)
        assert not page.locator("#sessions img, #sessions svg, #sessions script, #sessions iframe, #notes img, #notes iframe").count()


def the_workbench_shows_claims_as_text(world):
    target, texts = world.tessera, naughty.texts()
    with watched(world, target.url) as page:
        page.goto(f"{target.url}/tools/token")
        page.fill("#token", _token({"sub": "a", "list": ["b"], "c": {"d": None, "e": 1, "f": True}}))
        page.wait_for_selector("#payload :text('list')")
        page.evaluate("for (const panel of document.querySelectorAll('details')) panel.open = true")
        allowed = merged([page.evaluate("() => { " + SKELETON + " return skeleton(document); }")])
        page.fill("#token", _token({"iss": texts[-1], "aud": texts, **dict.fromkeys(naughty.BREAKOUTS, "x")}, header={text: text for text in naughty.BREAKOUTS}))
        page.wait_for_selector("#payload :text('onerror')")
        check(page)
        found = foreign(page.evaluate("() => { " + SKELETON + " return skeleton(document.querySelector('#payload')); }"), allowed)
        assert not [one for one in found if not re.fullmatch(r"<(span|mark|code|b|time|details|summary|ul|li|div|dl|dt|dd|a|abbr|button)( (class|title|data-[a-z-]+|aria-[a-z-]+|translate|dir|hidden|open|role|type))*\s*>", one)], found
        assert not page.locator("#payload a[href^='javascript' i], #payload img, #payload iframe, #payload script").count()


def the_set_up_shows_names_and_refusals_as_text(world):
    server = world.server("set-up")
    with watched(world, server.url) as page:
        page.goto(f"{server.url}/setup#setup_token={server.setup_token}")
        for text in (*naughty.BREAKOUTS[:8], "a\u0301\u0338"):
            page.fill("input[name=user_name]", text)
            page.fill("input[name=password]", PASSWORD)
            page.evaluate("document.querySelector('#setup').noValidate = true")
            with page.expect_response("**/auth/setup"):
                page.click("#setup button")
            page.wait_for_selector("#status:not(:empty)")
            check(page)
        assert page.inner_text("#status").startswith("Done."), page.inner_text("#status")
        assert not page.locator("#status *").count()


def what_is_echoed_as_data_is_never_a_page(world):
    target = world.tessera
    token, administrator = target.sign_in("ada")["access_token"], target.sign_in("root")["access_token"]
    echoes = 0
    for text in naughty.BREAKOUTS:
        query = urllib.parse.quote(text)
        answers = [
            target.wire.send("POST", "/auth/login", body={"identifier": "ada", "password": PASSWORD, "scope": text}),
            target.wire.send("POST", "/auth/login", body={text: text}), target.wire.send("POST", "/auth/login", body={"identifier": "ada", "password": PASSWORD, "transport": text}),
            target.wire.send("POST", "/auth/register", body={"user_name": text, "email": text, "password": text + text}),
            target.wire.send("PATCH", "/auth/me", body={"display_name": text}, token=token), target.wire.send("GET", "/auth/me", token=token),
            target.wire.send("GET", "/auth/me/export", token=token), target.wire.send("GET", f"/admin/users?search={query}&limit={query}", token=administrator),
            target.wire.send("GET", "/admin/users", token=administrator), target.wire.send("GET", f"/admin/users/{query}", token=administrator),
            target.wire.send("GET", f"/auth/check?scope={query}&role={query}", token=token), target.wire.send("GET", f"/assets/{query}"), target.wire.send("GET", f"/{query}"),
            target.wire.send("PUT", f"/admin/users/{target.bob['id']}/roles", body={"roles": [text]}, token=administrator),
            world.notes.wire.send("GET", f"/notes/{query}", token=token), world.notes.wire.send("POST", "/notes", body={"title": text, "text": text}, token=token),
        ]
        for answer in answers:
            kind = answer.header("Content-Type") or ""
            assert answer.status < 500 and answer.header("X-Content-Type-Options") == "nosniff", (text, answer.status, answer.headers)
            assert kind.split(";")[0] in ("application/json", "application/problem+json") or not answer.body, (text, answer.status, kind)
            echoes += text in json.dumps(answer.json(), ensure_ascii=False) if answer.body else 0
            assert text not in "".join(value for name, value in answer.headers if name.lower() != "www-authenticate"), (text, answer.headers)
    assert echoes > 50, "nothing is echoed: this test would not notice a page"
    target.wire.ok("PATCH", "/auth/me", body={"display_name": None}, token=token)


def _all_is_text(world, target, pages, expected):
    """Reads every page with Chromium's own parser, and compares what it is made of with what harmless texts give."""
    def collected(texts):
        for text in texts:
            for answer in pages(text):
                assert answer.status < 500, f"{text!r}: {answer.status}"
                if (answer.header("Content-Type") or "").startswith("text/html"):
                    assert "script" not in answer.header("Content-Security-Policy").replace("require-trusted-types-for 'script'", "")
                    yield text, answer.text(), f"{target.url}/login"

    page = world.context().new_page()
    allowed = merged(skeleton for _, skeleton, _, _ in page.evaluate(READ, list(collected(HARMLESS))))
    found, shown, plain = [], 0, 0
    documents = list(collected(naughty.texts()))
    for index in range(0, len(documents), 200):
        for text, skeleton, strangers, is_shown in page.evaluate(READ, documents[index:index + 200]):
            faults = foreign(skeleton, allowed)
            if faults or strangers:
                found.append((text, faults, strangers))
            if text.isprintable() and text == text.strip() and len(text) < 60 and "<" in text:
                plain, shown = plain + 1, shown + is_shown
    page.context.close()
    assert not found, found[:5]
    assert not expected or shown > 10, f"only {shown} of {plain} texts are shown at all"


def _is_sharp(text):
    return any(character in text for character in "<>\"'&{`") or text in naughty.BREAKOUTS


def _token(payload, header=None):
    parts = [json.dumps(part, ensure_ascii=False).encode("utf-8", "replace") for part in ({"alg": "ES256", "kid": "x", **(header or {})}, payload)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "." + "A" * 86
