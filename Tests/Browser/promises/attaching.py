"""Where the token goes, and above all where not."""

import json

from faults import Answer, redirect

LOCAL = {"mode": "token", "storage": "local"}
OPEN = "/browser-test/open.html"
JSON = {"Content-Type": "application/json"}


def _open_tab(profile, **options):
    """A tab whose policy lets it connect to anything: what is kept back, the client keeps back."""
    world = profile.world
    return profile.page().open(world.proxy.url + OPEN).start(api=[f"{world.api.url}/notes"], **options)


def _refusal(world, **more):
    challenge = 'Bearer error="invalid_token"'
    return Answer(401, {"WWW-Authenticate": challenge, "Access-Control-Allow-Origin": world.proxy.url,
                        "Access-Control-Expose-Headers": "WWW-Authenticate", **more})


def look_alikes_never_get_the_token(world):
    user = world.user()
    with world.profile() as profile:
        tab = _open_tab(profile, **LOCAL)
        tab.login(user)
        issuer, api, port = world.proxy.url, world.api.url, world.elsewhere.port
        host = issuer.removeprefix("http://")
        never = [
            f"http://localhost.evil.test:{port}/auth/me", f"http://{host}@evil.test:{port}/auth/me", f"http://evil.test:{port}/{issuer}/auth/me",
            f"//evil.test:{port}/auth/me", f"\\\\evil.test:{port}/auth/me", f"https://{host}/auth/me", f"http://127.0.0.1:{port}/auth/me",
            f"http://evil.test:{port}#{issuer}/auth/me", f"http://evil.test:{port}?{issuer}/auth/me", f"http://xn--localhst-6fc.test:{port}/auth/me",
            f"http://localhost:{port}/notes", f"{api}/note", f"{api}/notesX", f"{api}/notes/../secret", f"{api}/notes/%2e%2e/secret",
            f"{api}/", f"{api}/NOTES", f"data:text/plain,{issuer}/auth/me", "about:blank", "javascript:0", f"blob:{issuer}/x", "http://", "",
        ]
        never.remove("")
        given = {url: tab.run("url => { try { return lab.client.shouldAttach(url); } catch (error) { return error.name; } }", url) for url in never}
        assert all(answer in (False, "TypeError") for answer in given.values()), {url: one for url, one in given.items() if one is True}
        for url in (f"{issuer}/auth/me", "/auth/me", f"{api}/notes", f"{api}/notes/1?x=1#y", f"{api.upper().replace('HTTP', 'http')}/notes",
                    f"{api}/notes/a/../b"):
            assert tab.run("url => lab.client.shouldAttach(url)", url) is True, url
        for url in never[:11]:
            tab.call(url)
        assert len(world.elsewhere.asked) >= 5, world.elsewhere.asked
        assert all("authorization" not in headers for headers in world.elsewhere.headers), world.elsewhere.headers
        tab.call(f"{api}/secret")
        assert all("authorization" not in one.headers for one in world.api.asked("/secret", "GET"))


def a_redirect_never_carries_a_credential_elsewhere(world):
    for options in (LOCAL, {**LOCAL, "binding": True}):
        user = world.user()
        with world.profile() as profile:
            tab = _open_tab(profile, **options)
            tab.login(user)
            for status in (301, 302, 303, 307, 308):
                for target in (f"{world.elsewhere.url}/stolen", f"http://localhost.evil.test:{world.elsewhere.port}/stolen"):
                    world.proxy.fault("/auth/me", redirect(target, status), method="GET")
                    answer = tab.me()
                    assert "error" in answer or answer["type"] == "opaqueredirect", answer
                    world.api.fault("/notes", redirect(target, status), method="GET")
                    answer = tab.call(f"{world.api.url}/notes")
                    assert "error" in answer or answer["type"] == "opaqueredirect", answer
            assert world.elsewhere.asked == [], list(zip(world.elsewhere.asked, world.elsewhere.headers))
            assert tab.me()["status"] == 200, "a redirect counts as no more than a failed request"


