"""What a page meets around the session: nobody signed in, cookies that are not kept, strangers that answer, storage that goes."""

import contextlib
import json
import pathlib
import shutil
import tempfile
import time

from chromium import PAGE, Profile
from flags import ARGUMENTS
from faults import Answer, Cut

LOCAL = {"mode": "token", "storage": "local"}
CLEAR = "() => { localStorage.clear(); sessionStorage.clear(); document.dispatchEvent(new Event('visibilitychange')); }"


def _json(status, document):
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(document).encode())


def a_visitor_who_is_not_signed_in_sees_no_error_in_the_console(world):
    with world.profile() as profile:
        tab = profile.page()
        failed = []
        tab.page.on("response", lambda answer: failed.append((answer.status, answer.url)) if answer.status >= 400 else None)
        for _ in range(2):
            tab.open().start()
            assert (tab.first["status"], tab.first["cause"]) == ("signedOut", None), tab.first
        own = [text for text in profile.said if "favicon" not in text]
        assert own == [] and [one for one in failed if "favicon" not in one[1]] == [], (own, failed)
        assert [one.status for one in world.proxy.asked("/auth/refresh")] == [204, 204]


def the_page_of_another_site_is_told_why_it_cannot_keep_the_cookie(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.page().open(world.insecure + PAGE).start(issuer=world.proxy.url)
        credentials = {"identifier": user, "password": world.tessera.password}
        error = tab.run("credentials => lab.session(lab.client.login(credentials))", credentials)["error"]
        assert (error["class"], error["code"], error["field"]) == ("configuration", "cross_site_cookie", "transport"), error
        assert "SameSite=Strict" in error["message"], error
        assert world.tessera.sessions(user) == [], "a session was made that nobody has"
        assert tab.state()["status"] == "signedOut"
        # The way out that the sentence names.
        token = profile.page().open(world.insecure + PAGE).start(**LOCAL, issuer=world.proxy.url)
        token.login(user)
        assert token.call(f"{world.proxy.url}/auth/me")["status"] == 200


@contextlib.contextmanager
def _profile_without_cookies(world):
    """A browser whose owner has blocked all cookies in its settings; storage is refused to pages there, too."""
    with tempfile.TemporaryDirectory() as folder:
        preferences = pathlib.Path(folder) / "Default/Preferences"
        preferences.parent.mkdir()
        preferences.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
        context = world.playwright.chromium.launch_persistent_context(
            folder, executable_path=shutil.which("chromium"), args=ARGUMENTS)
        context.set_default_timeout(20_000)
        world.proxy.clear()
        try:
            yield Profile(world, context)
        finally:
            context.close()


def blocked_cookies_are_told_at_sign_in(world):
    user = world.user()
    with _profile_without_cookies(world) as profile:
        tab = profile.tab()
        credentials = {"identifier": user, "password": world.tessera.password}
        error = tab.run("credentials => lab.session(lab.client.login(credentials))", credentials)["error"]
        assert (error["class"], error["code"]) == ("configuration", "cookies_blocked"), error
        assert tab.state()["status"] == "signedOut", tab.state()
        deadline = time.monotonic() + 5
        while any(one["end"] is None for one in world.tessera.sessions(user)):
            assert time.monotonic() < deadline, "the session that nobody has lives on"
        # In memory a person can still sign in.
        tab = profile.tab(mode="token")
        tab.login(user)
        assert tab.me()["status"] == 200


def a_stranger_that_says_invalid_grant_ends_no_session(world):
    strangers = [
        _json(400, {"error": "invalid_grant"}),
        _json(400, {"error": "invalid_grant", "error_description": "Token is not active", "status": 400}),
        _json(400, {"error": "invalid_request", "field": "refresh_token"}),
        Answer(204, {"Access-Control-Allow-Origin": "*"}),
    ]
    for options in ({}, LOCAL):
        for stranger in strangers:
            user = world.user()
            with world.profile() as profile:
                tab = profile.tab(**options)
                tab.login(user)
                world.proxy.fault("/auth/refresh", stranger)
                error = tab.refresh()["error"]
                assert (error["class"], error["code"]) == ("transient", "unexpected_answer"), error
                assert tab.events("signedOut") == [] and tab.state()["status"] == "signedIn"
                tab.settled(1)
                assert tab.me()["status"] == 200


def the_first_success_after_failures_ends_the_pause(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**LOCAL, api=[world.api.url])
        tab.login(user)
        tab.run("() => { Math.random = () => 0.999; }")
        world.proxy.fault("/auth/refresh", Cut(), times=1000)
        for _ in range(5):
            assert tab.refresh()["error"]["code"] in ("network", "paused")
        assert tab.refresh()["error"]["code"] == "paused"
        world.proxy.no_faults()
        assert tab.call(f"{world.api.url}/notes")["status"] == 200
        outcome = tab.refresh()
        assert "error" not in outcome, outcome


def storage_that_was_cleared_is_told_as_that(world):
    for options in ({}, LOCAL, {"mode": "token", "storage": "session"}):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            tab.login(user)
            tab.run(CLEAR)
            assert tab.until_status("signedOut")["cause"] == "storage_cleared"
            tab.until("lab.events.some(event => event.kind === 'signedOut')")
            (event,) = tab.events("signedOut")
            assert event["cause"] == "storage_cleared", event
            if not options:
                # What was shown as signed out stays so: by cookie the next load would have gone on.
                world.proxy.wait("the session is ended", lambda: world.proxy.asked("/auth/logout"))
                tab.reload()
                assert tab.first["status"] == "signedOut", tab.first


def a_session_ended_on_another_device_says_which_and_when(world):
    user = world.user()
    with world.profile() as profile:
        phone = profile.tab(**LOCAL)
        session = phone.login(user)["id"]
        token = world.tessera.sign_in(user)["access_token"]
        agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
        world.tessera.call(f"/auth/sessions/{session}", method="DELETE", token=token, headers=agent)
        phone.refresh()
        (event,) = phone.events("signedOut")
        assert event["cause"] == "ended_elsewhere", event
        assert "Firefox on Linux" in event["detail"] and "Was it not you? Change your password." in event["detail"], event
        # A sign-out of one's own stays one.
        other = profile.tab(mode="token")
        other.login(user)
        other.logout()
        assert [one["cause"] for one in other.events("signedOut")] == ["signed_out"]


def a_fresh_proof_is_asked_for_given_and_enough(world):
    for options in ({}, LOCAL, {**LOCAL, "binding": True}):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options, api=[world.api.url], clocks=True)
            tab.login(user)
            notes = f"{world.api.url}/notes"
            assert tab.call(notes, method="DELETE")["status"] == 204, "the sign-in is of this minute"
            # An API whose limit has passed, with the challenge of the real one.
            scheme = "DPoP" if "binding" in options else "Bearer"
            refusal = Answer(401, {
                "WWW-Authenticate": f'{scheme} error="insufficient_user_authentication", max_age="300"',
                "Access-Control-Allow-Origin": world.proxy.url, "Access-Control-Expose-Headers": "WWW-Authenticate"})
            world.api.fault("/notes", refusal, method="DELETE")
            before = len(world.refreshes())
            assert tab.call(notes, method="DELETE")["status"] == 401
            (event,) = tab.events("stepUp")
            assert (event["url"], event["maxAge"], event["error"]["code"]) == (notes, 300, "insufficient_user_authentication"), event
            assert len(world.refreshes()) == before, "no refresh helps, so none was made"
            tab.run("() => { lab.monotonic += 600_000; lab.wall += 600_000; }")
            assert tab.state()["session"]["signedInFor"] >= 600
            wrong = tab.run("() => lab.session(lab.client.confirm({ password: 'wrong' }))")["error"]
            assert (wrong["code"], wrong["field"]) == ("wrong_password", "password"), wrong
            right = tab.run("password => lab.session(lab.client.confirm({ password }))", world.tessera.password)["value"]
            assert right["signedInFor"] < 60, right
            assert tab.call(notes, method="DELETE")["status"] == 204
            assert tab.events("signedOut") == [] and len(tab.events("signedIn")) == 1
            assert len([one for one in world.tessera.sessions(user) if one["end"] is None]) == 1


