"""Clocks that are wrong, and machines that sleep."""

import lane

LOCAL = {"mode": "token", "storage": "local"}
DAY = 86_400_000
# The page's own Date is off, as on a machine whose clock is: the client and everything else in the page sees it.
TURNED = """
const Real = Date;
const off = %d;
globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + off); }
    static now() { return Real.now() + off; }
};
"""


def _turned(profile, milliseconds, **options):
    tab = profile.page()
    tab.page.add_init_script(TURNED % milliseconds)
    return tab.start(**options)


@lane.long("the same with the test page is in the gate")
def clocks_a_day_off_change_nothing(world):
    for options in ({}, LOCAL, {"mode": "token", "storage": "session"}):
        user = world.user()
        with world.profile() as profile:
            right = profile.tab(**options)
            right.login(user)
            ahead, behind = (_turned(profile, off, **options) for off in (DAY, -DAY))
            for tab in (ahead, behind) if options.get("storage") != "session" else ():
                tab.until_status("signedIn")
            for tab in (right, ahead, behind):
                if options.get("storage") == "session" and tab is not right:
                    tab.login(user)
                assert tab.me()["status"] == 200
                left = tab.state()["session"]["expiresIn"]
                assert 280 < left <= 300, (options, left)
            assert [one.status for one in world.proxy.asked("/auth/me", "GET")] == [200] * 3
            # By cookie a new tab asks once for a token of its own; with clocks that contradict the note of another tab, too.
            asked = len(world.refreshes())
            assert asked <= 2, f"{asked} refreshes with {options}"
            ahead.refresh()
            for tab in (right, ahead, behind):
                assert tab.me()["status"] == 200
                assert tab.events("signedOut") == []


def a_machine_whose_clock_is_a_day_off_changes_nothing(world):
    for off in (DAY, -DAY):
        user = world.user()
        with world.profile() as profile:
            _turned(profile, off, **LOCAL).login(user)
            other = _turned(profile, off, **LOCAL)
            assert other.me()["status"] == 200
            assert 280 < other.state()["session"]["expiresIn"] <= 300
            assert world.refreshes() == [], "the token was taken for old"


def a_clock_that_is_turned_while_the_page_is_open_changes_nothing(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(clocks=True)
        tab.login(user)
        for off in (-DAY, 0):
            tab.run("off => { lab.wall = off; }", off)
            assert tab.me()["status"] == 200
            assert 200 < tab.state()["session"]["expiresIn"] <= 300, tab.state()
        tab.run("off => { lab.wall = off; }", DAY)  # what a sleep looks like, too: one refresh, to be sure
        assert tab.me()["status"] == 200
        assert len(world.generations()) <= 1
        assert tab.events("signedOut") == []


def after_two_hours_of_sleep_no_request_goes_out_with_the_old_token(world):
    user = world.user()
    # A machine that sleeps stops the monotonic clock on one system and lets it run on the other.
    for monotonic in (0, 7_200_000):
        for options in ({}, LOCAL):
            with world.profile() as profile:
                tab = profile.tab(**options, clocks=True)
                tab.login(user)
                world.proxy.clear()
                tab.run("monotonic => { lab.wall += 7_200_000; lab.monotonic += monotonic; }", monotonic)
                assert tab.me()["status"] == 200
                paths = [one.path.split("?")[0] for one in world.proxy.exchanges]
                order = [path for path in paths if path in ("/auth/refresh", "/auth/me")]
                assert order == ["/auth/refresh", "/auth/me"], (options, monotonic, paths, tab.state(), tab.events())
                assert 280 < tab.state()["session"]["expiresIn"] <= 300


def a_page_shown_again_from_the_back_forward_cache_goes_on(world):
    user = world.user()
    with world.profile(world.browser_that_keeps_pages) as profile:
        tab = profile.tab(clocks=True)
        tab.login(user)
        tab.run("""() => {
            window.kept = true;
            addEventListener("pageshow", event => { window.persisted = event.persisted; });
            addEventListener("pagehide", () => { lab.wall += 7_200_000; });
        }""")
        tab.page.goto(f"{world.proxy.url}/docs")
        tab.back()
        assert tab.run("() => window.kept && window.persisted"), "Chromium did not keep the page; something in it forbids that"
        tab.until("lab.state().session?.generation === 1")
        assert tab.me()["status"] == 200
        assert len(world.generations()) == 1


def a_page_shown_again_knows_of_a_sign_out_meanwhile(world):
    user = world.user()
    for options in ({}, LOCAL):
        with world.profile(world.browser_that_keeps_pages) as profile:
            tab = profile.tab(**options, clocks=True)
            tab.login(user)
            other = profile.tab(**options)
            other.until_status("signedIn")
            tab.page.goto(f"{world.proxy.url}/docs")
            other.logout()
            tab.back()
            if not tab.run("() => lab.client !== null"):
                # The message about the sign-out evicted the page: it was loaded anew.
                tab.start(**options)
            tab.until_status("signedOut")
            assert "error" in tab.me() or tab.me()["status"] == 401