def an_authorization_of_the_caller_is_left_alone(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        tab.login(user)
        tab.call(f"{world.api.url}/notes", headers={"Authorization": "Bearer of-the-caller"})
        sent = world.api.asked("/notes", "GET")
        assert [one.headers["authorization"] for one in sent] == ["Bearer of-the-caller"], "it was replaced, or tried again"
        assert world.refreshes() == []


def a_request_refused_with_401_is_sent_again_once_with_its_body(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        tab.login(user)
        world.api.fault("/notes", _refusal(world))
        body = json.dumps({"title": "ä", "text": "once " * 1000})
        answer = tab.call(f"{world.api.url}/notes", method="POST", headers=JSON, body=body)
        assert answer["status"] == 201, answer
        first, second = world.api.asked("/notes")
        assert first.body == second.body == body.encode()
        assert first.headers["authorization"] != second.headers["authorization"]
        assert len(world.generations()) == 1
        assert len(json.loads(tab.call(f"{world.api.url}/notes")["text"])["notes"]) == 1


def a_second_401_reaches_the_caller(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        tab.login(user)
        world.api.fault("/notes", _refusal(world), times=100)
        answer = tab.call(f"{world.api.url}/notes", method="POST", headers=JSON, body="{}")
        assert answer["status"] == 401 and "invalid_token" in answer["challenge"], answer
        assert len(world.api.asked("/notes")) == 2
        assert len(world.generations()) == 1
        assert tab.state()["status"] == "signedIn"


def bodies_of_every_kind_are_sent_again_whole(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        tab.login(user)
        for kind, made in {"form": "new URLSearchParams({ a: '1' })", "bytes": "Uint8Array.from([1, 2, 3])", "blob": "new Blob(['abc'])",
                           "data": "(() => { const data = new FormData(); data.set('a', 'b'); return data; })()"}.items():
            world.api.clear()
            world.api.fault("/notes", _refusal(world))
            tab.run(f"url => lab.call(url, {{ method: 'POST', body: {made} }})", f"{world.api.url}/notes")
            bodies = [one.body for one in world.api.asked("/notes")]
            assert len(bodies) == 2 and bodies[0], (kind, bodies)
            # A form's boundary is new each time.
            assert bodies[0] == bodies[1] or kind == "data" and len(bodies[0]) == len(bodies[1]), (kind, bodies)


def a_body_that_streams_is_not_sent_again(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        tab.login(user)
        # Chromium streams over HTTP/2 only, so the network of this client is one that takes such a body and refuses the token.
        seen = tab.run("""async ([url, api]) => {
            const sizes = [];
            const network = async (input, init) => {
                if (!(input instanceof Request)) return fetch(input, init);
                sizes.push((await new Response(input.body).arrayBuffer()).byteLength);
                return new Response("", { status: 401, headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' } });
            };
            const client = lab.core.createClient({ issuer: location.origin, api: [api], environment: { fetch: network } });
            await client.ready();
            const send = async body => (await client.fetch(url, { method: "POST", body, duplex: "half" })).status;
            const stream = new ReadableStream({ pull(controller) { controller.enqueue(new Uint8Array(10)); controller.close(); } });
            const statuses = [await send(stream), await send("whole")];
            client.close();
            return { sizes, statuses };
        }""", [f"{world.api.url}/notes", world.api.url])
        assert seen == {"sizes": [10, 5, 5], "statuses": [401, 401]}, seen
        assert world.api.asked("/notes") == []


def what_a_scope_forbids_is_told_and_not_refreshed(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        tab.login(user, scope="account")
        answer = tab.call(f"{world.api.url}/notes")
        assert answer["status"] == 403 and "insufficient_scope" in answer["challenge"], answer
        (event,) = tab.events("stepUp")
        assert event["error"]["code"] == "insufficient_scope", event
        assert world.refreshes() == [] and tab.state()["status"] == "signedIn"


def a_401_of_a_strangers_origin_triggers_nothing(world):
    user = world.user()
    with world.profile() as profile:
        tab = _open_tab(profile)
        tab.login(user)
        world.api.fault("/elsewhere", _refusal(world), times=10, method="GET")
        assert tab.call(f"{world.api.url}/elsewhere")["status"] == 401
        assert world.refreshes() == [] and tab.state()["status"] == "signedIn"
        assert "authorization" not in world.api.asked("/elsewhere", "GET")[0].headers


def without_a_session_requests_go_out_bare(world):
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        answer = tab.call(f"{world.api.url}/notes")
        assert answer.get("status") == 401 or answer["error"]["class"] in ("rejected", "refused"), answer
        assert all("authorization" not in one.headers for one in world.api.asked("/notes", "GET"))
        assert all(one.status == 400 for one in world.refreshes()), "nobody was signed in"


def the_bundle_runs_under_the_strict_policy(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        blocked = tab.run("() => { try { document.body.innerHTML = '<b>x</b>'; return null; } catch (error) { return error.name; } }")
        assert blocked == "TypeError", "the policy for trusted types does not stand"
        profile.said.clear()
        assert tab.me()["status"] == 200
        for name in ("tessera-client.js", "tessera-client-dpop.js", "tessera-client-axios.js"):
            kind = tab.run("async name => Object.keys(await import(`/assets/${name}`)).length", name)
            assert kind > 0, name


def an_insecure_origin_works_by_token_without_locks_and_keys(world):
    user = world.user()
    with world.profile() as profile:
        def tab():
            return profile.page().open(world.insecure + "/browser-test/client.html").start(**LOCAL, issuer=world.proxy.url, clocks=True)

        first = tab()
        assert first.run("() => [typeof navigator.locks, typeof crypto.subtle, typeof crypto.randomUUID]") == ["undefined"] * 3
        first.login(user)
        second = tab()
        assert second.first["status"] == "signedIn"
        for one in (first, second):
            one.run("() => { lab.monotonic += 299_000; lab.wall += 299_000; }")
        for one in (first, second):
            one.begin("me", "url => lab.call(url)", f"{world.proxy.url}/auth/me")
        for one in (first, second):
            assert one.ended("me")["ended"]["status"] == 200
        assert set(world.generations()) == {1}
        assert first.logout()["value"]["revoked"] is True
        second.until_status("signedOut")
        outcome = first.run("async () => lab.outcome((async () => { await lab.create({ mode: 'token', binding: true }); return lab.session(lab.client.login({ identifier: 'x', password: 'y' })); })())")
        assert (outcome.get("error") or outcome["value"].get("error"))["class"] == "configuration", outcome
