"""What an application builds on: guards, listeners, decoding, closing."""

import json

from faults import Hold


def a_guard_waits_until_it_is_known_who_is_there(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        held = world.proxy.fault("/auth/refresh", Hold())
        tab.page.reload()
        tab.loaded().begin("guard", """async () => {
            const client = await lab.create({});
            const first = client.state.value.status;
            return [first, await lab.core.guard(client, { url: '/account?tab=1#x', login: '/login' })];
        }""")
        held.wait().release()
        assert tab.ended("guard")["ended"] == ["unknown", {"allowed": True}]
        tab.logout()
        kept = tab.run("() => lab.core.guard(lab.client, { url: '/account?tab=1#x', login: '/login' })")
        assert kept["allowed"] is False and kept["redirect"].startswith("/login?"), kept
        assert "%2Faccount%3Ftab%3D1%23x" in kept["redirect"], kept


def a_return_path_never_leaves_the_origin(world):
    with world.profile() as profile:
        tab = profile.tab()
        for path in ("https://evil.test/", "//evil.test", "\\\\evil.test", "/\\evil.test", "/\t/evil.test", "javascript:alert(1)", "/\n/evil.test",
                     "data:text/html,x", "http:evil.test", " //evil.test", "\u0000//evil.test", "///evil.test", "/.//evil.test", "", None):
            given = tab.run("path => lab.core.safeReturnPath(path, '/home')", path)
            leads_to = tab.run("path => new URL(path, location.href).origin", given)
            assert leads_to == world.proxy.url and not given.startswith("//"), (path, given)
        assert tab.run("() => lab.core.safeReturnPath('/a?b=1#c')") == "/a?b=1#c"


def a_listener_may_call_the_client_at_any_time(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.page().open()
        outcome = tab.run("""async credentials => {
            const client = await lab.create({});
            const done = [];
            const everything = async kind => {
                const outcomes = [await lab.session(client.getSession()), await lab.call("/auth/me")];
                if (kind === "signedIn") outcomes.push(await lab.session(client.refresh()));
                if (kind === "refreshed") outcomes.push(await lab.outcome(client.logout()));
                done.push([kind, outcomes.map(one => one.error?.code ?? null)]);
            };
            const ended = new Promise(resolve => client.onEvent(event => everything(event.kind).then(() => event.kind === "signedOut" && resolve())));
            await client.login(credentials);
            await ended;
            return done.map(([kind]) => kind).sort();
        }""", {"identifier": user, "password": world.tessera.password})
        assert outcome[-3:] == ["refreshed", "signedIn", "signedOut"] or set(outcome) >= {"signedIn", "signedOut"}, outcome


def decoding_tells_the_claims_of_the_token_that_is_used(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        session = tab.login(user)
        decoded = tab.run("() => lab.client.decode()")
        claims = decoded.get("claims") or decoded.get("payload")
        assert claims["sub"] == session["subject"] and claims["iss"] == world.proxy.url, decoded
        assert session["claims"]["sub"] == session["subject"] and session["scope"] == claims["scope"].split()
        for rubbish in ("", "a", "a.b", "a.b.c", "...", "\u0000", "e30.e30.", "ä.ä.ä"):
            given = tab.run("token => { try { return lab.client.decode(token); } catch (error) { return error.name; } }", rubbish)
            assert given is None or isinstance(given, dict), (rubbish, given)
        tab.logout()
        assert tab.run("() => lab.client.decode()") is None


def a_closed_client_does_nothing_more(world):
    world = world.short_lived
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        other = profile.tab()
        other.until_status("signedIn")
        world.proxy.clear()
        tab.run("() => lab.client.close()")
        events = len(tab.events())
        other.until("lab.state().session.generation >= 2", deadline=15)
        other.logout()
        asked = [one for one in world.refreshes()]
        assert len(asked) == 1, "the closed client refreshed"
        assert len(tab.events()) == events


def a_page_of_two_clients_keeps_them_apart(world):
    one, two = world.user(), world.user()
    with world.profile() as profile:
        tab = profile.tab(mode="token", storage="local")
        tab.login(one)
        names = tab.run("""async ([other, password]) => {
            const second = lab.core.createClient({ issuer: location.origin, mode: "token", storage: "local", namespace: "second" });
            await second.login({ identifier: other, password });
            const who = async client => (await (await client.fetch("/auth/me")).json()).user_name;
            const names = [await who(lab.client), await who(second)];
            await second.logout();
            return [...names, lab.client.state.value.status, second.state.value.status];
        }""", [two, world.tessera.password])
        assert names == [one, two, "signedIn", "signedOut"], json.dumps(names)
