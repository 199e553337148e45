"""Many tabs, one session."""

from chromium import together
from webdriver import Driver

LOCAL = {"mode": "token", "storage": "local"}


def _alone(world, user):
    """The one session of an account, which must be alive."""
    (session,) = world.tessera.sessions(user)
    assert session["end"] is None, session["end"]
    return session


def four_tabs_that_load_together_are_all_signed_in_without_reuse(world):
    user = world.user()
    with world.profile() as profile:
        profile.tab().login(user)
        tabs = [profile.page().open() for _ in range(4)]
        world.proxy.clear()
        outcomes = together(tabs, "start", "options => lab.start(options)", {})
        assert [one["ended"]["status"] for one in outcomes] == ["signedIn"] * 4, outcomes
        generations = world.generations()
        # By cookie no tab can be given another tab's access token; each asks once, and none asks with an old cookie.
        assert len(generations) <= 4 and generations == sorted(generations), generations
        assert [tab.me()["status"] for tab in tabs] == [200] * 4
        assert _alone(world, user)["generation"] == generations[-1]


def four_tabs_that_find_the_token_used_up_refresh_it_once(world):
    user = world.user()
    with world.profile() as profile:
        tabs = profile.tabs(1, **LOCAL, clocks=True)
        tabs[0].login(user)
        tabs += profile.tabs(3, **LOCAL, clocks=True)
        for tab in tabs:
            tab.until("lab.state().status === 'signedIn'")
            tab.run("() => { lab.monotonic += 299_000; lab.wall += 299_000; }")
        world.proxy.clear()
        outcomes = together(tabs, "session", "() => lab.session(lab.client.getSession())")
        assert [one["ended"]["value"]["generation"] for one in outcomes] == [1] * 4, outcomes
        assert world.generations() == [1]
        assert _alone(world, user)["generation"] == 1
        kinds = sorted(event["by"] for tab in tabs for event in tab.events("refreshed"))
        assert kinds.count("this") == 1, kinds


def tabs_that_take_turns_never_look_like_a_thief(world):
    world = world.strict
    for options in ({}, LOCAL):
        user = world.user()
        with world.profile() as profile:
            tabs = profile.tabs(1, **options)
            tabs[0].login(user)
            tabs += profile.tabs(3, **options)
            for tab in tabs:
                tab.until_status("signedIn")
            for round in range(5):
                outcomes = together(tabs, f"round {round}", "() => lab.session(lab.client.refresh())", ahead=0.1)
                assert all(one["ended"].get("value") for one in outcomes), outcomes
            generations = world.generations()
            assert generations == sorted(set(generations)), f"a generation was given twice: {generations}"
            assert _alone(world, user)["generation"] == generations[-1]


def four_tabs_by_cookie_that_find_the_token_used_up_end_nothing(world):
    user = world.user()
    with world.profile() as profile:
        tabs = profile.tabs(1, clocks=True)
        tabs[0].login(user)
        tabs += profile.tabs(3, clocks=True)
        for tab in tabs:
            tab.until("lab.state().status === 'signedIn'")
            tab.run("() => { lab.monotonic += 299_000; lab.wall += 299_000; }")
        world.proxy.clear()
        outcomes = together(tabs, "me", "() => lab.call('/auth/me')")
        assert [one["ended"]["status"] for one in outcomes] == [200] * 4, outcomes
        assert len(world.generations()) <= 4
        _alone(world, user)


def visible_tabs_refresh_ahead_once_a_life_of_the_token(world):
    world = world.short_lived
    user = world.user()
    with world.profile() as profile:
        tabs = profile.tabs(1, **LOCAL)
        tabs[0].login(user)
        tabs += profile.tabs(3, **LOCAL)
        for tab in tabs:
            tab.until("lab.state().status === 'signedIn' && lab.state().session.generation >= 1", deadline=15)
        assert world.generations() == [1]
        assert [tab.me()["status"] for tab in tabs] == [200] * 4
        _alone(world, user)


def a_hidden_tab_refreshes_on_demand_and_not_ahead(world):
    world = world.short_lived
    user = world.user()
    with world.profile(), Driver(world) as driver:
        tab = driver.tab()
        tab.login(user)
        tab.hide()
        tab.until("lab.state().session.expiresIn <= 0 || lab.state().stale", deadline=15)
        assert world.refreshes() == [], "a hidden tab refreshed ahead"
        assert tab.call("/auth/me")["status"] == 200
        assert world.generations() == [1]
        assert [one.status for one in world.proxy.asked("/auth/me", "GET")] == [200], "it went out with a used-up token"


def a_tab_that_comes_back_into_view_looks_at_its_token(world):
    user = world.user()
    with world.profile(), Driver(world) as driver:
        tab = driver.tab(clocks=True)
        tab.login(user)
        tab.hide()
        tab.run("() => { lab.wall += 7_200_000; }")
        assert world.refreshes() == []
        tab.hide(False)
        tab.until("lab.state().session.generation === 1 && lab.state().session.expiresIn > 200")
        assert world.generations() == [1]


def callers_of_one_tab_share_one_refresh(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(clocks=True)
        tab.login(user)
        tab.run("() => { lab.monotonic += 299_000; lab.wall += 299_000; }")
        answers = tab.run("() => Promise.all(Array.from({ length: 50 }, () => lab.call('/auth/me')))")
        assert [one["status"] for one in answers] == [200] * 50
        assert world.generations() == [1]


def a_sign_out_is_seen_by_all_tabs(world):
    user = world.user()
    with world.profile() as profile:
        tabs = profile.tabs(1)
        tabs[0].login(user)
        tabs += profile.tabs(3)
        began = tabs[0].run("async () => { const began = lab.now(); await lab.client.logout(); return began; }")
        moments = []
        for tab in tabs:
            tab.until_status("signedOut")
            (event,) = tab.events("signedOut")
            assert event["cause"] == ("signed_out" if tab is tabs[0] else "other_tab"), event
            moments.append(event["at"] - began)
        assert max(moments) < 1000, moments
        (session,) = world.tessera.sessions(user)
        assert session["end"]["cause"] == "signed_out", session
        return f"after {', '.join(f'{moment:.0f}' for moment in moments)} ms (goal: 100 ms)"


def a_sign_in_is_seen_by_all_tabs(world):
    user = world.user()
    for options in ({}, LOCAL):
        with world.profile() as profile:
            tabs = profile.tabs(3, **options)
            assert [tab.first["status"] for tab in tabs] == ["signedOut"] * 3
            session = tabs[0].login(user)
            for tab in tabs:
                assert tab.until_status("signedIn")["session"]["id"] == session["id"]
                assert tab.me()["status"] == 200


def another_user_in_another_tab_replaces_this_one_at_once(world):
    one, two = world.user(), world.user()
    for options in ({}, LOCAL):
        with world.profile() as profile:
            first = profile.tab(**options)
            mine = first.login(one)
            second = profile.tab(**options)
            second.login(two)
            first.until("lab.events.some(event => event.kind === 'signedOut' && event.cause === 'other_user')")
            state = first.state()
            assert state["status"] != "signedIn" or state["session"]["subject"] != mine["subject"], state
            answer = first.me()
            assert f'"{one}"' not in answer.get("text", ""), "the page goes on as the user before"
            assert len(first.events("signedOut")) == 1
