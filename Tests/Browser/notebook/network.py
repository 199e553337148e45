"""A network that is away, slow, or somebody else's: nobody is signed out for that, and what works again works by itself."""

from playwright.sync_api import expect

import lane
from faults import Answer, Cut, portal, redirect
from notebook_person import PASSWORD
from notebook_world import SHORT_LIFE

PAGE = "<!doctype html><title>Welcome</title><h1>Hotel WLAN</h1>"


@lane.long("the client by itself proves it in the lane browser")
def a_captive_portal_signs_nobody_out_and_is_told(world):
    faults = [portal, lambda: redirect("http://portal.test/welcome"), lambda: Answer(511, {"Content-Type": "text/html"}, PAGE.encode())]
    for fault in faults:
        with world.profile() as profile:
            profile.expects("Failed to load", "ERR_", "CORS", "status of 511", "Content Security Policy", "violates", "blocked by")
            person = profile.notebook()
            person.sign_in()
            person.write("Mine")
            for method in ("GET", "POST", "OPTIONS"):
                world.proxy.fault("/.*", fault(), times=1000, method=method)
                world.api.fault("/.*", fault(), times=1000, method=method)
            person.follow("Token", "header").shows("Token").press("Refresh now")
            expect(person.page.locator("[role=alert] .banner").first).to_be_visible()
            person.follow("Notes", "header").shows("Notes")
            alert = person.page.locator("main [role=alert] p").filter(has_text="server").first
            expect(alert).to_be_visible()
            expect(person.page.locator(".who")).to_be_visible()
            world.proxy.no_faults()
            world.api.no_faults()
            person.press("Try again")
            expect(person.page.locator(".note h2")).to_have_text("Mine")
            person.follow("Token", "header").shows("Token").press("Refresh now")
            expect(person.page.locator(".log").get_by_text("Refreshed").first).to_be_visible()
            person.run("() => { violations.length = 0; }")
            profile.violations.clear()
            profile.said[:] = [text for text in profile.said if "Content Security Policy" not in text]


def without_a_network_it_says_so_stays_signed_in_and_recovers_by_itself(world):
    world = world.short_lived
    with world.profile() as profile:
        profile.expects("ERR_", "Failed to load")
        person = profile.notebook()
        person.sign_in()
        person.write("Mine")
        person.run("() => { window.mark = true; }")
        profile.context.set_offline(True)
        person.follow("Sessions", "header").shows("Sessions")
        expect(person.page.locator("main [role=alert]").filter(has_text="network").first).to_be_visible()
        expect(person.page.locator(".badge.offline")).to_be_visible(timeout=10_000)
        person.follow("Notes", "header").shows("Notes")
        person.page.wait_for_timeout((SHORT_LIFE + 0.5) * 1000)  # past the end of the token
        assert person.page.locator(".who").count() == 1, "somebody was signed out by the network"
        expect(person.page.locator(".badge.offline")).to_be_visible()
        profile.context.set_offline(False)
        expect(person.page.locator(".badge.offline")).to_have_count(0, timeout=15_000)
        expect(person.page.locator(".note h2")).to_have_text("Mine", timeout=15_000)
        assert person.run("() => window.mark") is True, "the page was loaded again"


def an_application_whose_login_service_is_dead_starts_and_shows_the_sign_in_page_soon(world):
    with world.profile() as profile:
        profile.expects("ERR_", "Failed to load", "blocked by CORS")
        for fault in (Cut(), Answer(503, {"Retry-After": "1", "Content-Type": "text/html"}, b"down")):
            for method in ("GET", "POST", "OPTIONS"):
                world.proxy.fault("/.*", fault, times=1000, method=method)
            person = profile.notebook().open("/login").shows("Sign in", deadline=3)
            person.fill(identifier="ada", password=PASSWORD).press("Sign in", "main")
            expect(person.page.locator("[role=alert] .banner")).to_be_visible(timeout=15_000)
            person.open("/token").shows("Token", deadline=3)
            world.proxy.no_faults()
            person.close()


def a_wrongly_shaped_answer_is_one_message_and_the_application_lives_on(world):
    documents = [
        b"{}", b"[]", b"null", b'{"notes": {}}', b'{"notes": [null]}', b'{"notes": [{"id": 1, "title": "x", "text": "", "updated_at": "x"}]}',
        b'{"__proto__": {"notes": []}}', b'{"notes": [{"__proto__": {"id": "a", "title": "b", "text": "c", "updated_at": "2026-01-01T00:00:00Z"}}]}',
        b'{"notes": ' + b"[" * 5000 + b"]" * 5000 + b"}", PAGE.encode(), b"", b'{"notes": [' + b'"x",' * 1_250_000 + b'"x"]}',
    ]
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.write("Mine")
        for document in documents:
            headers = {"Content-Type": "application/json", "Access-Control-Allow-Origin": world.app.url}
            world.api.fault("/notes", Answer(200, headers, document), method="GET", times=1)
            person.follow("Storage", "header").shows("Storage")
            person.follow("Notes", "header").shows("Notes")
            expect(person.page.locator("main [role=alert] p").first).to_contain_text("answer")
            person.press("Try again")
            expect(person.page.locator(".note h2")).to_have_text("Mine")
        assert person.run("() => ({}).notes") is None
        assert person.page.locator(".who").count() == 1
