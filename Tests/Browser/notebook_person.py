"""A person at the Angular example: what one does there, what one reads, and what must hold of every page whatever was done."""

import contextlib
import re

from playwright.sync_api import Error, expect

from chromium import Profile

# What comes late on a busy machine comes all the same; where the time is the promise, a test says so.
expect.set_options(timeout=30_000)
PATIENCE = 60_000
PASSWORD = "correct horse battery staple"
# Runs before every page: notes each violation of the policy, whoever causes it.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""
# Everything of a page in which a token could stand.
EVERYTHING = """() => JSON.stringify([
    location.href, document.documentElement.outerHTML, [...document.querySelectorAll("input, textarea")].map(one => one.value),
    history.state, document.cookie, document.title, name,
])"""
KEPT = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


def sign_in(tab, name):
    """Signs in by the door of the lab, in a tab that a driver has opened."""
    tab.run("([identifier, password]) => lab.tessera.login({identifier, password}).then(() => null)", [name, PASSWORD])


class NotebookProfile(Profile):
    """A browser profile with the application in it. What a test breaks on purpose it says by `expects`."""

    def __init__(self, world, context):
        super().__init__(world, context)
        self.people, self.addresses, self.allowed, self.violations = [], [], [], []
        # Where the tokens are kept, nothing of it may stand in the storage but in those places that say so.
        self.keeps_tokens = False
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH)
        context.on("request", lambda request: self.addresses.append(request.url))

    def expects(self, *texts):
        """Errors that the console may show, by a part of their text: Chromium writes one for each answer that is no success."""
        self.allowed += texts
        return self

    def notebook(self, url=None):
        """A tab with the application; `url` is the one that is served elsewhere, such as the lab's."""
        person = Notebook(self, self.context.new_page(), url or self.world.app.url)
        self.people.append(person)
        return person

    def check(self):
        for person in self.people:
            if not person.page.is_closed():
                person.look_for_tokens()
        errors = [text for text in self.errors if not any(part in text for part in self.allowed)]
        assert errors == [], errors
        assert self.violations == [], self.violations
        said = [f"{text} ({address})" for kind, text, address in self.consoles
                if kind in ("error", "warning") and not any(part in text for part in self.allowed)]
        assert said == [], said
        secrets = self.world.proxy.secrets
        for _, text, _ in self.consoles:
            assert not any(secret in text for secret in secrets), f"the console shows a token: {text[:60]}…"
        for address in self.addresses:
            assert not any(secret in address for secret in secrets), "an address carries a token"
        super().check()

    @property
    def consoles(self):
        return [message for person in self.people for message in person.console]


class Notebook:
    """One tab of the application."""

    def __init__(self, profile, page, url):
        self.profile, self.world, self.page, self.url = profile, profile.world, page, url
        self.console = []
        page.on("console", lambda message: self.console.append((message.type, message.text, message.location["url"])))
        page.on("console", lambda message: profile.said.append(message.text))
        page.on("pageerror", lambda error: profile.errors.append(str(error)))
        page.on("framenavigated", lambda frame: profile.addresses.append(frame.url))

    # What one does

    def open(self, path="/"):
        self.page.goto(self.url + path)
        if self.url == self.world.lab.url:
            self.page.wait_for_function("() => window.lab")
        return self

    def sign_in(self, name=None, path="/login"):
        """Signs in on the page that stands at `path`; the name."""
        name = name or self.world.user()
        self.open(path).shows("Sign in")
        self.fill(identifier=name, password=PASSWORD)
        self.press("Sign in", "main")
        expect(self.page.locator(".who")).to_contain_text(name)
        return name

    def fill(self, **fields):
        for name, text in fields.items():
            self.page.fill(f"#{name.replace('_', '-')}", text)
        return self

    def press(self, words, within="body"):
        self.page.locator(within).get_by_role("button", name=words, exact=True).first.click()
        return self

    def follow(self, words, within="body"):
        self.page.locator(within).get_by_role("link", name=words, exact=True).first.click()
        return self

    def sign_out(self):
        return self.press("Sign out", "header")

    def write(self, title, text=""):
        """Writes a note on the first page."""
        self.fill(title=title, text=text).press("Add note")
        expect(self.page.locator(".note h2").first).to_have_text(title)
        return self

    # What one reads

    def shows(self, heading, deadline=30):
        expect(self.page.locator("main h1")).to_have_text(heading, timeout=deadline * 1000)
        return self

    def fault(self, name):
        """What stands at a field, which must be marked and have the focus; waits for it."""
        field = self.page.locator(f"#{name.replace('_', '-')}")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_be_focused()
        words = self.page.locator(f"#{name.replace('_', '-')}-faults .field-error")
        assert f"{name.replace('_', '-')}-faults" in field.get_attribute("aria-describedby")
        return words.first.inner_text()

    def why(self):
        """The sentence about the last sign-out, as it is seen and as it is read out."""
        seen = self.page.locator("[data-why]")
        expect(seen).to_be_visible()
        expect(self.page.locator("[data-told]")).to_have_text(seen.inner_text())
        return seen.inner_text()

    def titles(self):
        return self.page.locator(".note h2").all_inner_texts()

    @property
    def path(self):
        return self.page.url.removeprefix(self.url)

    def at(self, path, deadline=30):
        """Waits until the address is this path, with query and fragment."""
        expect(self.page).to_have_url(re.compile(re.escape(self.url + path) + "$"), timeout=deadline * 1000)
        return self

    def run(self, code, argument=None):
        return self.page.evaluate(code, argument)

    def close(self):
        self.look_for_tokens()
        self.page.close()

    # What must hold

    def look_for_tokens(self):
        """Nothing of the page shows a token; and nothing that is kept, unless the tokens are kept there."""
        with contextlib.suppress(Error):  # a page that is just leaving
            self.profile.violations += self.run("() => window.violations ?? []")
            text = self.run(EVERYTHING) + ("" if self.profile.keeps_tokens else self.run(KEPT))
            assert not any(secret in text for secret in self.world.proxy.secrets), "the page shows a token, or keeps one"
        return self
