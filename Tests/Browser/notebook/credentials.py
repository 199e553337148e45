"""Where the token goes, and where it never goes."""

# Each looks like an address that may have the token: of the issuer, of the API, or below it.
LOOK_ALIKES = """
http://{api}.evil.test/notes http://{api}@evil.test/notes http://evil.test/{api}/notes http://evil.test/?{api}/notes http://evil.test/#{api}
http://127.0.0.1:{port}/notes http://LOCALHOST.evil.test:{port}/notes http://localhost.:{port}/notes http://localhost:{other}/notes
http://localhost:1{port}/notes http://localhost%2eevil.test/notes http://localhost\\@evil.test/notes //evil.test/{api} ///evil.test/notes
/\\evil.test/notes http:\\\\evil.test\\notes http://evil.test\\@{api}/notes http://{api}:80@evil.test/ http://evil.test:{port}/notes
http://xn--lcalhost-54a.test:{port}/notes http://[::1]:{port}/notes data:application/json,{{}}
""".split()


def look_alike_addresses_never_get_the_token(world):
    """By `HttpClient` over fetch and over XMLHttpRequest, and by `tessera.fetch`."""
    api = world.api.url.removeprefix("http://")
    addresses = [one.format(api=api, port=world.api.port, other=world.elsewhere.port) for one in LOOK_ALIKES]
    assert len(addresses) == 22
    for query in ("", "?xhr"):
        with world.profile() as profile:
            # The policy stops most of them before the network does; what would have been sent is what counts.
            profile.expects("Content Security Policy", "Failed to load", "ERR_", "CORS", "NG0", "Fetch API cannot load", "violates", "blocked")
            sent = []
            profile.context.on("request", lambda request: sent.append((request.url, request.headers)))
            person = profile.notebook(world.lab.url)
            person.sign_in(path=f"/login{query}")
            person.open(f"/{query}").shows("Notes")
            # What the page would hand to the browser, before any policy: the browser's own functions, watched.
            person.run("""() => {
                window.handed = [];
                const note = (url, headers) => handed.push([String(url), new Headers(headers).get("authorization")]);
                const send = window.fetch;
                window.fetch = (input, init) => {
                    const request = new Request(input, init);
                    note(request.url, request.headers);
                    return send(input, init);
                };
                const { open, setRequestHeader } = XMLHttpRequest.prototype;
                XMLHttpRequest.prototype.open = function (method, url, ...more) { this.wished = url; note(url); return open.call(this, method, url, ...more); };
                XMLHttpRequest.prototype.setRequestHeader = function (name, value) { note(this.wished, [[name, value]]); return setRequestHeader.call(this, name, value); };
            }""")
            good = person.run("url => lab.request('GET', url)", f"{world.api.url}/notes")
            assert good["status"] == 200, good
            handed = person.run("() => handed")
            assert any(value and value.startswith("Bearer ") for _, value in handed), "the test would notice no token"
            person.run("() => { handed.length = 0; }")
            for address in addresses:
                person.run("url => lab.request('GET', url)", address)
                person.run("async url => { try { await lab.tessera.fetch(url); } catch {} }", address)
            handed = person.run("() => handed")
            assert len(handed) >= 20, handed
            with_token = [url for url, value in handed if value]
            assert with_token == [], with_token
            for url, headers in sent:
                if not url.startswith((world.api.url + "/", world.proxy.url + "/", world.lab.url + "/")):
                    assert "authorization" not in headers and "dpop" not in headers, url
            profile.violations.clear()
            person.run("() => { violations.length = 0; }")
            profile.said[:] = []


def a_redirect_to_another_origin_gets_no_credential(world):
    from faults import redirect

    for query in ("", "?xhr"):
        with world.profile() as profile:
            profile.expects("Failed to load", "ERR_", "CORS", "Content Security Policy", "NG0", "violates")
            person = profile.notebook(world.lab.url)
            person.sign_in(path=f"/login{query}")
            person.open(f"/{query}").shows("Notes")
            world.api.fault("/notes", redirect(f"{world.elsewhere.url}/taken"), method="GET")
            answer = person.run("url => lab.request('GET', url)", f"{world.api.url}/notes")
            assert answer["status"] == 0, answer
            for headers in world.elsewhere.headers:
                assert "authorization" not in headers and "dpop" not in headers, headers
            assert person.run("() => lab.tessera.status()") == "signedIn"
            profile.violations.clear()
            person.run("() => { violations.length = 0; }")
            profile.said[:] = []


def no_xsrf_cookie_is_read_and_no_such_header_sent(world):
    with world.profile() as profile:
        person = profile.notebook(world.lab.url)
        profile.context.add_cookies([{"name": "XSRF-TOKEN", "value": "bait-of-xsrf", "url": world.lab.url}])
        sent = []
        profile.context.on("request", lambda request: sent.append(request.headers))
        person.sign_in()
        person.write("First")
        person.run("url => lab.request('POST', url, {title: 'Second', text: ''})", f"{world.api.url}/notes")
        person.run("() => lab.request('GET', '/config.json')")
        assert not [headers for headers in sent if any("xsrf" in name or "csrf" in name for name in headers)]
        assert not [headers for headers in sent if "bait-of-xsrf" in "".join(value for name, value in headers.items() if name != "cookie")]


def a_forged_request_from_another_origin_changes_nothing(world):
    with world.profile() as profile:
        profile.expects("status of 4", "CORS", "ERR_FAILED", "Failed to load")
        person = profile.notebook()
        name = person.sign_in()
        world.elsewhere.documents["/evil"] = "<!doctype html><title>Evil</title>"
        page = profile.context.new_page()
        page.goto(f"{world.elsewhere.url}/evil")
        forged = f"""async () => {{
            const issuer = {world.proxy.url!r}, api = {world.api.url!r};
            const tries = [
                [issuer + "/auth/refresh", {{method: "POST", headers: {{"Content-Type": "text/plain"}}, body: "{{}}"}}],
                [issuer + "/auth/refresh", {{method: "POST"}}], [issuer + "/auth/logout", {{method: "POST"}}],
                [issuer + "/auth/logout-everywhere", {{method: "POST"}}],
                [api + "/notes", {{method: "POST", headers: {{"Content-Type": "text/plain"}}, body: '{{"title": "forged", "text": ""}}'}}],
            ];
            for (const [url, init] of tries) {{
                for (const mode of ["cors", "no-cors"]) await fetch(url, {{...init, mode, credentials: "include"}}).catch(() => {{}});
            }}
        }}"""
        page.evaluate(forged)
        page.close()
        assert [one for one in world.proxy.exchanges if one.headers.get("origin") == world.elsewhere.url], "nothing was forged"
        assert [one["end"] for one in world.tessera.sessions(name)] == [None], "a forged request ended the session"
        assert [one for one in world.refreshes() if one.status == 200] == [], "a forged request refreshed"
        person.open("/").shows("Notes")
        assert person.titles() == []
        world.elsewhere.asked.clear()
        world.elsewhere.headers.clear()
