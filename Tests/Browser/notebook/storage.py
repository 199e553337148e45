"""Where the tokens are: exactly in the documented places, with exactly the risk that the page names."""

import json
import urllib.error

from playwright.sync_api import expect

import lane
from notebook_person import PASSWORD

# What is kept where scripts reach it, by the name of the place.
KEPT = "() => ({local: JSON.stringify({...localStorage}), session: JSON.stringify({...sessionStorage}), cookie: document.cookie})"
# A script that was injected into the page: it looks through what is kept, listens to what is sent and answered, sends as the page
# would, and takes along what it finds.
INJECTED = """async ([issuer, api]) => {
    const kept = [], caught = {access: [], refresh: []};
    const note = text => {
        for (const [, kind, token] of text.matchAll(/"(access|refresh)(?:_token)?"\\s*:\\s*"([^"]{20,})"/g)) caught[kind].push(token);
    };
    for (const text of [...Object.values({...localStorage}), ...Object.values({...sessionStorage}), document.cookie]) {
        note(text);
        if (caught.access.length + caught.refresh.length > kept.length) kept.push(text);
    }
    const access = caught.access.at(-1) ?? null, refresh = caught.refresh.at(-1) ?? null;
    // From now on it listens. What the application sends next carries a credential; a refresh gives new ones.
    const real = window.fetch;
    let credential = null;
    window.fetch = async (input, init) => {
        const request = new Request(input, init);
        credential = request.headers.get("authorization") ?? credential;
        const answer = await real(request);
        note(await answer.clone().text());
        return answer;
    };
    document.querySelector("nav a[href$='token']").click();
    while (![...document.querySelectorAll("button")].some(one => one.textContent.includes("Refresh now"))) await new Promise(requestAnimationFrame);
    [...document.querySelectorAll("button")].find(one => one.textContent.includes("Refresh now")).click();
    while (!document.querySelector(".log")?.textContent.includes("generation 1.")) await new Promise(requestAnimationFrame);
    document.querySelector("nav a[href='/'], nav a[href$='/']").click();
    while (credential === null) await new Promise(requestAnimationFrame);
    window.fetch = real;
    const headers = {Authorization: credential};
    if (credential.startsWith("DPoP ")) headers.DPoP = await proof("GET", `${api}/notes`, credential.slice(5));
    const answer = await real(`${api}/notes`, {headers});
    return {kept, caught, access, refresh, answer: answer.status};

    // With the key of this browser: it lies there as a handle, to be used and not to be read.
    async function proof(method, address, token) {
        const encode = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
        const text = value => encode(new TextEncoder().encode(JSON.stringify(value)));
        const settled = request => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = () => fail(request.error); });
        const [{name}] = await indexedDB.databases();
        const database = await settled(indexedDB.open(name));
        const pair = await settled(database.transaction("keys").objectStore("keys").get("proof"));
        database.close();
        if (pair.privateKey.extractable) throw new Error("the key can be read");
        const {kty, crv, x, y} = await crypto.subtle.exportKey("jwk", pair.publicKey);
        const hash = encode(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
        const head = text({typ: "dpop+jwt", alg: "ES256", jwk: {kty, crv, x, y}});
        const body = text({jti: crypto.randomUUID(), htm: method, htu: address, iat: Math.floor(Date.now() / 1000), ath: hash});
        const signature = await crypto.subtle.sign({name: "ECDSA", hash: "SHA-256"}, pair.privateKey, new TextEncoder().encode(`${head}.${body}`));
        return `${head}.${body}.${encode(signature)}`;
    }
}"""
REFRESH_IN = {"cookie": [], "memory": [], "session": ["session"], "local": ["local"], "dpop": ["local"]}


def _signed_in_by(world, profile, place):
    profile.keeps_tokens = place != "cookie"
    person = profile.notebook().open("/storage").shows("Storage")
    if place != "cookie":
        person.page.check(f"#place-{place}")
        with person.page.expect_navigation():
            person.press("Use this")
        expect(person.shows("Storage").page.locator(f"label[for=place-{place}] .badge")).to_have_text("in use")
    person.follow("Sign in", "header").shows("Sign in")
    name = world.user()
    person.fill(identifier=name, password=PASSWORD).press("Sign in", "main").shows("Notes")
    return person, name


@lane.long("the client by itself proves it in the lane browser")
def each_choice_keeps_the_tokens_in_exactly_the_documented_places(world):
    for place, places in REFRESH_IN.items():
        with world.profile() as profile:
            profile.expects("status of 401", "status of 400")  # the first proofs have no nonce yet
            person, _ = _signed_in_by(world, profile, place)
            answer = world.proxy.asked("/auth/login")[-1]
            access, refresh = answer.json()["access_token"], answer.json().get("refresh_token")
            kept = person.run(KEPT)
            assert [where for where, text in kept.items() if refresh and refresh in text] == places, (place, kept.keys())
            assert (profile.cookie() is not None) == (place == "cookie"), place
            assert (refresh is None) == (place == "cookie"), place
            holders = [where for where, text in kept.items() if access in text]
            assert holders == (["local"] if place in ("local", "dpop") else ["session"] if place == "session" and holders else []), (place, holders)
            person.page.reload()
            person.shows("Sign in" if place == "memory" else "Notes")
            person.open("/storage").shows("Storage")
            person.look_for_tokens() if place == "cookie" else None


