"""Tokens bound to a key (DPoP, RFC 9449)."""

import json
import urllib.error
import urllib.request

from chromium import together
from faults import LostAnswer
from proofs import new_key, proof, read

BOUND = {"mode": "token", "storage": "local", "binding": True}
# Every key in every database of this origin: what it says of itself, and whether a script can take it away.
KEYS = """async () => {
    const found = [];
    const look = async value => {
        if (value instanceof CryptoKey) {
            let exported = false;
            for (const format of ["jwk", "pkcs8", "raw"]) {
                try { await crypto.subtle.exportKey(format, value); exported = true; } catch { /* as it must be */ }
            }
            found.push({ type: value.type, extractable: value.extractable, exported, usages: value.usages, curve: value.algorithm.namedCurve });
        } else if (value && typeof value === "object") {
            for (const part of Object.values(value)) await look(part);
        }
    };
    for (const { name } of await indexedDB.databases()) {
        const base = await new Promise(resolve => { const opening = indexedDB.open(name); opening.onsuccess = () => resolve(opening.result); });
        for (const store of base.objectStoreNames) {
            const all = base.transaction(store).objectStore(store).getAll();
            await new Promise(done => { all.onsuccess = done; });
            for (const value of all.result) await look(value);
        }
        base.close();
    }
    return found;
}"""


