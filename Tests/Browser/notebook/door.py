"""What the library promises to `HttpClient`, tried by the door of the lab: uploads, proofs, streams, and an end that leaves nothing."""

import base64
import hashlib
import json

from playwright.sync_api import expect

import lane
from faults import Answer

SIZE = 5_000_000
# More than what one turn of Angular itself leaves in Chromium, and less than one page of an application.
KILOBYTES_A_TURN = 40
# Counts what of a page is alive: every listener of window and document, every timer, every channel.
ALIVE = """
window.alive = {timers: new Map(), listeners: [], channels: 0};
{
    const {setTimeout: begin, clearTimeout: end} = window;
    window.setTimeout = (task, wait, ...more) => {
        const id = begin((...all) => { alive.timers.delete(id); task(...all); }, wait, ...more);
        alive.timers.set(id, wait ?? 0);
        return id;
    };
    window.clearTimeout = id => { alive.timers.delete(id); end(id); };
    for (const target of [window, document]) {
        const {addEventListener: add, removeEventListener: remove} = target;
        target.addEventListener = function (kind, listener, options) {
            alive.listeners.push([kind, listener]);
            return add.call(this, kind, listener, options);
        };
        target.removeEventListener = function (kind, listener, options) {
            const place = alive.listeners.findIndex(one => one[0] === kind && one[1] === listener);
            if (place >= 0) alive.listeners.splice(place, 1);
            return remove.call(this, kind, listener, options);
        };
    }
    const Channel = window.BroadcastChannel;
    window.BroadcastChannel = class extends Channel {
        constructor(name) { super(name); alive.channels += 1; }
        close() { alive.channels -= 1; super.close(); }
    };
}
"""
# What Playwright listens to in a page that it has clicked in, so that a click hits what was meant.
PLAYWRIGHTS = [
    "__playwright_global_listeners_check__", "auxclick", "click", "contextmenu", "dblclick", "mousedown", "mousemove", "mouseup",
    "pointerdown", "pointerup", "touchcancel", "touchend", "touchstart",
]
COUNT = """() => ({
    timers: [...alive.timers.values()].filter(wait => wait > 100).map(wait => wait >= 1000), listeners: alive.listeners.map(one => one[0]).sort(),
    channels: alive.channels,
})"""


def _bytes(size):
    return bytes((index * 31 + (index >> 8)) & 255 for index in range(size))


def an_upload_of_5_mb_that_met_a_401_is_sent_again_whole_with_its_progress(world):
    for query in ("", "?xhr"):
        with world.profile() as profile:
            profile.expects("status of 401")
            person = profile.notebook(world.lab.url)
            person.sign_in(path=f"/login{query}")
            person.open(f"/{query}").shows("Notes")
            allow = {"Access-Control-Allow-Origin": world.lab.url, "Access-Control-Expose-Headers": "WWW-Authenticate"}
            world.api.fault("/notes/upload", Answer(401, {**allow, "WWW-Authenticate": 'Bearer error="invalid_token"'}))
            world.api.fault("/notes/upload", Answer(200, allow, b"taken"))
            done = person.run("([url, size]) => lab.upload(url, size)", [f"{world.api.url}/notes/upload", SIZE])
            assert done["outcome"]["status"] == 200 and done["outcome"]["body"] == "taken", done["outcome"]
            bodies = [hashlib.sha256(one.body).hexdigest() for one in world.api.asked("/notes/upload")]
            assert bodies == [hashlib.sha256(_bytes(SIZE)).hexdigest()] * 2, [len(one.body) for one in world.api.asked("/notes/upload")]
            assert len({one.headers["authorization"] for one in world.api.asked("/notes/upload")}) == 2, "the repeat had the old token"
            assert done["sent"] == 2, done["sent"]
            if query:
                assert done["progress"] and done["progress"][-1] == SIZE, done["progress"][-3:]


