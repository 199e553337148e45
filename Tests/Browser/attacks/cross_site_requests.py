"""Requests that a foreign page makes a signed-in browser send (CSRF), to every operation of the API document.

Three foreign origins: a sibling (the same site, so that SameSite does not help), the same host on another port, and a stranger."""

import json

from targets import PASSWORD, changes
from world import NAME, SIBLING, STRANGER

FORMS = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
OVERRIDES = ["_method", "method", "X-HTTP-Method-Override"]

# Sends what it is given, some at a time, and tells of each whether the page could read anything.
SENDER = """async attacks => {
    const results = [];
    let number = 0;
    const patience = limit => new Promise(resolve => setTimeout(resolve, limit));
    const send = {
        async fetch({url, init}) {
            // Bytes have no content type of their own: the request goes without one.
            const body = init.bytes === undefined ? init.body : new TextEncoder().encode(init.bytes);
            const answer = await fetch(url, {...init, body, signal: AbortSignal.timeout(8000)});
            if (answer.type === 'opaque' || answer.type === 'opaqueredirect') return null;
            const reader = answer.body?.getReader();
            const {value} = await reader?.read() ?? {};
            await reader?.cancel();
            return `${answer.status} ${new TextDecoder().decode(value).slice(0, 80)}`;
        },
        async form({url, enctype, fields}) {
            const frame = document.createElement('iframe');
            frame.name = `target${number++}`;
            document.body.append(frame);
            const form = Object.assign(document.createElement('form'), {action: url, method: 'post', enctype, target: frame.name});
            for (const [name, value] of fields) {
                const input = Object.assign(document.createElement('input'), {type: 'hidden', name, value});
                form.append(input);
            }
            document.body.append(form);
            const loaded = new Promise(resolve => { frame.onload = resolve; });
            HTMLFormElement.prototype.submit.call(form);
            await Promise.race([loaded, patience(400)]);
            let text = null;
            try { text = frame.contentDocument?.URL === 'about:blank' ? null : frame.contentDocument?.body?.textContent ?? null; } catch { }
            frame.remove();
            form.remove();
            return text;
        },
        async image({url}) {
            const image = new Image();
            const loaded = new Promise(resolve => { image.onload = () => resolve('a picture'); image.onerror = () => resolve(null); });
            image.src = url;
            return Promise.race([loaded, patience(4000).then(() => null)]);
        },
    };
    const queue = [...attacks];
    await Promise.all(Array.from({length: 12}, async () => {
        while (queue.length) {
            const attack = queue.shift();
            try {
                const read = await send[attack.kind](attack);
                if (read !== null) results.push([attack.name, read]);
            } catch { /* the browser kept the answer from the page, as it should */ }
        }
    }));
    return results;
}"""


def no_foreign_page_changes_or_reads_anything(world):
    target = world.secure
    context = world.context()
    page = context.new_page()
    page.goto(f"{target.url}/")
    victim = _sign_in_here(page, "ada")
    attacks = list(_attacks(world, target, victim["session_id"]))
    assert len(attacks) > 300, len(attacks)
    for host, port in ((SIBLING, world.attacker.secure_port), (NAME, world.attacker.secure_port), (STRANGER, world.attacker.secure_port)):
        page.goto(f"https://{host}:{port}/")
        before = target.state()
        # Forms are slow. All go from the sibling, which is the strongest; the other port is the same site, too.
        read = page.evaluate(SENDER, [one for one in attacks if host == SIBLING or one["kind"] != "form" or host == STRANGER and one["enctype"] == FORMS[0]])
        assert not read, f"{host} reads {read[:5]}"
        assert not changes(before, target.state()), f"{host}: {changes(before, target.state())}"
    # The cookie was there all the time: the same browser, on the server's own page, refreshes with it.
    page.goto(f"{target.url}/")
    status = page.evaluate("() => fetch('/auth/refresh', {method: 'POST', headers: {'Tessera-Client': 'test'}}).then(answer => answer.status)")
    assert status == 200, status
    assert changes(before, target.state())
    context.close()


