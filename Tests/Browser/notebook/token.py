"""The page that explains the token."""

import base64
import json
import urllib.error

from playwright.sync_api import expect


def the_token_page_names_every_claim_and_never_shows_the_own_tokens_text(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.follow("Token", "header").shows("Token")
        token = world.proxy.asked("/auth/login")[-1].json()["access_token"]
        header, payload, signature = token.split(".")
        shown = person.page.locator("app-own-token .claims").all_inner_texts()
        for part in (payload, header):
            for name in json.loads(base64.urlsafe_b64decode(part + "==")):
                assert any(f"\n{name}\n" in f"\n{text}\n" for text in shown) or name in person.page.locator("app-own-token .claims").last.text_content(), name
        for row in person.page.locator("app-own-token details[open] .claims > div").all():
            assert len(row.locator(".quiet").inner_text()) > 3, row.inner_text()
        html = person.run("() => document.documentElement.outerHTML")
        assert signature not in html and payload not in html and header not in html
        expect(person.page.locator("[data-step-verify]").or_(person.page.get_by_text("This page does not verify."))).to_be_visible()
        link = person.page.get_by_role("link", name="its workbench")
        assert link.get_attribute("href") == f"{world.proxy.url}/tools/token" and "noopener" in link.get_attribute("rel")


def the_countdown_counts_and_refresh_now_begins_it_again(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.follow("Token", "header").shows("Token")
        expires = person.page.locator("[data-expires]")
        first = expires.inner_text()
        expect(expires).not_to_have_text(first, timeout=3000)
        person.press("Refresh now")
        expect(person.page.locator(".log li").first).to_contain_text("Refreshed: generation 1.")
        expect(expires).to_contain_text("299 seconds", timeout=3000)


def a_pasted_token_is_taken_apart_and_malformed_ones_are_survived(world):
    part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    good = f"{part({'alg': 'ES256', 'typ': 'at+jwt'})}.{part({'iss': 'https://a.example', 'sub': 'ada', 'exp': 1, 'own': [1, {'deep': None}]})}.{'A' * 86}"
    malformed = [
        "x", "..", "a.b", "a.b.c.d", "eyJ.eyJ.x", good.replace(".", "!"), "A" * 20_000, f"{part(None)}.{part(None)}.x", f"{part([])}.{part([])}.x",
        f"{part({'__proto__': 1})}.{part({'exp': 1e300, 'iat': 'x', 'nbf': -1e17, 'constructor': 1})}.x", "\u202e.\u202e.\u202e",
        f"{part({})}.{part({'a': 'x' * 8000})}.x", part({"d": 1}) + "." + "W" * 4000 + ".x",
    ]
    with world.profile() as profile:
        person = profile.notebook().open("/token").shows("Token")
        person.fill(pasted=good)
        expect(person.page.locator("[data-parts]")).to_have_text(good)
        colours = person.run("() => [0, 1, 2].map(index => getComputedStyle(document.querySelector(`[data-parts] .part-${index}`)).color)")
        assert len(set(colours)) == 3, colours
        assert "own" in person.page.locator("[data-claims]").inner_text()
        for text in malformed:
            person.fill(pasted=text)
            person.page.wait_for_timeout(30)
            person.shows("Token")
        person.fill(pasted=good)
        expect(person.page.locator("[data-claims]")).to_contain_text("https://a.example")


def an_api_refuses_a_token_of_which_one_letter_was_changed(world):
    name = world.user()
    token = world.tessera.sign_in(name)["access_token"]
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "roles": ["admin"]}).encode()).rstrip(b"=").decode()
    with world.profile() as profile:
        profile.expects("status of 401")
        person = profile.notebook().open("/token").shows("Token")
        person.fill(pasted=f"{header}.{forged}.{signature}")
        # The page decodes it like any other: it says that it does not verify.
        expect(person.page.locator("[data-claims]")).to_contain_text("admin")
        for changed in (f"{header}.{forged}.{signature}", f"{header}.{payload}.{signature[:-2]}{'AA' if signature[-2:] != 'AA' else 'BB'}", f"{header}.{payload}."):
            try:
                world.tessera.call("/auth/me", token=changed)
            except urllib.error.HTTPError as error:
                assert error.code == 401
            else:
                raise AssertionError("a changed token was taken")
        assert world.tessera.call("/auth/me", token=token)["user_name"] == name
