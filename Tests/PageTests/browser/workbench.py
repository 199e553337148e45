"""The page under test, watched: every request, every message of the console, everything that is stored."""

import contextlib
import urllib.parse

from playwright.sync_api import expect

VIOLATIONS = """
window.violations = [];
addEventListener("securitypolicyviolation", event => violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Workbench:
    def __init__(self, page, url, secrets):
        self.page, self.url, self.secrets = page, url, secrets
        self.requests, self.complaints = [], []
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.add_init_script(VIOLATIONS)

    def open(self, fragment=""):
        self.page.goto(f"{self.url}/tools/token{fragment}")
        expect(self.page.locator("#keys-summary")).to_contain_text("key")
        return self

    def paste(self, token):
        self.secrets.add(token)
        self.page.fill("#token", token)
        return self

    def expand(self, panel):
        self.page.eval_on_selector(f"#{panel}-panel", "panel => { panel.open = true; }")
        return self

    def source(self, name):
        self.expand("keys").page.check(f"input[name=source][value={name}]")
        return self

    def verdict(self, state, rule=""):
        """Waits for a verdict; its words."""
        # By selector: waiting for an expression would evaluate it as the page, which its policy forbids.
        self.page.wait_for_selector(f"#verdict[data-state={state}][data-rule='{rule}']", timeout=5000)
        return self.page.inner_text("#verdict")

    def fact(self, name):
        return self.page.inner_text(f"#facts dd[data-fact={name}]")

    def rules(self):
        return self.page.eval_on_selector_all(
            "#rules li", "items => items.map(item => [item.dataset.rule, item.dataset.state])")

    def check(self):
        """What holds of the page whatever was done with it."""
        assert self.complaints == [], self.complaints
        assert self.page.evaluate("violations") == []
        for request in self.requests:
            sent = [request.url, request.post_data or "", *request.all_headers().values()]
            for secret in self.secrets:
                # Whole, or one of its parts, in whatever spelling an address has.
                for part in {secret, *secret.split(".")}:
                    if len(part) < 12:
                        continue
                    for text in sent:
                        assert part not in text and part not in urllib.parse.unquote(text), f"{request.url} carries the token"
        stored = self.page.evaluate(
            "async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length,"
            " (await caches.keys()).length, location.hash, JSON.stringify(history.state)]")
        assert stored == [0, 0, "", 0, 0, "", "null"], stored


@contextlib.contextmanager
def workbench(browser, url, **options):
    """A page in a browser profile of its own; what must hold in any case is checked at the end."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    try:
        bench = Workbench(context.new_page(), url, set())
        yield bench
        bench.check()
    finally:
        context.close()
