"""Sessions that end: here, elsewhere, by their user, by an administrator, with and without a network."""

import time

from faults import Cut

LOCAL = {"mode": "token", "storage": "local"}


def _ended(world, user, options, cause, end):
    """A signed-in page; `end(session id)` ends the session elsewhere. The API refuses within a second, and the client says why."""
    with world.profile() as profile:
        tab = profile.tab(**options, api=[world.api.url])
        session = tab.login(user)
        notes = f"{world.api.url}/notes"
        assert tab.call(notes)["status"] == 200
        end(session["id"])
        ended = time.monotonic()
        while (answer := tab.call(notes)).get("status") == 200:
            assert time.monotonic() - ended < 1, "the API still takes the token a second later"
        took = time.monotonic() - ended
        assert answer.get("status") == 401 or answer["error"]["class"] in ("rejected", "refused"), answer
        state = tab.until_status("signedOut")
        (event,) = tab.events("signedOut")
        assert event["cause"] == state["cause"] == cause, (event, state)
        assert tab.call(notes).get("status") in (None, 401)
        assert len(tab.events("signedOut")) == 1
        return took


def a_session_revoked_elsewhere_is_refused_within_a_second_and_told(world):
    took = []
    for options in ({}, LOCAL):
        user = world.user()

        def revoke(session):
            token = world.tessera.sign_in(user)["access_token"]
            world.tessera.call(f"/auth/sessions/{session}", method="DELETE", token=token)

        cause = "ended_elsewhere"
        took.append(_ended(world, user, options, cause, revoke))
    return f"after {max(took) * 1000:.0f} ms"


def signing_out_everywhere_elsewhere_is_told(world):
    user = world.user()
    _ended(world, user, {}, "signed_out_everywhere", lambda _: world.tessera.call(
        "/auth/logout-everywhere", {}, token=world.tessera.sign_in(user)["access_token"]))


def a_session_revoked_by_the_operators_command_is_told(world):
    user = world.user()
    _ended(world, user, LOCAL, "revoked_by_administrator",
           lambda session: world.tessera.command("user", "sign-out", user, "--session", session))


def a_session_revoked_by_an_administrator_is_told(world):
    user = world.user()
    world.tessera.command("user", "create", "--user-name", f"admin-of-{user}", "--role", "admin", stdin=f"{world.tessera.password}\n")
    admin = world.tessera.sign_in(f"admin-of-{user}")["access_token"]
    (account,) = [one for one in world.tessera.call(f"/admin/users?search={user}", token=admin)["users"] if one["user_name"] == user]
    _ended(world, user, {}, "revoked_by_administrator", lambda session: world.tessera.call(
        f"/admin/users/{account['id']}/sessions/{session}", method="DELETE", token=admin))


def a_password_changed_elsewhere_ends_this_session_and_is_told(world):
    user = world.user()

    def change(_):
        token = world.tessera.sign_in(user)["access_token"]
        body = {"current_password": world.tessera.password, "new_password": f"{world.tessera.password} of another day"}
        world.tessera.call("/auth/me/password", body, token=token, method="PUT")

    _ended(world, user, LOCAL, "password_changed", change)


def a_disabled_account_is_told(world):
    user = world.user()
    _ended(world, user, {}, "account_disabled", lambda _: world.tessera.command("user", "disable", user))


def the_end_of_a_stolen_family_is_told_once_in_every_tab(world):
    world = world.strict
    user = world.user()
    with world.profile() as profile:
        tabs = profile.tabs(1, **LOCAL)
        tabs[0].login(user)
        tabs += profile.tabs(2, **LOCAL)
        stolen = world.proxy.asked("/auth/login")[0].json()["refresh_token"]
        assert tabs[0].refresh()["value"]["generation"] == 1
        try:
            world.tessera.call("/auth/refresh", {"refresh_token": stolen})
            raise AssertionError("a used refresh token was good again")
        except OSError:
            pass
        # Else it would take what the first has stored, and ask nobody.
        tabs[1].until("lab.state().session?.generation === 1")
        outcome = tabs[1].refresh()
        assert outcome["error"]["class"] == "rejected" and outcome["error"]["cause"] == "refresh_token_reuse", outcome
        for tab in tabs:
            tab.until_status("signedOut")
            assert len(tab.events("signedOut")) == 1
        assert tabs[1].events("signedOut")[0]["cause"] == "refresh_token_reuse"


def a_sign_out_without_a_network_holds_and_is_made_good(world):
    for options in ({}, LOCAL):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            tab.login(user)
            profile.context.set_offline(True)
            outcome = tab.logout()
            assert outcome["value"]["revoked"] is False and outcome["value"]["pending"] is True, outcome
            assert tab.state()["status"] == "signedOut"
            profile.context.set_offline(False)
            world.proxy.wait("the sign-out reached the server", lambda: [
                one for one in world.proxy.asked("/auth/logout") if one.status == 204])
            assert world.tessera.sessions(user)[0]["end"]["cause"] == "signed_out"


def a_sign_out_that_did_not_reach_the_server_survives_a_reload(world):
    for options in ({}, LOCAL):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            tab.login(user)
            world.proxy.fault("/auth/logout", Cut(), times=1000)
            assert tab.logout()["value"]["revoked"] is False
            tab.reload()
            assert tab.first["status"] == "signedOut", (options, tab.first)
            if options:
                continue  # with the tokens gone from the storage, nobody is left who could tell the server
            world.proxy.no_faults()
            tab.reload()
            assert tab.first["status"] == "signedOut", (options, tab.first)
            world.proxy.wait("the sign-out reached the server", lambda: [
                one for one in world.proxy.asked("/auth/logout") if one.status == 204], deadline=40)
            assert world.tessera.sessions(user)[0]["end"]


def signing_out_everywhere_ends_every_session(world):
    user = world.user()
    world.tessera.sign_in(user)
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        assert tab.run("() => lab.outcome(lab.client.logoutEverywhere())")["value"]["ended"] == 2
        tab.until_status("signedOut")
        assert all(one["end"]["cause"] == "signed_out_everywhere" for one in world.tessera.sessions(user))


def sessions_can_be_listed_and_ended(world):
    user = world.user()
    other = world.tessera.sign_in(user)["session_id"]
    with world.profile() as profile:
        tab = profile.tab()
        mine = tab.login(user)["id"]
        listed = tab.run("() => lab.client.sessions()")
        assert {one["id"]: one["current"] for one in listed} == {mine: True, other: False}, listed
        tab.run("id => lab.client.endSession(id)", other)
        assert {one["id"]: bool(one["end"]) for one in world.tessera.sessions(user)} == {mine: False, other: True}
        assert tab.state()["status"] == "signedIn"
        tab.run("id => lab.client.endSession(id)", mine)
        tab.until_status("signedOut")
