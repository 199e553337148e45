"""Where the tokens are: exactly in the documented places, with exactly the risk that the page names."""

import json
import urllib.error

from playwright.sync_api import expect

from notebook_person import PASSWORD

# What is kept where scripts reach it, by the name of the place.
KEPT = "() => ({local: JSON.stringify({...localStorage}), session: JSON.stringify({...sessionStorage}), cookie: document.cookie})"
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


def each_choice_keeps_the_tokens_in_exactly_the_documented_places(world):
    for place, places in REFRESH_IN.items():
        with world.profile() as profile:
            profile.expects("status of 401")  # the first proof has no nonce yet
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


def what_the_storage_page_says_of_a_copied_token_is_true(world):
    for place in ("session", "local", "dpop"):
        with world.profile() as profile:
            profile.expects("status of 401")
            person, name = _signed_in_by(world, profile, place)
            person.open("/storage").shows("Storage")
            words = person.page.locator(f"#place-{place}-words .risk").inner_text()
            kept = person.run(KEPT)["session" if place == "session" else "local"]
            tokens = next(json.loads(text) for text in json.loads(kept).values() if '"refresh"' in text or "refresh" in text and "{" in text)
            refresh = next(value for value in _values(tokens) if value == world.proxy.asked("/auth/login")[-1].json()["refresh_token"])
            # From elsewhere, as a thief would: no browser, no key.
            try:
                stolen = world.tessera.call("/auth/refresh", {"refresh_token": refresh})
            except urllib.error.HTTPError as error:
                stolen = error.code
            if place == "dpop":
                assert stolen == 400 and "worthless anywhere else" in words, (place, stolen, words)
            else:
                assert stolen["access_token"] and "use" in words and "elsewhere" in words, (place, words)


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


def _values(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    else:
        yield value
