"""A tab that holds what the others wait for, and does not come back, or comes back late."""

import contextlib

from faults import Hold
from webdriver import Driver

LOCAL = {"mode": "token", "storage": "local"}
EXPIRE = "() => { lab.monotonic += 301_000; lab.wall += 301_000; }"


@contextlib.contextmanager
def _frozen_in_the_middle_of_a_refresh(world, options):
    """A tab frozen while its refresh is under way, and another one; the refresh's answer is still held."""
    user = world.user()
    with world.profile(), Driver(world) as driver:
        frozen = driver.tab(**options, clocks=True)
        frozen.login(user)
        other = driver.tab(**options, clocks=True)
        other.until("lab.state().status === 'signedIn'")
        world.proxy.clear()
        held = world.proxy.fault("/auth/refresh", Hold(answer=True))
        frozen.begin("refresh", "() => lab.session(lab.client.refresh())")
        held.wait()
        frozen.freeze()
        try:
            yield user, frozen, other, held
        finally:
            held.release()


def _others_go_on(world, options):
    with _frozen_in_the_middle_of_a_refresh(world, options) as (user, frozen, other, held):
        other.run(EXPIRE)
        began = other.run("() => lab.now()")
        other.begin("me", "() => lab.call('/auth/me')")
        ended = other.ended("me", deadline=40)
        assert ended["ended"]["status"] == 200, ended
        reached = other.state()["session"]["generation"]
        held.release()
        frozen.freeze(False)
        frozen.ended("refresh", deadline=30)
        assert frozen.call("/auth/me")["status"] == 200
        assert frozen.state()["session"]["generation"] >= reached, "the thawed tab took the others back"
        (session,) = world.tessera.sessions(user)
        assert session["end"] is None, session
        return f"they waited {(ended['at'] - began) / 1000:.1f} s"


def a_frozen_tab_that_holds_the_lock_does_not_stop_the_others(world):
    return _others_go_on(world, {})


def a_frozen_tab_that_holds_the_lock_does_not_stop_the_others_with_local_storage(world):
    return _others_go_on(world, LOCAL)


def _signed_out_for_good(world, options):
    with _frozen_in_the_middle_of_a_refresh(world, options) as (user, frozen, other, held):
        began = other.run("() => lab.now()")
        other.begin("logout", "() => lab.outcome(lab.client.logout())")
        other.until("lab.state().status === 'signedOut'", deadline=5)
        (here,) = other.events("signedOut")
        told = other.ended("logout", deadline=40)
        held.release()
        frozen.freeze(False)
        frozen.until("lab.state().status === 'signedOut'", deadline=15)
        frozen.ended("refresh", deadline=30)
        assert other.state()["status"] == frozen.state()["status"] == "signedOut"
        assert len(frozen.events("signedOut")) == len(other.events("signedOut")) == 1
        kept = other.run("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
        assert not any(secret in kept for secret in world.proxy.secrets), "a token came back into the storage"
        (session,) = world.tessera.sessions(user)
        assert session["end"], "the server still has the session"
        return f"signed out here after {here['at'] - began:.0f} ms, at the server after {(told['at'] - began) / 1000:.1f} s"


def a_thawed_tab_does_not_bring_a_session_back_that_was_signed_out(world):
    return _signed_out_for_good(world, {})


def a_thawed_tab_does_not_put_tokens_back_into_the_storage(world):
    return _signed_out_for_good(world, LOCAL)


def a_tab_that_crashes_in_the_middle_of_a_refresh_ends_nothing(world):
    for options in ({}, LOCAL):
        user = world.user()
        with world.profile() as profile:
            crashed = profile.tab(**options, clocks=True)
            crashed.login(user)
            other = profile.tab(**options, clocks=True)
            other.until_status("signedIn")
            world.proxy.clear()
            held = world.proxy.fault("/auth/refresh", Hold(answer=True))
            crashed.begin("refresh", "() => lab.client.refresh()")
            held.wait()
            crashed.crash()
            other.run(EXPIRE)
            assert other.me()["status"] == 200
            held.release()
            assert other.me()["status"] == 200
            generations = world.generations()
            assert generations == sorted(generations), generations
            (session,) = world.tessera.sessions(user)
            assert session["end"] is None, session


def a_tab_closed_in_the_middle_of_a_refresh_ends_nothing(world):
    user = world.user()
    with world.profile() as profile:
        closed = profile.tab(**LOCAL)
        closed.login(user)
        held = world.proxy.fault("/auth/refresh", Hold(answer=True))
        closed.begin("refresh", "() => lab.client.refresh()")
        held.wait()
        closed.close()
        held.release()
        other = profile.tab(**LOCAL)
        assert other.first["status"] == "signedIn", other.first
        assert other.refresh()["value"]["generation"] >= 1
        (session,) = world.tessera.sessions(user)
        assert session["end"] is None, session
