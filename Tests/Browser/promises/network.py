"""Networks that lose, delay and lie, and servers that die."""

from faults import Cut, Hold, LostAnswer, busy, portal, redirect

LOCAL = {"mode": "token", "storage": "local"}
MODES = ({}, LOCAL)
EXPIRE = "() => { lab.monotonic += 301_000; lab.wall += 301_000; }"


def _refresh_attempts(page):
    """Counts every refresh that the page tries, also those that never leave the machine."""
    tried = []
    page.on("request", lambda request: tried.append(request) if "/auth/refresh" in request.url else None)
    return tried


def a_lost_answer_costs_nothing(world):
    world = world.strict
    for options in MODES:
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            tab.login(user)
            world.proxy.fault("/auth/refresh", LostAnswer())
            tab.begin("refresh", "() => lab.session(lab.client.refresh())")
            tab.settled(1)
            lost, repeated = world.refreshes()[:2]
            assert lost.headers["tessera-attempt"] == repeated.headers["tessera-attempt"], "the repeat had another attempt id"
            assert world.generations()[:2] == [1, 1]
            assert tab.me()["status"] == 200
            (session,) = world.tessera.sessions(user)
            assert session["end"] is None, session


def a_lost_answer_and_a_reload_cost_nothing(world):
    world = world.strict
    for options in (*MODES, {"mode": "token", "storage": "session"}):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            tab.login(user)
            lost = world.proxy.fault("/auth/refresh", Hold(answer=True, then=LostAnswer()))
            tab.begin("refresh", "() => lab.client.refresh()")
            lost.wait()
            tab.page.reload()
            lost.release()
            tab.loaded().start(**tab.options)
            assert tab.first["status"] == "signedIn", (options, tab.first)
            tab.settled(1)
            (session,) = world.tessera.sessions(user)
            assert session["end"] is None, (options, session)


def a_server_killed_after_the_work_costs_nothing(world):
    world = world.strict
    for options in MODES:
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            tab.login(user)
            held = world.proxy.fault("/auth/refresh", Hold(answer=True, then=LostAnswer()))
            tab.begin("refresh", "() => lab.session(lab.client.refresh())")
            held.wait()
            world.tessera.kill()
            held.release()
            world.tessera.start()
            tab.settled(1)
            assert world.tessera.sessions(user)[0]["generation"] <= 2
            assert tab.me()["status"] == 200


def a_server_that_is_away_for_a_while_ends_nothing(world):
    world = world.strict
    user = world.user()
    with world.profile() as profile:
        tabs = profile.tabs(1, **LOCAL, clocks=True)
        tabs[0].login(user)
        tabs += profile.tabs(1, **LOCAL, clocks=True)
        held = world.proxy.fault("/auth/refresh", Hold())
        tabs[0].begin("refresh", "() => lab.session(lab.client.refresh())")
        held.wait()
        world.tessera.kill()
        held.release()
        tabs[0].until("lab.events.some(event => event.kind === 'refreshFailed')")
        failed = tabs[0].events("refreshFailed")[0]
        assert failed["error"]["class"] == "transient" and failed["retryIn"] is not None, failed
        assert [tab.state()["status"] for tab in tabs] == ["signedIn"] * 2
        world.tessera.start()
        for tab in tabs:
            tab.settled(1)
        assert world.tessera.sessions(user)[0]["end"] is None


def offline_nothing_is_tried_and_once_back_one_refresh(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(clocks=True)
        tab.login(user)
        tried = _refresh_attempts(tab.page)
        profile.context.set_offline(True)
        tab.until("lab.events.some(event => event.kind === 'offline')")
        tab.run(EXPIRE)
        answer = tab.call("/auth/me")
        assert answer["error"]["class"] == "transient", answer
        assert tab.session().get("error", {}).get("class", "transient") == "transient"
        assert tried == [], "a refresh was tried without a network"
        assert tab.state()["status"] == "signedIn" and tab.state()["stale"], tab.state()
        profile.context.set_offline(False)
        tab.until("lab.state().session.generation === 1")
        assert tab.events("online") and not tab.state()["stale"]
        assert tab.me()["status"] == 200
        assert world.generations() == [1]


def a_captive_portal_signs_nobody_out(world):
    for options in MODES:
        for fault in (portal(), redirect(f"{world.elsewhere.url}/portal"), redirect(f"{world.elsewhere.url}/portal", 307)):
            user = world.user()
            with world.profile() as profile:
                tab = profile.page().open(f"{world.proxy.url}/browser-test/open.html").start(**options, clocks=True)
                tab.login(user)
                tab.run(EXPIRE)
                world.proxy.fault("/auth/refresh", fault, times=1000)
                outcome = tab.refresh()
                assert outcome["error"]["class"] == "transient", outcome
                assert tab.state()["status"] == "signedIn", tab.state()
                world.proxy.no_faults()
                tab.settled(1)
                assert tab.me()["status"] == 200
                assert world.elsewhere.asked == [], "the client followed the portal's redirect"


def retry_after_is_obeyed_by_every_tab(world):
    waited = []
    for status in (429, 503):
        user = world.user()
        with world.profile() as profile:
            first = profile.tab(clocks=True)
            first.login(user)
            second = profile.tab(clocks=True)
            second.until_status("signedIn")
            for tab in (first, second):
                tab.run(EXPIRE)
            world.proxy.clear()
            world.proxy.fault("/auth/refresh", busy(status, 2))
            first.begin("refresh", "() => lab.session(lab.client.refresh())")
            first.until("lab.events.some(event => event.kind === 'refreshFailed')")
            (failed,) = first.events("refreshFailed")
            assert failed["error"]["status"] == status and failed["error"]["class"] == "transient", failed
            assert failed["retryIn"] >= 1900, failed
            for tab in (first, second):
                tab.begin("me", """async () => {
                    let answer;
                    do answer = await lab.call("/auth/me"); while (answer.error && !await new Promise(done => setTimeout(done, 50)));
                    return answer;
                }""")
            for tab in (first, second):
                assert tab.ended("me")["ended"]["status"] == 200
            asked = world.proxy.asked("/auth/refresh")
            pause = asked[1].began - asked[0].began
            assert pause >= 1.95, f"asked again after {pause:.2f} s"
            waited.append(pause)
            assert first.events("signedOut") == second.events("signedOut") == []
    return f"asked again after {waited[0]:.1f} and {waited[1]:.1f} s, told to wait 2 s"


def connections_that_break_are_transient(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        world.proxy.fault("/auth/refresh", Cut(), times=3)
        tab.begin("refresh", "() => lab.session(lab.client.refresh())")
        tab.settled(1)
        failed = tab.events("refreshFailed")
        assert failed and {one["error"]["class"] for one in failed} == {"transient"}, failed
        assert tab.me()["status"] == 200


def a_start_with_a_server_that_does_not_answer_is_settled_in_bounded_time(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        held = world.proxy.fault("/auth/refresh", Hold(), times=1000)
        tab.page.reload()
        tab.loaded().begin("start", "() => lab.start({})")
        state = tab.ended("start", deadline=30)["ended"]
        assert state["status"] in ("signedIn", "signedOut", "unknown"), state
        assert tab.events("signedOut") == [], "no answer was taken for the end of the session"
        world.proxy.no_faults()
        held.release()
        tab.settled(1)
        assert tab.me()["status"] == 200