def in_cookie_mode_a_script_with_the_pages_powers_finds_no_token(world):
    with world.profile() as profile:
        person, _ = _signed_in_by(world, profile, "cookie")
        found = person.run("""async () => {
            const texts = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie, document.documentElement.outerHTML];
            for (const {name} of await indexedDB.databases()) texts.push(name);
            for (const name of await caches.keys()) texts.push(name);
            const seen = new Set();
            const walk = (value, depth) => {
                if (depth > 6 || seen.has(value) || seen.size > 200000) return;
                if (typeof value === "string") { if (/eyJ/.test(value)) texts.push(value); return; }
                if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
                seen.add(value);
                for (const key of Reflect.ownKeys(value)) {
                    try {
                        const one = value[key];
                        if (one instanceof Promise) one.catch(() => {}); else walk(one, depth + 1);
                    } catch {}
                }
            };
            walk(window, 0);
            for (const element of document.querySelectorAll("*")) walk(element, 2);
            return texts.join("\\n");
        }""")
        for secret in world.proxy.secrets:
            assert secret not in found, "a script finds a token"


@lane.long("injected code is tried by another test of the gate")
def what_the_storage_page_says_of_an_injected_script_is_true(world):
    """For each place a script with all the powers of the page gets what the sentence says, and what it says it cannot get is not there."""
    for place in REFRESH_IN:
        with world.profile() as profile:
            profile.expects("status of 401", "status of 400")
            person, _ = _signed_in_by(world, profile, place)
            person.follow("Storage", "header").shows("Storage")
            sentence = person.page.locator(f"#place-{place}-words .risk").inner_text()
            found = person.run(INJECTED, [world.proxy.url, world.api.url])
            copied = {kind: found[kind] for kind in ("access", "refresh") if found[kind]}
            # "can send requests while the page is open"; "can use the key while the page is open"
            assert found["answer"] == 200, (place, found["answer"])
            profile.said.clear()
            if place == "cookie":
                assert "can send requests while the page is open" in sentence and "finds no refresh token" in sentence, sentence
                assert found["kept"] == [] and "refresh" not in copied and found["caught"]["refresh"] == [], found
            elif place == "memory":
                assert "finds no token in the storage" in sentence and "the refresh token too" in sentence, sentence
                assert found["kept"] == [], found["kept"]
                assert _refreshed_elsewhere(world, found["caught"]["refresh"][-1]) == 200
            elif place == "session":
                assert "copy the refresh token and use it elsewhere" in sentence, sentence
                assert _refreshed_elsewhere(world, copied["refresh"]) == 200
            elif place == "local":
                assert "copy both tokens and use them elsewhere" in sentence, sentence
                assert _used_elsewhere(world, copied["access"]) == 200
                assert _refreshed_elsewhere(world, copied["refresh"]) == 200
            else:
                assert "use the key while the page is open" in sentence and "worthless anywhere else" in sentence, sentence
                assert _used_elsewhere(world, copied["access"]) == 401
                assert _refreshed_elsewhere(world, copied["refresh"]) == 400


def a_bound_token_is_refused_from_another_profile(world):
    """All that a script could copy is put into another browser profile: with the very application, and without the key."""
    with world.profile() as first:
        first.expects("status of 401", "status of 400")  # the first proofs have no nonce yet
        owner, name = _signed_in_by(world, first, "dpop")
        owner.write("Mine")
        loot = owner.run("() => JSON.stringify({...localStorage})")
        with world.profile() as second:
            second.keeps_tokens = True
            second.expects("status of 401", "status of 400")
            second.context.add_init_script(f"if (!localStorage.length) Object.assign(localStorage, JSON.parse({json.dumps(loot)}));")
            world.proxy.clear()
            thief = second.notebook().open("/").shows("Sign in")
            refused = [one for one in world.proxy.exchanges + world.requests("/notes") if one.status in (400, 401)]
            assert refused, "the thief's requests were not even refused"
            assert not [one for one in world.requests("/notes") if one.status == 200], "another profile read the notes"
            assert [one for one in world.refreshes() if one.status == 200] == [], "another profile refreshed"
            assert thief.page.locator(".note").count() == 0
        # The owner notices nothing.
        world.proxy.clear()
        owner.follow("Token", "header").shows("Token").press("Refresh now")
        expect(owner.page.locator(".log li").first).to_contain_text("Refreshed: generation")
        owner.follow("Notes", "header").shows("Notes")
        expect(owner.page.locator(".note h2")).to_have_text("Mine")
        assert [one["end"] for one in world.tessera.sessions(name)] == [None]


def a_choice_is_a_preference_that_signs_out_and_starts_again(world):
    with world.profile() as profile:
        profile.keeps_tokens = True
        person = profile.notebook()
        name = person.sign_in()
        person.follow("Storage", "header").shows("Storage")
        person.page.check("#place-memory")
        with person.page.expect_navigation():
            person.press("Sign out and use this")
        person.shows("Storage")
        expect(person.page.locator("header").get_by_role("link", name="Sign in")).to_be_visible()
        assert world.tessera.sessions(name)[0]["end"]["cause"] == "signed_out"
        assert person.page.is_checked("#place-memory")


def _refreshed_elsewhere(world, token):
    """What a thief is answered who refreshes: from elsewhere, without the browser and its key."""
    try:
        world.tessera.call("/auth/refresh", {"refresh_token": token})
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def _used_elsewhere(world, token):
    """What a thief is answered who asks for the account."""
    try:
        world.tessera.call("/auth/me", token=token)
    except urllib.error.HTTPError as error:
        return error.code
    return 200