def a_sibling_does_send_the_cookie_and_is_refused(world):
    # Proves that the attack above has teeth: the cookie travels, and the server says no.
    target, context = world.secure, world.context()
    page = context.new_page()
    asked, told = {}, {}
    network = context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
    network.on("Network.responseReceivedExtraInfo", lambda event: told.update({event["requestId"]: event["statusCode"]}))
    attack = {"kind": "fetch", "name": "", "url": f"{target.url}/auth/refresh", "init": {"method": "POST", "mode": "no-cors", "credentials": "include"}}
    # Without the cookie there is nothing to refuse: no token came, which is another answer.
    for signed_in, expected in ((False, 400), (True, 403)):
        page.goto(f"{target.url}/")
        if signed_in:
            _sign_in_here(page, "ada")
        page.goto(f"https://{SIBLING}:{world.attacker.secure_port}/")
        network.send("Network.enable")
        told.clear()
        page.evaluate(SENDER, [attack])
        network.send("Network.disable")
        statuses = [told.get(request) for request, url in asked.items() if url == attack["url"]]
        assert statuses == [expected], (statuses, expected)
        asked.clear()
    context.close()


def no_foreign_page_signs_a_browser_in(world):
    target, context = world.secure, world.context()
    page = context.new_page()
    for host in (SIBLING, STRANGER):
        page.goto(f"https://{host}:{world.attacker.secure_port}/")
        before = target.state()
        attacks = [one for one in _attacks(world, target, target.bob["id"]) if "log" in one["url"] or "register" in one["url"]]
        assert len(attacks) > 30, len(attacks)
        read = page.evaluate(SENDER, attacks)
        assert not read, read
        assert not changes(before, target.state()), f"{host}: {changes(before, target.state())}"
        assert not [cookie for cookie in context.cookies(target.url) if "refresh" in cookie["name"]]
    context.close()


def the_notes_api_hears_no_foreign_page(world):
    target, notes, context = world.tessera, world.notes, world.context()
    token = target.sign_in("ada")["access_token"]
    note = notes.wire.ok("POST", "/notes", body={"title": "before", "text": "before"}, token=token)
    before = notes.wire.ok("GET", "/notes", token=token)
    page = context.new_page()
    # Even a page that has the token by some other way cannot use it from here.
    for origin in (f"http://localhost:{world.attacker.port}", f"http://{STRANGER}:{world.attacker.port}"):
        page.goto(origin)
        attacks = []
        for method, path in (("GET", "/notes"), ("POST", "/notes"), ("PUT", f"/notes/{note['id']}"), ("DELETE", f"/notes/{note['id']}")):
            for headers in ({}, {"Authorization": f"Bearer {token}"}, {"Content-Type": "application/json"}):
                for mode in ("cors", "no-cors"):
                    init = {"method": method, "mode": mode, "credentials": "include", "headers": headers}
                    if method in ("POST", "PUT"):
                        init["body"] = '{"title":"attacked","text":"attacked"}'
                    attacks.append({"kind": "fetch", "name": f"{method} {mode} {list(headers)}", "url": notes.url + path, "init": init})
        read = page.evaluate(SENDER, attacks)
        assert not read, read
    assert notes.wire.ok("GET", "/notes", token=token) == before
    context.close()


def raw_cookie_requests_need_both_proofs(world):
    target = world.tessera
    own, client = {"Origin": target.url}, {"Tessera-Client": "x"}
    cookie, _ = target.sign_in_by_cookie("ada")
    before = target.state()
    refused = [{}, own, client, {**client, "Origin": "null"}, {**client, "Origin": ""}, {**own, "Tessera-Client": ""}, {**client, "Origin": target.url + "/"},
               {**client, "Origin": target.url + ".attacker.test"}, {**client, "Origin": "http://localhost"}, {**client, "Origin": f"http://localhost:{world.notes_port}"},
               {**client, "Origin": target.url.replace("http:", "https:")}, {**client, "Referer": target.url + "/demo"},
               {**client, "X-Forwarded-Host": target.wire.authority, "Host": target.wire.authority}, {**client, "Origin": f"https://attacker.test, {target.url}"}]
    for path in ("/auth/refresh", "/auth/logout"):
        for headers in refused:
            for body, kind in ((None, None), (b"{}", "application/json")):
                answer = target.wire.send("POST", path, {**headers, "Content-Type": kind}, body, cookie=cookie)
                assert answer.status == 403, f"{path} {headers}: {answer.status} {answer.text()}"
        twice = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTessera-Client: x\r\nOrigin: {target.url}\r\nOrigin: https://attacker.test\r\n"
                 f"Cookie: __Host-tessera-refresh={cookie}\r\nContent-Length: 0\r\n\r\n")
        assert target.wire.raw(twice.encode(), "POST").status in (400, 403)
    assert not changes(before, target.state())
    assert target.wire.send("POST", "/auth/refresh", {**own, **client}, cookie=cookie).status == 200


