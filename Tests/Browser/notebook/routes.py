"""Guards, and the ways through the sign-in page and back."""

import itertools
import re
import sqlite3
import urllib.parse

from playwright.sync_api import expect

import lane
from faults import Hold
from notebook_person import PASSWORD
from notebook_world import AN_HOUR, SHIPPED

# Notes what is seen in each frame.
FRAMES = """
window.seen = new Set();
const look = () => {
    for (const one of document.querySelectorAll("main h1, .note h2, header a.button, .who")) seen.add(one.textContent.trim());
    requestAnimationFrame(look);
};
look();
new MutationObserver(() => document.querySelectorAll("main h1, header a.button, .who").forEach(one => seen.add(one.textContent.trim())))
    .observe(document, {subtree: true, childList: true, characterData: true});
"""
HOSTS = ["evil.test", "evil.test:80/x", "ada@evil.test", "%65vil.test", "[::1]:9", "evil.test%2f"]
WAYS = [
    "//{}", "///{}", "////{}", "/\\{}", "\\\\{}", "\\/{}", "/\\/{}", "http://{}", "https://{}", "https:{}", "https:/{}", "http:\\\\{}", "/\t/{}", "\t//{}",
    "//\n{}", " //{}", "/ /{}", "/.//{}", "/x/..//{}", "/%09/{}", "javascript:alert('{}')", "data:text/html,{}", "\u2028//{}", "/\x00/{}", "\uff0f\uff0f{}",
]


def _at_leisure(world, user):
    """The session of a user began an hour ago."""
    with sqlite3.connect(f"{world.tessera.folder.name}/tessera.sqlite", timeout=20) as database:
        changed = database.execute(
            "UPDATE sessions SET authenticated_at = authenticated_at - ?, created_at = created_at - ? WHERE account_id ="
            " (SELECT id FROM accounts WHERE user_name = ?)", (AN_HOUR, AN_HOUR, user)).rowcount
    database.close()
    assert changed, "no session was changed"