def a_wrong_current_password_is_sent_once_and_refreshes_nothing(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        world.proxy.clear()
        body = json.dumps({"email": "new@example.com", "current_password": "not the password"})
        answer = tab.call("/auth/me", method="PATCH", body=body, headers={"Content-Type": "application/json"})
        assert answer["status"] == 422 and json.loads(answer["text"])["error"] == "wrong_password", answer
        assert json.loads(answer["text"])["field"] == "current_password" and answer["challenge"] is None, answer
        assert len(world.proxy.asked("/auth/me", "PATCH")) == 1 and world.refreshes() == []


def a_client_that_is_closed_leaves_nothing_behind(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**LOCAL)
        tab.login(user)
        world.proxy.clear()
        left = tab.run("""async () => {
            const kept = JSON.stringify({ ...localStorage });
            const told = [];
            for (let one = 0; one < 100; one += 1) {
                const client = lab.core.createClient({ issuer: location.origin, mode: "token", storage: "local" });
                client.onEvent(event => told.push(event.kind));
                await client.ready();
                if (one === 99) {
                    client.refresh().catch(() => {});
                    told.length = 0;
                }
                client.close();
            }
            await new Promise(done => setTimeout(done, 500));
            const { held, pending } = await navigator.locks.query();
            return { told, locks: held.length + pending.length, same: kept === JSON.stringify({ ...localStorage }) };
        }""")
        assert left["told"] == [] and left["locks"] == 0, left
        assert tab.refresh()["value"]["generation"] >= 1