def each_sending_has_a_proof_of_its_own_and_the_code_for_it_comes_only_when_wanted(world):
    chunk = None
    with world.profile() as profile:
        person = profile.notebook(world.lab.url)
        person.sign_in()
        plain = {one.rpartition("/")[2] for one in profile.addresses}
    with world.profile() as profile:
        profile.keeps_tokens = True
        profile.expects("status of 401", "status of 400")
        person = profile.notebook(world.lab.url).open("/storage").shows("Storage")
        person.page.check("#place-dpop")
        with person.page.expect_navigation():
            person.press("Use this")
        person.shows("Storage")
        world.api.clear()
        world.proxy.clear()
        person.sign_in()
        person.write("With a proof")
        for _ in range(3):
            assert person.run("url => lab.request('GET', url)", f"{world.api.url}/notes")["status"] == 200
        person.run("() => lab.tessera.refresh()")
        assert person.run("url => lab.request('GET', url)", f"{world.api.url}/notes")["status"] == 200
        proofs = [(one, one.headers["dpop"]) for one in world.proxy.exchanges + world.api.exchanges if one.headers.get("dpop")]
        names = [_claims(proof)["jti"] for _, proof in proofs]
        assert len(names) == len(set(names)) >= 7, names
        for one, proof in proofs:
            claims = _claims(proof)
            assert claims["htm"] == one.method and claims["htu"].endswith(one.path.split("?")[0]), (claims, one.path)
        for one in world.requests("/notes"):
            assert one.headers["authorization"].startswith("DPoP "), one.headers["authorization"][:8]
        # The issuer gives nonces; the first one costs a round, the others are learned from successes.
        rounds = [one for one in world.proxy.exchanges if one.status in (400, 401) and b"use_dpop_nonce" in one.answer]
        assert len(rounds) <= 1, [(one.method, one.path) for one in rounds]
        bound = {one.rpartition("/")[2] for one in profile.addresses}
        code = [name for name in bound - plain if name.endswith(".js")]
        chunk = [name for name in code if "jwk" in _text(name)]
        assert chunk, code
    assert not [name for name in plain if name in chunk], "the code for proofs was loaded by who does not want it"


def a_stream_of_a_hundred_events_begun_with_a_401_arrives_whole(world):
    with world.profile() as profile:
        profile.expects("status of 401")
        person = profile.notebook(world.lab.url)
        person.sign_in()
        allow = {"Access-Control-Allow-Origin": world.lab.url, "Access-Control-Expose-Headers": "WWW-Authenticate"}
        events = "".join(f"data: {number}\n\n" for number in range(100)).encode()
        world.api.fault("/notes/events", Answer(401, {**allow, "WWW-Authenticate": 'Bearer error="invalid_token"'}), method="GET")
        world.api.fault("/notes/events", Answer(200, {**allow, "Content-Type": "text/event-stream"}, events), method="GET")
        read = person.run("""async url => {
            const answer = await lab.tessera.fetch(url, {headers: {Accept: "text/event-stream"}});
            let text = "";
            const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
            for (;;) {
                const {value, done} = await reader.read();
                if (done) break;
                text += value;
            }
            return text.split("\\n\\n").filter(one => one).map(one => Number(one.slice(6)));
        }""", f"{world.api.url}/notes/events")
        assert read == list(range(100))
        assert len(world.refreshes()) == 1


