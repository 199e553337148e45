"""Several tabs of one browser: one session, and never a person's data under another's name."""

from playwright.sync_api import expect

import lane
from faults import Hold, Outdated
from notebook_person import PASSWORD, sign_in
from notebook_world import SHORT_LIFE
from programs import eventually
from webdriver import Driver


def _keep(person, place):
    person.open("/storage").shows("Storage")
    person.page.check(f"#place-{place}")
    with person.page.expect_navigation():
        person.press("Use this")
    return person.shows("Storage")


def another_persons_sign_in_in_another_tab_takes_the_first_ones_data_away(world):
    for place in ("cookie", "local"):
        with world.profile() as profile:
            profile.keeps_tokens = place != "cookie"
            one, two = profile.notebook(), profile.notebook()
            if place != "cookie":
                _keep(one, place)
            one.sign_in()
            one.write("Of the first")
            two.open("/token").shows("Token")
            one.run("() => { window.mark = true; }")
            other = world.user()
            # The other person comes by the second tab, without a sign-out of the first one.
            two.sign_out()
            two.open("/login").shows("Sign in")
            two.fill(identifier=other, password=PASSWORD).press("Sign in", "main").shows("Notes")
            expect(one.page.locator(".who")).to_contain_text(other, timeout=10_000)
            one.shows("Notes")
            expect(one.page.locator(".empty")).to_be_visible()
            assert one.titles() == [] and two.titles() == []


def a_direct_change_of_the_person_leaves_the_document(world):
    """Without a sign-out in between: `login()` while somebody else is signed in."""
    with world.profile() as profile:
        one, two = profile.notebook(), profile.notebook(world.app.url)
        one.sign_in()
        one.write("Of the first")
        one.run("() => { window.mark = true; }")
        # A lab has another origin, so its storage is its own: the second tab is the shipped application, led to its form.
        two.open("/sessions").shows("Sessions")
        lab = profile.notebook(world.lab.url)
        other = world.user()
        # The same cookie, another origin: the browser has one session, and the first tab learns it at its next refresh.
        lab.open("/")
        lab.run("([identifier, password]) => lab.tessera.login({identifier, password})", [other, PASSWORD])
        two.follow("Token", "header").shows("Token").press("Refresh now")
        expect(two.page.locator(".who")).to_contain_text(other)
        expect(one.page.locator(".who")).to_contain_text(other)
        one.shows("Notes")
        expect(one.page.locator(".empty")).to_be_visible()
        assert one.run("() => window.mark") is None, "the document of the first person is still there"


@lane.long("the client by itself proves it in the lane browser")
def six_tabs_that_wake_together_refresh_in_order_and_sign_nobody_out(world):
    world = world.short_lived
    for place in ("cookie", "local"):
        with world.profile() as profile:
            profile.keeps_tokens = place != "cookie"
            first = profile.notebook()
            if place != "cookie":
                _keep(first, place)
            name = first.sign_in()
            tabs = [first, *(profile.notebook().open("/") for _ in range(5))]
            for tab in tabs:
                tab.shows("Notes")
            world.proxy.clear()
            profile.context.set_offline(True)
            first.page.wait_for_timeout((SHORT_LIFE + 1) * 1000)  # longer than a token lives
            profile.context.set_offline(False)
            for tab in tabs:
                tab.page.evaluate("() => dispatchEvent(new Event('online'))")
            for tab in tabs:
                tab.follow("Sessions", "header").shows("Sessions")
                expect(tab.page.locator(".session.current")).to_have_count(1)
            generations = world.generations()
            assert generations == sorted(set(generations)), generations
            if place == "local":  # one refresh for all of them, and no more than the time since then has made due
                assert len(generations) < 6, generations
            assert [one["end"] for one in world.tessera.sessions(name)] == [None]
            profile.expects("ERR_INTERNET_DISCONNECTED", "Failed to load")


def a_frozen_tab_that_holds_the_lock_delays_others_by_14_s_at_most(world):
    name = world.user()
    with world.profile(), Driver(world) as driver:
        frozen = driver.page(f"{world.lab.url}/login", "window.lab && lab.tessera.status() === 'signedOut'")
        sign_in(frozen, name)
        other = driver.page(f"{world.lab.url}/sessions", "window.lab && lab.tessera.status() === 'signedIn'")
        world.proxy.clear()
        held = world.proxy.fault("/auth/refresh", Hold(answer=True))
        frozen.run("() => { window.refresh = lab.tessera.refresh().then(() => null, String); }")
        held.wait()
        frozen.freeze()
        # The other tab needs a new token: the API refuses the one that it has.
        world.api.fault("/notes", Outdated(world.lab.url), method="GET", times=10)
        other.run("""url => {
            const began = performance.now();
            window.outcome = null;
            void lab.request("GET", url).then(answer => { window.outcome = {status: answer.status, took: performance.now() - began}; });
        }""", f"{world.api.url}/notes")
        outcome = eventually("the other tab had its answer", lambda: other.run("() => window.outcome"), deadline=40)
        assert outcome["status"] == 200, outcome
        # Less than half of that would say that the frozen tab held nothing.
        assert 7_000 < outcome["took"] <= 14_000, outcome
        held.release()
        frozen.freeze(False)
        frozen.run("() => window.refresh")  # it may have failed by now; what comes next may not
        assert frozen.run("url => lab.request('GET', url)", f"{world.api.url}/notes")["status"] == 200
        assert [one["end"] for one in world.tessera.sessions(name)] == [None]
        return f"they waited {outcome['took'] / 1000:.1f} s"
