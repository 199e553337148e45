"""Sessions that end while a page is open: what is said, what is left, and how one comes back."""

import re
import sqlite3
import urllib.error

from playwright.sync_api import expect

from notebook_person import PASSWORD
from notebook_world import ROOT
from programs import eventually

PAGE = "/sessions?from=mail#ended"


def _cause(world, cause, end, words, again=PASSWORD):
    """Signs in on a page, ends the session by `end(name, session id)`, and presses something."""
    with world.profile() as profile:
        profile.expects("status of 401", "status of 400")
        person = profile.notebook()
        name = person.sign_in(path=PAGE)
        person.shows("Sessions").at(PAGE)
        other = world.tessera.sign_in(name)["session_id"]
        person.page.reload()
        (mine,) = [one["id"] for one in world.tessera.sessions(name) if one["id"] != other]
        buttons = person.page.locator("[aria-labelledby=living-title] .session:not(.current) button")
        expect(buttons).to_have_count(1)
        end(name, mine)
        buttons.click()
        person.shows("Sign in").at("/login?return=%2Fsessions%3Ffrom%3Dmail%23ended")
        assert words in person.why(), (cause, person.why())
        assert person.page.locator(".session").count() == 0 and person.page.locator(".who").count() == 0
        person.look_for_tokens()
        notes = person.run("() => Object.values(localStorage).join()")
        assert "access" not in notes and "refresh" not in notes, notes
        if again:
            if cause == "account_disabled":
                world.tessera.command("user", "enable", name)
            person.fill(identifier=name, password=again).press("Sign in", "main").shows("Sessions").at(PAGE)
            assert person.page.locator("[data-why]").count() == 0


def a_session_that_was_revoked_says_so_and_leads_back_to_the_very_page(world):
    _cause(world, "revoked_by_administrator", lambda name, session: world.tessera.command("user", "sign-out", name, "--session", session),
           "An administrator ended this session.")


def a_session_that_another_device_ended_says_so(world):
    def end(name, session):
        token = world.tessera.sign_in(name)["access_token"]
        world.tessera.call(f"/auth/sessions/{session}", token=token, method="DELETE")

    _cause(world, "ended_elsewhere", end, "ended from another device or browser")


def every_cause_that_the_client_knows_has_a_sentence_of_its_own(_):
    declared = (ROOT / "Clients/web/src/session/session.ts").read_text().partition("SignedOutCause =")[2].partition("\n\n")[0]
    causes = set(re.findall(r'\| "(\w+)"', declared))
    words = (ROOT / "Examples/angular/src/app/words/causes.ts").read_text()
    assert len(causes) > 12 and causes == set(re.findall(r'case "(\w+)":', words)), causes


def a_disabled_account_is_told(world):
    _cause(world, "account_disabled", lambda name, _: world.tessera.command("user", "disable", name), "The account was disabled.")


def a_password_changed_elsewhere_is_told(world):
    def change(name, _):
        body = {"current_password": PASSWORD, "new_password": f"{PASSWORD} of another day"}
        world.tessera.call("/auth/me/password", body, token=world.tessera.sign_in(name)["access_token"], method="PUT")

    _cause(world, "password_changed", change, "The password was changed elsewhere", again=f"{PASSWORD} of another day")


def a_session_that_was_idle_for_too_long_is_told(world):
    def idle(_, session):
        with sqlite3.connect(f"{world.tessera.folder.name}/tessera.sqlite", timeout=20) as database:
            key = bytes.fromhex(session.replace("-", ""))
            assert database.execute("UPDATE sessions SET idle_expires_at = created_at WHERE id = ?", (key,)).rowcount == 1
        database.close()

    # The API takes the access token until it expires; only the next refresh learns of it.
    with world.profile() as profile:
        profile.expects("status of 400")
        person = profile.notebook()
        name = person.sign_in(path=PAGE)
        person.shows("Sessions")
        idle(name, world.tessera.sessions(name)[0]["id"])
        person.follow("Token", "header").shows("Token").press("Refresh now")
        expect(person.page.get_by_text("You are not signed in")).to_be_visible()
        expect(person.page.locator("[data-told]")).to_have_text("The session ended because it was not used for a long time.")
        person.follow("Notebook", "header").shows("Sign in")
        assert "not used for a long time" in person.why()