def a_cookie_alone_opens_no_account(world):
    target = world.tessera
    cookie, _ = target.sign_in_by_cookie("ada")
    for operation in world.operations:
        if not operation.is_open and not operation.takes_form:
            body, kind = operation.content()
            answer = target.wire.send(operation.method, operation.url(), {"Content-Type": kind, "Origin": target.url, "Tessera-Client": "x"},
                                      body, cookie=cookie)
            assert answer.status == 401, f"{operation}: {answer.status}"


def _sign_in_here(page, name):
    answer = page.evaluate("""body => fetch('/auth/login', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})
        .then(answer => answer.json())""", {"identifier": name, "password": PASSWORD, "transport": "cookie"})
    assert answer.get("session_id"), answer
    return answer


def _attacks(world, target, identifier):
    """Every way in which a page can send a request, against every operation. The attacker fills in an account of its own."""
    # `user_name` is one that is not taken: whoever registers or signs in here is the attacker.
    known = {"identifier": "bob", "password": PASSWORD, "current_password": PASSWORD, "new_password": PASSWORD + "!", "transport": "cookie",
             "user_name": "mallory", "email": "mallory@example.com", "setup_token": target.setup_token, "return": "/account"}
    for operation in world.operations:
        url = target.url + operation.url(default=identifier)
        fields = {name: known.get(name, value) for name, value in operation.body.items()}
        if operation.id == "login":
            fields.pop("user_name", None), fields.pop("email", None)
            fields["transport"] = "cookie"
        text = json.dumps(fields)

        def attack(kind, what, **more):
            return {"kind": kind, "name": f"{operation} {what}", "url": url, **more}

        for mode, credentials in (("no-cors", "include"), ("cors", "include"), ("cors", "omit")):
            for content in (None, "text/plain", "application/x-www-form-urlencoded", "application/json"):
                if (mode, content) in (("no-cors", "application/json"), ("cors", "application/x-www-form-urlencoded")):
                    continue  # a page cannot name JSON without being asked first; a form goes without
                if content and not operation.changes_state or credentials == "omit" and content or mode == "no-cors" and not content:
                    continue
                # Public documents may be read by anybody who brings no credentials.
                if credentials == "omit" and operation.path.startswith(("/.well-known/", "/status/lists")):
                    continue
                method = operation.method if mode == "cors" else "POST" if operation.changes_state else "GET"
                init = {"method": method, "mode": mode, "credentials": credentials, "redirect": "follow"}
                if method not in ("GET", "HEAD"):
                    init["body"] = text
                if content:
                    init["headers"] = {"Content-Type": content}
                yield attack("fetch", f"{mode} {credentials} {content}", init=init)
        if operation.changes_state:
            for what, sent in (("nothing", {}), ("bytes without a type", {"bytes": text}), ("no bytes", {"bytes": ""})):
                yield attack("fetch", what, init={"method": "POST", "mode": "no-cors", "credentials": "include", **sent})
            for header in ({"Tessera-Client": "x"}, {"X-HTTP-Method-Override": operation.method}):
                yield attack("fetch", f"with {list(header)}", init={
                    "method": "POST", "mode": "cors", "credentials": "include", "headers": header, "body": text})
            for enctype in FORMS if operation.method == "POST" else []:
                yield attack("form", f"form {enctype}", enctype=enctype, fields=list(map(list, _texts(fields))))
            # JSON as the name of one field: `{"a":"b","x":"` and `"}` around the equals sign.
            yield attack("form", "JSON in a form", enctype="text/plain", fields=[[text[:-1] + (',"x":"' if fields else '"x":"'), '"}']])
            yield attack("form", "override", enctype=FORMS[0], fields=[*([name, operation.method] for name in OVERRIDES), *map(list, _texts(fields))])
        yield attack("image", "image")


def _texts(fields):
    return [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in fields.items()]
