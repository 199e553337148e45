"""What is kept where, and what a reload finds."""

LOCAL = {"mode": "token", "storage": "local"}
# Everything a script of the page can read.
KEPT = """async () => {
    const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, location.href, window.name,
                   JSON.stringify(history.state)];
    for (const { name } of await indexedDB.databases()) {
        const base = await new Promise((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = reject;
        });
        for (const store of base.objectStoreNames) {
            const all = base.transaction(store).objectStore(store).getAll();
            await new Promise(done => { all.onsuccess = done; });
            found.push(name, store, JSON.stringify(all.result));
        }
        base.close();
    }
    for (const name of await caches.keys()) found.push(name);
    return found.join("\\n");
}"""
# What any page of this origin hears from the client's tabs.
LISTEN = "() => { lab.heard = []; new BroadcastChannel(lab.channel ?? 'tessera').onmessage = event => lab.heard.push(JSON.stringify(event.data)); }"


def by_cookie_nothing_secret_is_within_reach_of_a_script(world):
    user = world.user()
    with world.profile() as profile:
        tab, other = profile.tab(api=[world.api.url]), profile.tab()
        heard = []
        other.page.on("console", lambda message: heard.append(message.text))
        tab.login(user)
        other.until_status("signedIn")
        for one in (tab, other):
            one.refresh()
            assert one.me()["status"] == 200
        assert tab.call(f"{world.api.url}/notes")["status"] == 200
        for one in (tab, other):
            kept = one.run(KEPT)
            assert len(world.proxy.secrets) >= 3
            for secret in world.proxy.secrets:
                assert secret not in kept, f"a script can read a token: {kept[:300]}"
                assert not any(part in kept for part in secret.split(".") if len(part) > 20), "a script can read a part of a token"
            assert "tsr_" not in kept and "eyJ" not in kept, kept
            seen = one.run("() => JSON.stringify([lab.events, lab.states])")
            assert "tsr_" not in seen and "eyJ" not in seen, "state or events carry a token"
        cookie = profile.cookie()
        assert cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] == "Strict" and cookie["path"] == "/", cookie
        logins = world.proxy.asked("/auth/login")
        assert all("refresh_token" not in one.json() for one in [*logins, *world.refreshes()])


def a_reload_keeps_the_session(world):
    for options in ({}, LOCAL, {"mode": "token", "storage": "session"}):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            session = tab.login(user)
            tab.reload()
            assert tab.first["status"] == "signedIn" and tab.first["session"]["id"] == session["id"], (options, tab.first)
            assert tab.me()["status"] == 200
            assert tab.events("signedOut") == []


def tokens_in_memory_end_with_the_page(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(mode="token")
        tab.login(user)
        assert tab.me()["status"] == 200
        kept = tab.run(KEPT)
        assert not any(secret in kept for secret in world.proxy.secrets), kept
        tab.reload()
        assert tab.first["status"] == "signedOut", tab.first


def session_storage_belongs_to_one_tab(world):
    user = world.user()
    options = {"mode": "token", "storage": "session"}
    with world.profile() as profile:
        tab = profile.tab(**options)
        tab.login(user)
        assert tab.run("() => Object.values(sessionStorage).some(value => value.includes('tsr_'))")
        assert not tab.run("() => Object.values(localStorage).some(value => value.includes('tsr_'))")
        other = profile.tab(**options)
        assert other.first["status"] == "signedOut", other.first


def after_sign_out_nothing_is_kept(world):
    for options in ({}, LOCAL, {"mode": "token", "storage": "session"}, {**LOCAL, "binding": True}):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**options)
            tab.login(user)
            tab.refresh()
            assert tab.logout()["value"]["revoked"] is True
            kept = tab.run(KEPT)
            assert not any(secret in kept for secret in world.proxy.secrets), (options, kept)
            assert profile.cookie() is None
            tab.reload()
            assert tab.first["status"] == "signedOut", tab.first


def a_broken_store_signs_nobody_out_and_breaks_no_page(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**LOCAL)
        tab.login(user)
        tab.run("() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
        tab.refresh()
        assert tab.me()["status"] == 200
        assert tab.events("signedOut") == []


def what_others_left_in_the_storage_breaks_nothing(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**LOCAL)
        tab.login(user)
        keys = tab.run("() => Object.keys(localStorage)")
        assert keys
        for rubbish in ("", "{", "null", "[]", "{\"generation\":\"x\"}", "\u0000", "9" * 1000):
            tab.run("([keys, rubbish]) => { for (const key of keys) localStorage.setItem(key, rubbish); }", [keys, rubbish])
            tab.reload()
            assert tab.first["status"] == "signedOut", (rubbish, tab.first)
        tab.login(user)
        assert tab.me()["status"] == 200


def registering_gives_an_account_that_can_sign_in(world):
    with world.profile() as profile:
        tab = profile.tab()
        name = world.name()
        made = tab.run("account => lab.outcome(lab.client.register(account))", {"userName": name, "password": world.tessera.password})
        assert "error" not in made, made
        tab.login(name)
        assert f'"{name}"' in tab.me()["text"]
        again = tab.run("account => lab.outcome(lab.client.register(account))", {"userName": name, "password": world.tessera.password})
        assert again["error"]["status"] == 409 and again["error"]["class"] == "refused", again


def a_wrong_password_is_refused_and_ends_nothing(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab()
        tab.login(user)
        outcome = tab.run("user => lab.session(lab.client.login({ identifier: user, password: 'wrong' }))", user)
        assert outcome["error"]["class"] == "refused" and outcome["error"]["status"] == 401, outcome
        assert tab.events("signedOut") == []
        assert tab.me()["status"] == 200


def the_first_api_answer_after_a_sign_in_comes_soon(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(api=[world.api.url])
        took = tab.run("""async ([credentials, notes]) => {
            const began = lab.now();
            await lab.client.login(credentials);
            const signedIn = lab.now();
            const { status } = await lab.call(notes);
            return [status, signedIn - began, lab.now() - signedIn];
        }""", [{"identifier": user, "password": world.tessera.password}, f"{world.api.url}/notes"])
        assert took[0] == 200
        return f"sign-in {took[1]:.0f} ms, then the first answer {took[2]:.0f} ms (debug build)"