@lane.long("a measurement of memory")
def an_application_that_was_started_and_ended_a_hundred_times_leaves_nothing(world):
    with world.profile() as profile:
        profile.context.add_init_script(ALIVE)
        person = profile.notebook(world.lab.url)
        person.sign_in()
        cycle = """async count => {
            for (let turn = 0; turn < count; turn += 1) {
                lab.destroy();
                await lab.again();
                await lab.tessera.ready();
                await lab.stable();
            }
        }"""
        person.run(cycle, 10)  # what is made once and kept for ever, such as the browser's own caches, is there by now
        before, heap = person.run(COUNT), _heap(person)
        person.run(cycle, 50)
        half = _heap(person)
        person.run(cycle, 50)
        after, end = person.run(COUNT), _heap(person)
        assert after == before, (before, after)
        grown = [(half - heap) / 50_000, (end - half) / 50_000]
        assert max(grown) < KILOBYTES_A_TURN, f"the heap grows by {grown[0]:.1f} and {grown[1]:.1f} kB a turn"
        person.run("() => lab.destroy()")
        gone = person.run(COUNT)
        assert gone["channels"] == 0 and gone["timers"] == [] and gone["listeners"] in ([], PLAYWRIGHTS), gone
        held = person.run("async () => { const {held, pending} = await navigator.locks.query(); return [...held, ...pending].map(one => one.name); }")
        assert held == [], held
        return f"the heap grows by {grown[0]:.1f} and {grown[1]:.1f} kB a turn"


def the_application_is_stable_at_once_and_a_refresh_draws_nothing_but_its_signals(world):
    for query in ("", "?zone"):
        with world.profile() as profile:
            person = profile.notebook(world.lab.url)
            person.sign_in(path=f"/login{query}")
            person.open(f"/{query}").shows("Notes")
            assert person.run("() => 'Zone' in window") == bool(query)
            took = person.run("async () => { const began = performance.now(); await lab.stable(); return performance.now() - began; }")
            assert took < 1000, (query, took)
            changed = person.run("""async () => {
                const changes = [];
                const observer = new MutationObserver(all => changes.push(...all.map(one => one.target.nodeName)));
                const checks = await lab.checks(async () => {
                    observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
                    await lab.tessera.refresh();
                    await new Promise(done => setTimeout(() => requestAnimationFrame(done), 0));
                    observer.disconnect();
                });
                return {changes, checks, generation: lab.tessera.session().generation};
            }""")
            assert changed["generation"] >= 1, changed
            assert changed["changes"] == [] and changed["checks"] == 0, (query, changed)
            # And what a refresh does change, such as a role, is drawn.
            world.tessera.command("user", "set-roles", world.tessera.call("/auth/me", token=_token(world))["user_name"], "admin")
            assert person.run("() => lab.checks(() => lab.tessera.refresh())") >= 1, query
            expect(person.page.locator("header").get_by_role("link", name="Admin")).to_be_visible()


def a_request_made_before_the_session_is_known_waits_for_it_and_carries_the_token(world):
    from faults import Hold

    with world.profile() as profile:
        person = profile.notebook(world.lab.url)
        person.sign_in()
        person.write("Mine")
        held = world.proxy.fault("/auth/refresh", Hold(answer=True))
        person.open("/")
        held.wait()
        person.page.wait_for_function("() => window.lab")
        world.api.clear()
        person.run("url => { window.early = lab.request('GET', url); }", f"{world.api.url}/notes")
        person.page.wait_for_timeout(300)
        assert world.api.asked("/notes", "GET") == [], "it did not wait"
        held.release()
        answer = person.run("() => window.early")
        assert answer["status"] == 200 and len(answer["body"]["notes"]) == 1, answer
        assert all("authorization" in one.headers for one in world.requests("/notes"))


def _claims(proof):
    return json.loads(base64.urlsafe_b64decode(proof.split(".")[1] + "=="))


def _token(world):
    """The newest access token that the server gave to a browser."""
    return [one for one in world.proxy.asked("/auth/(login|refresh)") if one.status == 200][-1].json()["access_token"]


def _text(name):
    from notebook_world import LAB
    file = LAB / name
    return file.read_text() if file.is_file() else ""


def _heap(person):
    devtools = person.page.context.new_cdp_session(person.page)
    for _ in range(2):
        devtools.send("HeapProfiler.collectGarbage")
    used = devtools.send("Runtime.getHeapUsage")["usedSize"]
    devtools.detach()
    return used