def a_cold_deep_link_shows_neither_the_sign_in_page_nor_anothers_content_for_a_frame(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.write("Secret title", "text")
        person.follow("Secret title").shows("Secret title")
        path = f"{person.path}?from=mail#end"
        profile.context.add_init_script(FRAMES)
        held = world.proxy.fault("/auth/refresh", Hold(answer=True))
        person.open(path)
        held.wait()
        person.page.wait_for_timeout(600)
        assert person.run("() => [...seen]") == [], "something was seen before it was known who is there"
        held.release()
        person.shows("Secret title").at(path)
        assert not {"Sign in", "Notes"} & set(person.run("() => [...seen]"))
    with world.profile() as profile:
        profile.context.add_init_script(FRAMES)
        person = profile.notebook().open("/notes/0123?from=mail#end").shows("Sign in")
        assert set(person.run("() => [...seen]")) == {"Sign in"}
        person.at("/login?return=%2Fnotes%2F0123%3Ffrom%3Dmail%23end")


def the_code_of_the_admin_page_is_loaded_only_for_the_role(world):
    chunks = [file.name for file in SHIPPED.glob("*.js") if "/statistics" in file.read_text()]
    assert len(chunks) == 1, chunks
    with world.profile() as profile:
        person = profile.notebook()
        name = person.sign_in(path="/admin?q=1")
        path = "/admin?q=1"
        person.shows("Not for this account").at(path)
        assert person.page.get_by_role("link", name="Admin").count() == 0
        person.page.reload()
        person.shows("Not for this account").at(path)
        assert not [one for one in profile.addresses if one.endswith(chunks[0])], "the chunk was loaded without the role"
        assert world.api.asked("/notes/statistics", "GET") == []
        world.tessera.command("user", "set-roles", name, "admin")
        person.follow("Token", "header").shows("Token").press("Refresh now")
        expect(person.page.get_by_role("link", name="Admin")).to_be_visible()
        person.follow("Admin", "header").shows("Administration")
        expect(person.page.locator("[data-notes]")).to_have_text(re.compile(r"\d+"))
        assert [one for one in profile.addresses if one.endswith(chunks[0])]


@lane.long("units try the same spellings; the demo page tries them in the lane browser")
def a_hundred_and_fifty_spellings_of_other_hosts_in_return_stay_on_the_origin(world):
    spellings = [way.format(host) for way, host in itertools.product(WAYS, HOSTS)]
    assert len(spellings) == 150
    with world.profile() as profile:
        profile.expects("NG04002")  # an address that no router could read
        person = profile.notebook(world.lab.url)
        person.sign_in()
        own = (world.lab.url + "/", world.proxy.url + "/", world.api.url + "/")
        # Somebody who is signed in is led on at once.
        for spelling in spellings:
            person.run("path => lab.router.navigateByUrl(path).catch(() => {})", f"/login?return={urllib.parse.quote(spelling)}")
            assert person.page.url.startswith(own[0]), (spelling, person.page.url)
            assert "/login" not in person.path, (spelling, person.path)
        for spelling in spellings[::10]:
            person.open(f"/login?return={urllib.parse.quote(spelling)}")
            expect(person.page.locator("main h1")).not_to_have_text("Sign in")
            assert person.page.url.startswith(own[0]), (spelling, person.page.url)
        strangers = [one for one in profile.addresses if not one.startswith(own) and one not in ("about:blank",)]
        assert strangers == [], strangers
        # And by the form itself.
        name = world.user()
        for spelling in ("//evil.test", "/\\evil.test", "https://evil.test/"):
            person.sign_out().shows("Sign in")
            person.sign_in(name, path=f"/login?return={urllib.parse.quote(spelling)}")
            person.shows("Notes").at("/")
        profile.errors[:] = [one for one in profile.errors if "NG04002" not in one]


def a_signed_in_person_on_the_sign_in_page_goes_on(world):
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.open("/login?return=%2Fsessions%3Fa%3D1%23b").shows("Sessions").at("/sessions?a=1#b")
        person.open("/register").shows("Notes").at("/")


def a_router_that_does_not_follow_stays_where_it_is_and_the_application_sees_each_event(world):
    with world.profile() as profile:
        profile.expects("status of 401", "status of 400")
        person = profile.notebook(world.lab.url)
        kinds = "() => lab.events.map(one => [one.kind, one.cause ?? null])"
        name = person.sign_in(path="/login?stay=")
        person.run("() => { window.mark = true; }")
        person.run("() => lab.stable()")
        person.shows("Sign in").at("/login?stay=")
        assert person.run(kinds) == [["signedIn", None]], person.run(kinds)
        person.run("() => lab.router.navigateByUrl('/sessions')")
        person.shows("Sessions")
        expect(person.page.locator(".session.current")).to_have_count(1)
        # A session that ends, whoever ends it.
        for end, cause in ((lambda: world.tessera.command("user", "sign-out", name), "revoked_by_administrator"),
                           (lambda: person.sign_out(), "signed_out")):
            person.run("() => { lab.events.length = 0; }")
            end()
            person.run("() => lab.tessera.refresh().catch(() => {})")
            expect(person.page.locator("header").get_by_role("link", name="Sign in")).to_be_visible()
            person.run("() => lab.stable()")
            person.shows("Sessions").at("/sessions")
            assert person.run(kinds) == [["signedOut", cause]], person.run(kinds)
            assert person.run("() => window.mark") is True, "the document was left"
            person.run("([identifier, password]) => lab.tessera.login({identifier, password}).then(() => null)", [name, PASSWORD])
            person.run("() => lab.stable()")
            person.shows("Sessions").at("/sessions")
        # Another person, in another tab: what becomes of this page is the application's matter.
        person.run("() => { lab.events.length = 0; }")
        other = world.user()
        second = profile.notebook(world.lab.url).open("/token").shows("Token")
        second.run("([identifier, password]) => lab.tessera.login({identifier, password}).then(() => null)", [other, PASSWORD])
        expect(person.page.locator(".who")).to_contain_text(other)
        person.run("() => lab.stable()")
        person.shows("Sessions").at("/sessions")
        assert ["signedOut", "other_user"] in person.run(kinds), person.run(kinds)
        assert person.run("() => window.mark") is True, "the document was left"


def a_sign_in_page_goes_on_when_another_tab_signs_in(world):
    with world.profile() as profile:
        waiting = profile.notebook().open("/sessions?a=1").shows("Sign in")
        other = profile.notebook()
        other.sign_in()
        waiting.shows("Sessions").at("/sessions?a=1")
        assert len(world.proxy.asked("/auth/login")) == 1


def what_wants_a_recent_sign_in_leads_to_the_confirmation_and_back(world):
    with world.profile() as profile:
        profile.expects("status of 401", "status of 422")
        person = profile.notebook()
        name = person.sign_in()
        person.write("One")
        person.open("/erase?a=1").shows("Delete all notes")
        _at_leisure(world, name)
        person.open("/erase?b=2#b").shows("Is it still you?").at("/confirm?return=%2Ferase%3Fb%3D2%23b")
        person.fill(password="wrong").press("Confirm")
        assert "wrong" in person.fault("password")
        person.fill(password=PASSWORD).press("Confirm").shows("Delete all notes").at("/erase?b=2#b")
        person.press("Delete all notes", "main").shows("Notes")
        assert person.titles() == []


def an_api_that_wants_a_recent_sign_in_leads_to_the_confirmation_and_back(world):
    with world.profile() as profile:
        profile.expects("status of 401")
        person = profile.notebook(world.lab.url)
        name = person.sign_in()
        person.write("One")
        person.follow("Delete all notes").shows("Delete all notes")
        # The guard has let the person pass; the token that comes next says that the sign-in was an hour ago.
        _at_leisure(world, name)
        assert person.run("async () => (await lab.tessera.refresh()).signedInFor") > 3000
        world.api.clear()
        world.proxy.clear()
        person.press("Delete all notes", "main").shows("Is it still you?").at("/confirm?return=%2Ferase")
        assert len(world.requests("/notes", "DELETE")) == 1 and world.refreshes() == [], "a refresh cannot cure that"
        steps = [event for event in person.run("() => lab.events") if event["kind"] == "stepUp"]
        assert len(steps) == 1, steps
        person.fill(password=PASSWORD).press("Confirm").shows("Delete all notes").at("/erase")
        person.press("Delete all notes", "main").shows("Notes")
        assert person.titles() == []
