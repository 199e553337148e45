"""What the demo promises of the buttons that break things: each does what it says, and the log tells what came of it."""

from playwright.sync_api import expect

from demo_page import Demo
from programs import eventually


def expire_now_costs_one_refresh_for_five_requests(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        demo.press("expire").says("you", "got responses: 200, 200, 200, 200, 200").says("client", "Refreshed: generation 1.")
        assert world.generations() == [1]
        expect(demo.page.locator("#tiles li")).to_have_count(2)


def a_lost_answer_costs_nobody_the_session(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        # The cookie is the browser's matter: it comes with the answer that no script sees. The repeat names the attempt that made
        # it, and an attempt makes one step.
        demo.press("lose").says("network", "the server returned 200; the response is dropped").says("client", "Refreshed: generation 1.")
        assert world.generations() == [1, 1]


def a_repeat_after_a_lost_answer_gets_the_same_successor(world):
    with world.profile() as profile:
        demo = Demo(world, profile, "local").sign_in()
        demo.press("lose").says("network", "the server returned 200; the response is dropped").says("client", "Refreshed: generation 1.")
        assert world.generations() == [1, 1]
        assert demo.generation() == 1


def a_spoilt_token_is_refused_and_the_request_repeated_once(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        world.proxy.clear()
        demo.press("spoil").says("you", "got its response in the end: 200")
        assert [one.status for one in world.proxy.asked("/auth/me", "GET")] == [401, 200]
        assert world.generations() == [1]


def a_busy_server_is_given_the_time_that_it_asks_for(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        before = demo.page.evaluate("performance.now()")
        demo.press("busy").says("client", "It asks to wait 5 seconds").says("client", "Refreshed: generation 1.", deadline=20)
        assert demo.page.evaluate("performance.now()") - before >= 5000
        assert world.generations() == [1]


def an_end_from_elsewhere_is_found_out_and_told(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in()
        demo.go("sessions").press("revoke").shows("sign-in")
        expect(demo.page.locator("#signed-out-why")).to_have_text("This session was ended from another place.")
        assert demo.page.url.endswith("#/sign-in?return=%2Fsessions")
        assert [end["end"]["cause"] for end in world.tessera.sessions(demo.name)] == ["signed_out"]


def offline_nothing_goes_out_and_nobody_is_signed_out(world):
    with world.profile() as profile:
        demo = Demo(world, profile).sign_in().add("Kept")
        demo.press("offline").says("client", "Offline")
        world.proxy.clear()
        demo.go("sessions").go("notes")
        demo.page.click("#refresh")
        expect(demo.page.locator("#person-name")).to_have_text(demo.name)
        assert [one.path for one in world.proxy.exchanges if not one.path.startswith("/assets/")] == []
        demo.press("offline").says("client", "Online again.")
        expect(demo.page.locator("#notes h2")).to_have_text(["Kept"])
        assert demo.page.get_attribute("[data-experiment=offline]", "aria-pressed") == "false"


def signing_out_offline_works_here_and_reaches_the_server_later(world):
    with world.profile() as profile:
        demo = Demo(world, profile, "local").sign_in()
        demo.press("offline").says("client", "Offline")
        demo.page.click("#sign-out")
        demo.shows("sign-in").says("you", "the server hears of it once it can be reached")
        assert world.tessera.sessions(demo.name)[0]["end"] is None
        demo.press("offline")
        eventually("the session has ended", lambda: world.tessera.sessions(demo.name)[0]["end"], 15)


def a_clock_that_is_a_day_off_harms_nobody(world):
    for mode in ["cookie", "dpop"]:
        with world.profile() as profile:
            demo = Demo(world, profile, mode).sign_in()
            for days, sign in [("-1", "−24"), ("1", "+24"), ("0", "right again")]:
                demo.page.click(f"[data-skew='{days}']")
                demo.says("you", sign)
                expect(demo.page.locator("#log li[data-source=you] .said").first).to_have_text("The request got its response: 200.")
            demo.go("sessions").go("notes").add("Still here")