def _ask(url, headers, body=None):
    """As a thief's program asks: (status, answer, headers)."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read()), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read() or b"null"), error.headers


def _good_answers(exchanges):
    return [one for one in exchanges if one.status == 200]


def a_bound_session_signs_in_asks_and_refreshes(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**BOUND, api=[world.api.url])
        session = tab.login(user)
        assert session["bound"] is True
        (login,) = _good_answers(world.proxy.asked("/auth/login"))
        answer = login.json()
        assert answer["token_type"] == "DPoP"
        assert read(answer["access_token"])[1]["cnf"]["jkt"]
        for url in ("/auth/me", f"{world.api.url}/notes"):
            assert tab.call(url)["status"] == 200
        assert tab.call(f"{world.api.url}/notes", method="POST", headers={"Content-Type": "application/json"},
                        body=json.dumps({"title": "bound", "text": "to a key"}))["status"] == 201
        assert tab.refresh()["value"]["generation"] == 1
        assert tab.me()["status"] == 200
        sent = [one.headers for one in world.proxy.exchanges + world.api.exchanges if "authorization" in one.headers
                and one.path in ("/auth/me", "/notes")]
        assert sent and all(one["authorization"].startswith("DPoP ") and "dpop" in one for one in sent)


def a_proof_is_made_for_each_sending(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**BOUND, api=[world.api.url])
        tab.login(user)
        for _ in range(3):
            tab.me()
            tab.call(f"{world.api.url}/notes")
        world.proxy.fault("/auth/refresh", LostAnswer())
        tab.settled(1)
        seen = [read(one.headers["dpop"]) for one in world.proxy.exchanges + world.api.exchanges if "dpop" in one.headers]
        names = [claims["jti"] for _, claims in seen]
        assert len(names) > 8 and len(set(names)) == len(names), names
        for header, claims in seen:
            assert header["typ"] == "dpop+jwt" and header["alg"] == "ES256" and "d" not in header["jwk"], header
            assert "?" not in claims["htu"] and "#" not in claims["htu"], claims


def the_key_can_be_used_and_not_taken(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**BOUND)
        tab.login(user)
        private = [key for key in tab.run(KEYS) if key["type"] == "private"]
        assert private == [{"type": "private", "extractable": False, "exported": False, "usages": ["sign"], "curve": "P-256"}], private
        kept = tab.run("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
        assert '"d"' not in kept


def a_stolen_access_token_is_useless_without_the_key(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**BOUND, api=[world.api.url])
        tab.login(user)
        tab.me()
        token = _good_answers(world.proxy.asked("/auth/login"))[0].json()["access_token"]
        used = next(one.headers["dpop"] for one in world.proxy.asked("/auth/me", "GET") if one.status == 200)
        thief = new_key()
        for url in (f"{world.proxy.url}/auth/me", f"{world.api.url}/notes"):
            status, _, headers = _ask(url, {"Authorization": f"Bearer {token}"})
            assert status == 401 and "DPoP" in headers["WWW-Authenticate"], (url, status, headers["WWW-Authenticate"])
            assert _ask(url, {"Authorization": f"DPoP {token}"})[0] == 401
            status, _, headers = _ask(url, {"Authorization": f"DPoP {token}", "DPoP": proof(thief, "GET", url, token)})
            assert status == 401
            again = proof(thief, "GET", url, token, headers["DPoP-Nonce"])
            assert _ask(url, {"Authorization": f"DPoP {token}", "DPoP": again})[0] == 401
            # The owner's own proof, seen on the way: it is used up, and made for one address.
            assert _ask(url, {"Authorization": f"DPoP {token}", "DPoP": used})[0] == 401
        assert tab.me()["status"] == 200


def a_stolen_refresh_token_is_useless_without_the_key_and_harms_nobody(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**BOUND)
        tab.login(user)
        stolen = {"refresh_token": _good_answers(world.proxy.asked("/auth/login"))[0].json()["refresh_token"]}
        url, thief = f"{world.proxy.url}/auth/refresh", new_key()
        assert _ask(url, {}, stolen)[:2][0] == 400
        status, answer, headers = _ask(url, {"DPoP": proof(thief, "POST", url)}, stolen)
        assert (status, answer["error"]) == (400, "use_dpop_nonce"), answer
        status, answer, _ = _ask(url, {"DPoP": proof(thief, "POST", url, nonce=headers["DPoP-Nonce"])}, stolen)
        assert (status, answer["error"]) == (400, "invalid_dpop_proof"), answer
        assert tab.refresh()["value"]["generation"] == 1
        assert tab.me()["status"] == 200


def a_bound_session_goes_on_after_a_reload(world):
    for storage in ("local", "session"):
        user = world.user()
        with world.profile() as profile:
            tab = profile.tab(**{**BOUND, "storage": storage})
            session = tab.login(user)
            tab.reload()
            assert tab.first["status"] == "signedIn" and tab.first["session"]["id"] == session["id"], tab.first
            assert tab.first["session"]["bound"] is True
            assert tab.refresh()["value"]["generation"] >= 1
            assert tab.me()["status"] == 200
            keys = {json.dumps(read(one.headers["dpop"])[0]["jwk"], sort_keys=True) for one in world.proxy.exchanges if "dpop" in one.headers}
            assert len(keys) == 1, "a reload made another key"


def tabs_share_the_key(world):
    user = world.user()
    with world.profile() as profile:
        first = profile.tab(**BOUND)
        first.login(user)
        tabs = [first, *profile.tabs(2, **BOUND)]
        for tab in tabs:
            tab.until_status("signedIn")
        outcomes = together(tabs, "refresh", "() => lab.session(lab.client.refresh())")
        assert all(one["ended"].get("value") for one in outcomes), outcomes
        assert [tab.me()["status"] for tab in tabs] == [200] * 3
        assert world.tessera.sessions(user)[0]["end"] is None


def a_bound_session_does_not_mind_the_pages_clock(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.page()
        tab.page.add_init_script("const real = Date.now; Date.now = () => real() + 86_400_000;")
        tab.start(**BOUND, api=[world.api.url])
        tab.login(user)
        assert tab.me()["status"] == 200
        assert tab.call(f"{world.api.url}/notes")["status"] == 200
        assert tab.refresh()["value"]["generation"] == 1


def a_bound_session_survives_a_server_that_forgot_its_nonces(world):
    user = world.user()
    with world.profile() as profile:
        tab = profile.tab(**BOUND)
        tab.login(user)
        world.tessera.kill()
        world.tessera.start()
        assert tab.me()["status"] == 200
        tab.settled(1)
        assert tab.events("signedOut") == []