def a_refresh_token_that_was_used_twice_is_told(world):
    world = world.strict
    with world.profile() as profile:
        profile.expects("status of 400", "status of 401")
        profile.keeps_tokens = True
        person = profile.notebook().open("/storage").shows("Storage")
        person.page.check("#place-local")
        person.press("Use this").page.wait_for_load_state()
        name = person.sign_in()
        stolen = world.proxy.asked("/auth/login")[0].json()["refresh_token"]
        person.follow("Token", "header").shows("Token").press("Refresh now")
        expect(person.page.locator(".log").get_by_text("Refreshed: generation 1.")).to_be_visible()
        try:
            world.tessera.call("/auth/refresh", {"refresh_token": stolen})
            raise AssertionError("a used refresh token was good again")
        except urllib.error.HTTPError:
            pass
        person.follow("Notes", "header").shows("Sign in")
        assert "looks like a theft" in person.why(), person.why()
        assert [one["end"]["cause"] for one in world.tessera.sessions(name)] == ["refresh_token_reuse"]


def an_end_over_unsaved_text_asks_once_and_staying_stays(world):
    with world.profile() as profile:
        profile.expects("status of 401", "status of 400")
        person = profile.notebook()
        name = person.sign_in()
        person.write("Draft")
        person.follow("Draft").shows("Draft").fill(text="Not saved yet")
        path = person.path
        world.tessera.command("user", "sign-out", name)
        person.run("""() => {
            window.asked = 0;
            const { showModal } = HTMLDialogElement.prototype;
            HTMLDialogElement.prototype.showModal = function () { asked += 1; return showModal.call(this); };
        }""")
        person.press("Save")
        dialog = person.page.locator("dialog[open]")
        expect(dialog).to_contain_text("Your session has ended")
        person.press("Stay", "dialog")
        person.page.wait_for_timeout(1000)
        assert dialog.count() == 0 and person.run("() => asked") == 1, "it asked again by itself"
        assert person.path == path and person.page.input_value("#text") == "Not saved yet"
        person.follow("‹ All notes")
        person.press("Leave", "dialog").shows("Sign in")
        assert "administrator" in person.why()
        assert person.run("() => asked") == 2


def signing_out_leads_to_the_sign_in_page_without_a_way_back_and_ends_the_session(world):
    with world.profile() as profile:
        profile.expects("status of 400")
        person = profile.notebook()
        name = person.sign_in(path="/sessions")
        person.shows("Sessions").sign_out().shows("Sign in").at("/login")
        eventually("the server knew", lambda: world.tessera.sessions(name)[0]["end"])
        assert world.tessera.sessions(name)[0]["end"]["cause"] == "signed_out"
        person.open("/").shows("Sign in")


def a_sign_out_with_the_server_down_holds_and_the_refresh_token_is_dead_afterwards(world):
    with world.profile() as profile:
        profile.expects("ERR_", "Failed to load", "status of 400", "status of 401")
        person = profile.notebook()
        name = person.sign_in()
        cookie = profile.cookie()["value"]
        world.tessera.kill()
        person.sign_out().shows("Sign in")
        assert person.page.locator(".note").count() == 0
        person.page.reload()
        person.shows("Sign in", deadline=15)
        world.tessera.start()
        person.page.reload()
        person.shows("Sign in")
        eventually("the sign-out reached the server", lambda: world.tessera.sessions(name)[0]["end"], deadline=40)
        assert cookie and world.tessera.sessions(name)[0]["end"]["cause"] == "signed_out"


def other_tabs_leave_guarded_pages_within_a_second_of_a_sign_out(world):
    with world.profile() as profile:
        one, two, three = (profile.notebook() for _ in range(3))
        one.sign_in()
        one.write("Private")
        two.open("/sessions").shows("Sessions")
        three.open("/").shows("Notes")
        expect(three.page.locator(".note")).to_have_count(1)
        one.sign_out()
        two.shows("Sign in", deadline=1)
        three.shows("Sign in", deadline=1)
        assert three.page.locator(".note").count() == 0
        assert "another tab" in two.why()


def going_back_after_a_sign_out_shows_nothing_private(world):
    with world.profile(world.browser_that_keeps_pages) as profile:
        profile.expects("status of 400")
        person = profile.notebook()
        person.sign_in()
        person.write("Private")
        person.open("/sessions").shows("Sessions")
        person.page.goto(f"{world.app.url}/token")
        person.shows("Token").sign_out()
        expect(person.page.locator(".who")).to_have_count(0)
        for _ in range(3):
            person.page.go_back()
            person.page.wait_for_timeout(300)
            expect(person.page.locator(".note, .session, .who")).to_have_count(0, timeout=3000)
            person.look_for_tokens()
