"""What happens when the token expires: nothing that a person sees."""

import time

from playwright.sync_api import expect

import lane
from faults import Answer, Hold, Outdated, invalid_token
from notebook_person import sign_in
from notebook_world import SHORT_LIFE
from programs import eventually
from webdriver import Driver


@lane.long("long by its nature; one life is in the gate")
def clicking_through_many_token_lives_sees_no_401(world):
    world = world.short_lived
    with world.profile() as profile:
        person = profile.notebook()
        person.sign_in()
        person.write("One")
        began, clicks = time.monotonic(), 0
        while time.monotonic() - began < 60:  # six lives
            for link, heading in (("Sessions", "Sessions"), ("Notes", "Notes")):
                person.follow(link, "header").shows(heading)
                clicks += 1
            person.page.wait_for_timeout(400)  # as a person who reads
        refused = [one.path for one in world.proxy.exchanges + world.api.exchanges if one.status == 401]
        assert refused == [], refused
        generations = world.generations()
        assert generations == list(range(1, len(generations) + 1)) and len(generations) >= 5, generations
        return f"{clicks} pages, {len(generations)} refreshes"


def a_hidden_tab_asks_for_nothing_until_it_is_used(world):
    world = world.short_lived
    name = world.user()
    with world.profile(), Driver(world) as driver:
        tab = driver.page(f"{world.lab.url}/login", "window.lab && lab.tessera.status() === 'signedOut'")
        sign_in(tab, name)
        eventually("the notes were loaded", lambda: world.requests("/notes"))
        tab.hide()
        world.proxy.clear()
        world.api.clear()
        tab.until("lab.tessera.session().expiresIn <= 0 || lab.tessera.isStale()", deadline=20)
        tab.run(f"() => new Promise(done => setTimeout(done, {SHORT_LIFE * 100}))")  # and some time more
        asked = [(one.method, one.path) for one in world.proxy.exchanges + world.api.exchanges
                 if one.headers.get("origin") == world.lab.url]
        assert asked == [], f"a hidden tab asked for {asked}"
        answer = tab.run("url => lab.request('GET', url)", f"{world.api.url}/notes")
        assert answer["status"] == 200, answer
        assert len(world.refreshes()) == 1
        assert [one.status for one in world.requests("/notes")] == [200], "it went out with a used-up token"


def fifty_requests_that_all_meet_a_401_make_one_refresh_and_fifty_answers(world):
    for cancelled in ([], [0], [0, 1, 2, 30]):
        with world.profile() as profile:
            profile.expects("status of 401")
            person = profile.notebook(world.lab.url)
            person.sign_in()
            # What the page itself asks for at a sign-in must not be counted below.
            expect(person.page.locator(".empty")).to_be_visible()
            world.api.clear()
            world.proxy.clear()
            world.api.fault("/notes", Outdated(world.lab.url), method="GET", times=1000)
            held = world.proxy.fault("/auth/refresh", Hold())
            person.run("([url, cancelled]) => { window.storm = lab.storm(url, 50, cancelled, 200); }", [f"{world.api.url}/notes", cancelled])
            held.wait()
            # Those who give up do so while the refresh is on its way.
            person.page.wait_for_timeout(400)
            held.release()
            answers = person.run("() => window.storm")
            assert [one and one["status"] for one in answers] == [None if index in cancelled else 200 for index in range(50)], answers
            assert len(world.refreshes()) == 1, len(world.refreshes())
            answered = len([one for one in world.requests("/notes") if one.status == 200])
            assert answered == 50 - len(cancelled), (answered, cancelled)


def a_second_401_reaches_the_caller_after_two_sendings(world):
    with world.profile() as profile:
        profile.expects("status of 401")
        person = profile.notebook(world.lab.url)
        person.sign_in()
        world.api.clear()
        world.proxy.clear()
        world.api.fault("/notes/mine", invalid_token(world.lab.url), method="GET", times=1000)
        answer = person.run("url => lab.request('GET', url)", f"{world.api.url}/notes/mine")
        assert answer["status"] == 401 and "class" not in (answer["body"] or {}), answer
        person.page.wait_for_timeout(500)
        assert len(world.api.asked("/notes/mine", "GET")) == 2, "there is a loop"
        assert len(world.refreshes()) == 1
        assert person.run("() => lab.tessera.status()") == "signedIn"


def refusals_that_a_refresh_cannot_cure_reach_the_caller_untouched(world):
    refusals = [
        (403, {"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="notes:admin"'}), (407, {}), (404, {}), (403, {}),
        (401, {"WWW-Authenticate": 'Bearer error="insufficient_user_authentication", max_age="300"'}),
    ]
    with world.profile() as profile:
        profile.expects("status of 4", "ERR_UNEXPECTED_PROXY_AUTH", "ERR_")
        person = profile.notebook(world.lab.url)
        person.sign_in()
        for status, headers in refusals:
            world.api.clear()
            world.proxy.clear()
            allow = {"Access-Control-Allow-Origin": world.lab.url, "Access-Control-Expose-Headers": "WWW-Authenticate"}
            world.api.fault("/notes/x", Answer(status, {**headers, **allow, "Content-Type": "application/json"}, b'{"own": "words"}'), method="GET", times=10)
            person.run("() => { lab.events.length = 0; }")
            answer = person.run("url => lab.request('GET', url)", f"{world.api.url}/notes/x")
            # Chromium itself answers a 407 of a server that is no proxy.
            assert answer["status"] == status and answer["body"] == {"own": "words"} or (status == 407 and answer["status"] == 0), (status, answer)
            assert len(world.api.asked("/notes/x", "GET")) == 1 and world.refreshes() == [], status
            steps = [event for event in person.run("() => lab.events") if event["kind"] == "stepUp"]
            assert len(steps) == (1 if headers else 0), (status, steps)


def data_of_a_person_load_again_for_another_person_and_not_at_a_refresh(world):
    with world.profile() as profile:
        person = profile.notebook(world.lab.url)
        person.sign_in()
        person.write("Mine")
        world.api.clear()
        before = person.run("async () => (await lab.tessera.refresh()).generation")
        assert before == 1
        person.page.wait_for_timeout(300)
        assert world.api.asked("/notes", "GET") == [], "a refresh loaded the notes again"
        assert person.titles() == ["Mine"]
        other = world.user()
        person.run("([identifier, password]) => lab.tessera.login({identifier, password})", [other, world.tessera.password])
        eventually("the notes were loaded for the other person", lambda: len(world.requests("/notes")) == 1)
        person.page.wait_for_selector(".empty")
        assert person.titles() == []
