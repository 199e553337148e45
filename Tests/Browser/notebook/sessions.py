"""The page of sessions: which one is this, ending one, ending all, and how each came to its end."""

from playwright.sync_api import expect


def _ends(world, name):
    """By session: how it ended, None while it lives."""
    return {one["id"]: one["end"] and one["end"]["cause"] for one in world.tessera.sessions(name)}


def this_session_is_marked_and_stands_first(world):
    with world.profile() as profile:
        profile.expects("status of 400", "status of 401")
        person = profile.notebook()
        name = person.sign_in()
        (mine,) = _ends(world, name)
        others = [world.tessera.sign_in(name)["session_id"] for _ in range(2)]
        person.follow("Sessions", "header").shows("Sessions")
        sessions = person.page.locator(".session")
        expect(sessions).to_have_count(3)
        expect(sessions.first.get_by_text("this device")).to_be_visible()
        expect(person.page.get_by_text("this device")).to_have_count(1)
        expect(person.page.locator(".session.current")).to_have_count(1)
        # The mark is at the right one: to end it is to sign out here.
        sessions.first.get_by_role("button").click()
        person.shows("Sign in")
        assert _ends(world, name) == {mine: "signed_out", **dict.fromkeys(others)}


def ending_another_session_ends_that_one_alone_and_says_how_it_ended(world):
    with world.profile() as profile:
        person = profile.notebook()
        name = person.sign_in()
        others = [world.tessera.sign_in(name)["session_id"] for _ in range(2)]
        person.follow("Sessions", "header").shows("Sessions")
        ended = person.page.locator("[aria-labelledby=ended-title] .session")
        expect(ended).to_have_count(0)
        person.page.locator(".session:not(.current) button").first.click()
        expect(ended).to_have_count(1)
        assert sorted(_ends(world, name).values(), key=str) == [None, None, "ended_elsewhere"], _ends(world, name)
        expect(ended).to_contain_text("This session was ended from another device or browser.")
        (left,) = [one for one in others if _ends(world, name)[one] is None]
        world.tessera.command("user", "sign-out", name, "--session", left)
        person.page.reload()
        expect(ended.filter(has_text="An administrator ended this session.")).to_have_count(1)
        expect(person.page.locator(".session.current")).to_have_count(1)


def signing_out_everywhere_asks_first_and_ends_every_session(world):
    with world.profile() as profile:
        profile.expects("status of 400", "status of 401")
        person = profile.notebook()
        name = person.sign_in()
        world.tessera.sign_in(name)
        person.follow("Sessions", "header").shows("Sessions")
        person.press("Sign out everywhere").press("Stay signed in", "dialog")
        expect(person.page.locator("dialog[open]")).to_have_count(0)
        assert not world.proxy.asked("/auth/logout-everywhere"), "it did not wait for the answer"
        person.press("Sign out everywhere", "main").press("Sign out everywhere", "dialog").shows("Sign in")
        assert "everywhere" in person.why()
        assert list(_ends(world, name).values()) == ["signed_out_everywhere"] * 2
