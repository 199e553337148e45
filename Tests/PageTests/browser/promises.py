"""What the workbench promises, one function each; its name is the promise."""

import base64
import dataclasses
import json
import pathlib
import re
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from servers import Elsewhere, Tessera
from workbench import workbench

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAYLOADS = [
    "<img src=x onerror=\"window.pwned=1\">", "<script>window.pwned=1</script>", "\"><svg onload=window.pwned=1>",
    "javascript:window.pwned=1", "{{constructor.constructor('window.pwned=1')()}}", "</pre><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<a href=\"javascript:window.pwned=1\">x</a>", "\u202egnp.exe", "<style>*{display:none}</style>", "`${window.pwned=1}`",
]


@dataclasses.dataclass
class _World:
    tessera: Tessera
    elsewhere: Elsewhere
    made: dict


def _encoded(value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _raw(header, payload, signature="A" * 86):
    return f"{_encoded(header)}.{_encoded(payload)}.{signature}"


def _tampered(token):
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return f"{header}.{_encoded({**claims, 'sub': 'somebody-else'})}.{signature}"


def a_real_token_is_verified_and_everything_is_told(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(world.tessera.sign_in()["access_token"])
        assert "Verified" in bench.verdict("good")
        assert "verified" in bench.fact("signature") and "ES256" in bench.fact("signature")
        assert "EC P-256" in bench.fact("key") and re.search(r"Made on .* ago|now", bench.fact("key")), bench.fact("key")
        assert "agrees" in bench.fact("clock")
        claims = bench.page.inner_text("#payload")
        assert re.search(r"expires .* UTC · in [45] minutes", claims), claims
        assert bench.page.inner_text("#lint-summary").startswith("Nothing found"), bench.page.inner_text("#lint")
        expect(bench.page.locator("#facts dd[data-fact=status] .good-word")).to_have_text("valid")
        states = dict(bench.rules())
        assert states["signature"] == states["status"] == "kept" and states["issuer"] == "not asked", states


def what_this_server_issues_can_be_expected(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(world.tessera.sign_in()["access_token"]).verdict("good")
        bench.expand("expectations").page.click("#own-expectations")
        expect(bench.page.locator("#issuer")).to_have_value(world.tessera.url)
        bench.page.fill("#audience", world.tessera.url)
        assert "Not asked" not in bench.verdict("good")
        states = dict(bench.rules())
        assert all(states[rule] == "kept" for rule in ["type", "missing_claim", "issuer", "audience", "binding"]), states
        bench.page.fill("#audience", "https://other.example.com")
        bench.verdict("bad", "audience")
        bench.page.fill("#issuer", "https://other.example.com")
        bench.verdict("bad", "issuer")
        assert dict(bench.rules())["audience"] == "not reached"
        command = bench.page.inner_text("#command")
        assert command.endswith(" -") and "--issuer https://other.example.com" in command and "--access-token" in command


def a_tampered_token_is_refused_by_signature(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(_tampered(world.tessera.sign_in()["access_token"]))
        bench.verdict("bad", "signature")
        assert "wrong" in bench.fact("signature")


def an_expired_token_is_refused_by_expired(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(world.tessera.sign_in()["access_token"]).verdict("good")
        bench.expand("expectations").page.fill("#as-of", "2099-01-01")
        bench.verdict("bad", "expired")
        assert re.search(r"[0-9]+ years .* ago", bench.page.inner_text("#payload"))
        bench.page.fill("#as-of", "1000000000")
        bench.verdict("bad", "not_yet_valid")
        bench.page.fill("#as-of", "soon")
        bench.verdict("good")
        assert bench.page.get_attribute("#as-of", "aria-invalid") == "true"


def after_log_out_the_status_says_revoked(browser, world):
    answer = world.tessera.sign_in()
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(answer["access_token"]).verdict("good")
        bench.page.wait_for_selector("#facts dd[data-fact=status] .good-word")
        world.tessera.call("/auth/logout", {"refresh_token": answer["refresh_token"]})
        bench.page.click("#fetch-status")
        assert "revoked" in bench.verdict("bad", "status")
        assert "revoked" in bench.fact("status")


def a_link_carries_a_token_in_its_fragment_and_leaves_no_trace(browser, world):
    token = world.tessera.sign_in()["access_token"]
    with workbench(browser, world.tessera.url) as bench:
        bench.secrets.add(token)
        bench.open(f"#token={token}").verdict("good")
        assert bench.page.url == f"{world.tessera.url}/tools/token"
        bench.page.evaluate("token => { location.hash = `token=${token}`; }", _tampered(token))
        bench.verdict("bad", "signature")
        assert bench.page.url == f"{world.tessera.url}/tools/token"


def text_from_a_token_is_text(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open()
        for text in PAYLOADS:
            claims = {"iss": text, "sub": text, text: {text: [text]}, "exp": 4102444800, "aud": [text]}
            bench.paste(_raw({"alg": "ES256", "typ": text, "kid": text, text: text}, claims)).verdict("bad", "unknown_key")
            bench.expand("keys").expand("expectations")
        for text in PAYLOADS:
            bench.paste(text)
            bench.source("paste").page.fill("#pasted-keys", json.dumps({"keys": [{"kty": text, "kid": text}]}))
            bench.page.fill("#issuer", text)
        assert bench.page.evaluate("window.pwned") is None
        foreign = bench.page.eval_on_selector_all("main img, main iframe, main svg, main script, main style", "all => all.length")
        assert foreign == 0
        blocked = bench.page.evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; return false; } catch (error) { return error.name; } }")
        assert blocked == "TypeError", "the policy for trusted types does not stand"
        bench.page.evaluate("violations.length = 0")
        bench.complaints.clear()


def hidden_characters_are_shown_by_name(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(_raw({"alg": "ES256", "kid": "x"}, {"sub": "\u202eadmin\u200b", "__proto__": {"x": 1}})).verdict("bad", "unknown_key")
        marks = bench.page.eval_on_selector_all("#payload .hidden-character", "all => all.map(one => one.textContent)")
        assert marks == ["U+202E", "U+200B"], marks
        assert "__proto__" in bench.page.inner_text("#payload")
        bench.paste("abc\u202e.def")
        assert "U+202E" in bench.page.inner_text("#notices")


def hostile_tokens_are_refused_quickly(browser, world):
    nested = '{"a":' * 1500 + "1" + "}" * 1500
    cases = {
        "x" * (1 << 20): "too_large", _raw('{"alg":"ES256"}', nested): "signature", _raw(nested, "{}"): "malformed",
        _raw('{"alg":"none"}', "{}", ""): "algorithm", _raw('{"alg":"none"}', "{}"): "algorithm",
        _raw('{"alg":"ES256"}', '{"exp":NaN}'): "signature", _raw('{"alg":"ES256","alg":"none"}', "{}"): "malformed",
        _raw('{"alg":"ES256","kid":"__proto__"}', "{}"): "unknown_key", "a.b.c.d.e": "malformed", "\u0000": "malformed",
    }
    with workbench(browser, world.tessera.url) as bench:
        bench.open()
        for token, rule in cases.items():
            bench.page.fill("#token", "")
            bench.verdict("none")
            bench.paste(token).verdict("bad", rule)
        assert "duplicate" not in bench.page.inner_text("#header")
        bench.page.click("#clear")
        bench.verdict("none")


def a_shared_secret_verifies_hs256(browser, world):
    hmac = world.made["hmac"]
    with workbench(browser, world.tessera.url) as bench:
        bench.secrets.add(hmac["secret"])
        bench.open().paste(hmac["token"]).verdict("bad", "algorithm")
        bench.source("secret").page.select_option("#secret-encoding", "base64url")
        bench.page.fill("#secret", hmac["secret"])
        bench.verdict("good")
        assert "sign" in bench.fact("key")
        assert hmac["secret"] not in bench.page.inner_text("#command")
        bench.paste(hmac["expired"]).verdict("bad", "expired")
        bench.paste(_tampered(hmac["token"])).verdict("bad", "signature")
        bench.page.fill("#secret", "c2hvcnQ")
        bench.verdict("bad", "unknown_key")


def every_algorithm_verifies_by_pasted_keys(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open().source("paste")
        for name, made in world.made["algorithms"].items():
            bench.paste(made["token"])
            for keys in (json.dumps({"keys": [made["jwk"]]}), json.dumps(made["jwk"]), made["pem"]):
                bench.page.fill("#pasted-keys", "")
                bench.verdict("bad", "keys_unavailable")
                bench.page.fill("#pasted-keys", keys)
                bench.verdict("good")
            bench.paste(_tampered(made["token"])).verdict("bad", "signature")


def keys_and_status_of_another_server_are_fetched_by_address(browser, world):
    listed, elsewhere = world.made["listed"], world.elsewhere
    elsewhere.documents = {
        "/jwks": json.dumps(listed["jwks"]), "/status/0": listed["list"],
        "/.well-known/openid-configuration": json.dumps({"issuer": elsewhere.url, "jwks_uri": f"{elsewhere.url}/jwks"}),
    }
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(listed["tokens"][0]).verdict("bad", "unknown_key")
        elsewhere.asked.clear()
        bench.expand("keys").page.click("#issuer-keys")
        bench.verdict("good")
        assert "3 days ago" in bench.fact("key")
        bench.page.wait_for_selector("#facts dd[data-fact=status] .good-word")
        assert elsewhere.asked == ["/.well-known/openid-configuration", "/jwks", "/status/0"], elsewhere.asked
        for index, word in enumerate(["valid", "revoked", "suspended", "valid"]):
            bench.paste(listed["tokens"][index]).verdict(*(("good",) if word == "valid" else ("bad", "status")))
            assert word in bench.fact("status"), bench.fact("status")
        bench.paste(listed["tokens"][5]).verdict("bad", "status")
        elsewhere.documents["/status/0"] = _tampered(listed["list"])
        bench.paste(listed["tokens"][0]).page.click("#fetch-status")
        bench.verdict("bad", "status_unavailable")


def nothing_that_a_token_names_is_fetched_unasked(browser, world):
    listed, elsewhere = world.made["listed"], world.elsewhere
    elsewhere.documents = {"/status/0": listed["list"]}
    with workbench(browser, world.tessera.url) as bench:
        bench.open().source("paste").page.fill("#pasted-keys", json.dumps(listed["jwks"]))
        elsewhere.asked.clear()
        bench.paste(listed["curious"]).verdict("good")
        assert bench.page.locator("#lint [data-id=embedded_key]").count() == 1
        bench.paste(listed["foreign"]).verdict("good")
        assert "not asked" in bench.fact("status")
        bench.page.wait_for_timeout(1200)
        assert elsewhere.asked == [], elsewhere.asked
        bench.page.click("#fetch-status")
        expect(bench.page.locator("#facts dd[data-fact=status] .warn-word")).to_have_text("not known")
        assert elsewhere.asked == ["/status/0"], elsewhere.asked


def keys_that_cannot_be_had_are_told(browser, world):
    with workbench(browser, world.tessera.url) as bench:
        bench.open().paste(world.tessera.sign_in()["access_token"]).verdict("good")
        bench.expand("keys")
        for address, words in {"http://id.example.com/jwks": "HTTPS", f"{world.elsewhere.url}/nothing": "404", "https://": "address"}.items():
            bench.page.fill("#jwks-address", address)
            bench.page.press("#jwks-address", "Enter")
            assert words in bench.verdict("bad", "keys_unavailable"), words
            bench.page.fill("#jwks-address", "/.well-known/jwks.json")
            bench.page.press("#jwks-address", "Enter")
            bench.verdict("good")
        bench.complaints = [one for one in bench.complaints if "404" not in one]


def lint_finds_what_the_command_finds(browser, world):
    cases = json.loads((ROOT / "Tests/Fixtures/token-lint.json").read_text())
    with workbench(browser, world.tessera.url) as bench:
        bench.open()
        found = bench.page.evaluate("""async cases => {
            const { lint } = await import("/assets/token-lint.js");
            const { readJSONText } = await import("/assets/token-json.js");
            const answers = [];
            for (const { token, now, jwks } of cases) {
                const findings = await lint(token, { now, keySet: jwks ? readJSONText(JSON.stringify(jwks)).value : null });
                answers.push(findings.map(({ id, severity, section }) => ({ id, severity, section })));
            }
            return answers;
        }""", cases)
        for case, findings in zip(cases, found, strict=True):
            assert findings == case["findings"], case["name"]
        bench.paste(_raw({"alg": "HS256", "typ": "JWT", "kid": "../x"}, {"exp": 1}))
        bench.page.wait_for_selector("#lint [data-id=key_id_suspicious] a[href='https://www.rfc-editor.org/rfc/rfc8725#section-3.10']")


def json_and_command_can_be_copied(browser, world):
    token = world.tessera.sign_in()["access_token"]
    with workbench(browser, world.tessera.url, permissions=["clipboard-read", "clipboard-write"]) as bench:
        bench.open().paste(token).verdict("good")
        bench.page.click("[data-copy=payload]")
        expect(bench.page.locator("#copied")).to_have_text("Claims copied.")
        copied = json.loads(bench.page.evaluate("navigator.clipboard.readText()"))
        assert copied == json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        bench.page.click("#copy-command")
        expect(bench.page.locator("#copied")).to_have_text("Command copied.")
        assert token not in bench.page.evaluate("navigator.clipboard.readText()")


def the_page_is_accessible_in_every_state_light_and_dark(browser, world):
    token = world.tessera.sign_in()["access_token"]
    states = ["", token, _tampered(token), _raw({"alg": "HS256", "kid": "../x"}, {"sub": "\u202ex", "exp": 1795464930000})]
    for scheme in ("light", "dark"):
        with workbench(browser, world.tessera.url, color_scheme=scheme) as bench:
            bench.open().expand("keys").expand("expectations")
            for state in states:
                bench.paste(state)
                bench.page.wait_for_selector("#verdict[data-state=none]" if state == "" else "#verdict:not([data-state=none])")
                violations = Axe().run(bench.page).response["violations"]
                assert violations == [], json.dumps([(one["id"], [node["target"] for node in one["nodes"]]) for one in violations])


def the_page_fits_a_phone_and_works_by_keyboard(browser, world):
    with workbench(browser, world.tessera.url, viewport={"width": 320, "height": 640}) as bench:
        bench.open().paste(world.tessera.sign_in()["access_token"]).verdict("good")
        bench.expand("keys").expand("expectations")
        width = bench.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, width
        top = bench.page.evaluate("[...document.querySelectorAll('.token-card, .verdict, .panel, #rules-card, .command-card')].map(one => [one.offsetTop, one.className || one.id])")
        assert [name.split()[-1] for _, name in sorted(top)][:2] == ["token-card", "card"], sorted(top)
        bench.page.focus("#token")
        seen = []
        for _ in range(30):
            bench.page.keyboard.press("Tab")
            seen.append(bench.page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        for name in ("clear", "SUMMARY", "jwks-address", "issuer", "as-of", "copy-command"):
            assert name in seen, seen


def the_answer_carries_the_headers_that_keep_the_token_in(_, world):
    with urllib.request.urlopen(f"{world.tessera.url}/tools/token") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "connect-src 'self' https: http://localhost:* http://127.0.0.1:*" in policy
        assert "script-src 'self'" in policy and "form-action 'none'" in policy and "unsafe" not in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
