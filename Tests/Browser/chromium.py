"""Chromium as the tests use it: profiles, and tabs of the test page with a client in them."""

import contextlib
import itertools
import shutil
import time

from playwright.sync_api import Error

from flags import ARGUMENTS
from programs import eventually

PAGE = "/browser-test/client.html"


def launch(playwright, keep_pages_left=False):
    """A browser. `keep_pages_left` allows the back-forward cache, which Playwright otherwise switches off."""
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"] if keep_pages_left else None)


class Tab:
    """A page with a client. What is asked of it is JavaScript, in which `lab` is the page's own (page/client.js)."""

    def __init__(self, profile, page):
        self.profile, self.page = profile, page
        page.on("console", lambda message: profile.said.append(message.text))
        page.on("pageerror", lambda error: profile.errors.append(str(error)))

    # The page

    def open(self, url=None):
        """Loads the test page, without a client yet."""
        self.page.goto(url or self.profile.world.proxy.url + PAGE)
        return self.loaded()

    def loaded(self):
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self

    def start(self, **options):
        """Loads the page unless it is there, and starts a client; its first settled state is in `self.first`."""
        if self.page.url == "about:blank":
            self.open()
        self.options = options
        self.first = self.run("options => lab.start(options)", options)
        return self

    def reload(self):
        """Reloads the page as its user does, and starts the same client again."""
        self.page.reload()
        self.loaded()
        return self.start(**self.options)

    def back(self):
        """Goes back in the tab's history. A page kept by the browser comes without loading, so nothing else tells that it is there."""
        address = self.run("() => location.href")
        with contextlib.suppress(Error):  # the page that is asked is the one that goes
            self.run("() => history.back()")

        def is_back():
            with contextlib.suppress(Error):
                return self.run("address => location.href !== address && document.documentElement.dataset.ready === 'true'", address)

        eventually("the page before was there", is_back)
        return self

    def run(self, code, argument=None):
        return self.page.evaluate(code, argument)

    def close(self):
        self.page.close()

    def crash(self):
        """Ends the tab's process as a fault in it would."""
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash")

    # The client

    def login(self, user, **more):
        world = self.profile.world
        outcome = self.run("credentials => lab.session(lab.client.login(credentials))",
                           {"identifier": user, "password": world.tessera.password, **more})
        assert "error" not in outcome, outcome
        return outcome["value"]

    def refresh(self):
        """`refresh()`: {"value": session} or {"error": …}."""
        return self.run("() => lab.session(lab.client.refresh())")

    def session(self):
        """`getSession()`: {"value": session or None} or {"error": …}."""
        return self.run("() => lab.session(lab.client.getSession())")

    def call(self, url, **init):
        return self.run("([url, init]) => lab.call(url, init)", [url, init])

    def me(self):
        return self.call("/auth/me")

    def logout(self):
        return self.run("() => lab.outcome(lab.client.logout())")

    def state(self):
        return self.run("() => lab.state()")

    def events(self, kind=None):
        return [event for event in self.run("() => lab.events") if kind in (None, event["kind"])]

    def begin(self, name, code, argument=None):
        """Starts something and does not wait for it: `code` is an async function, its outcome comes by `ended(name)`."""
        self.run(f"([name, argument]) => lab.begin(name, () => ({code})(argument))", [name, argument])

    def ended(self, name, deadline=20):
        """The outcome of what `begin` started: {"ended": value, "at": moment}."""
        return eventually(f"{name} ended", lambda: self.run("name => lab.results[name]", name), deadline)

    def settled(self, generation, deadline=30):
        """Refreshes until that generation is reached: the client may refuse while it waits, but must stay signed in."""
        self.begin("settled", """async generation => {
            while (!(lab.state().session?.generation >= generation)) {
                if (lab.state().status === "signedOut") return lab.state();
                await lab.outcome(lab.client.refresh());
                await new Promise(resolve => setTimeout(resolve, 50));
            }
            return lab.state();
        }""", generation)
        state = self.ended("settled", deadline)["ended"]
        assert state["status"] == "signedIn", state
        assert self.events("signedOut") == []
        return state

    def until(self, code, deadline=10):
        """Waits until an expression is true in the page."""
        return eventually(code, lambda: self.run(f"() => ({code})"), deadline)

    def until_status(self, status, deadline=10):
        self.until(f"lab.state().status === '{status}'", deadline)
        return self.state()


class Profile:
    """A browser profile: tabs that share cookies, storage, locks and channels, and nothing with other profiles."""

    def __init__(self, world, context):
        self.world, self.context = world, context
        self.said, self.errors = [], []

    def page(self):
        """An empty tab."""
        return Tab(self, self.context.new_page())

    def tab(self, **options):
        """A tab with the test page and a client of these options."""
        return self.page().start(**options)

    def tabs(self, count, **options):
        return [self.tab(**options) for _ in range(count)]

    def cookie(self):
        """The refresh cookie, which no script can read, or None."""
        return next((one for one in self.context.cookies(self.world.proxy.url) if one["name"] == "__Host-tessera-refresh"), None)

    def check(self):
        """What holds of every page whatever was done with it: no error, no violation of the policy, no token in the console."""
        assert self.errors == [], self.errors
        policy = [text for text in self.said if "Content Security Policy" in text or "Trusted" in text]
        assert policy == [], policy
        for text in self.said:
            for secret in self.world.proxy.secrets:
                assert secret not in text, f"the console shows a token: {text[:60]}…"
        for exchange in self.world.proxy.exchanges + self.world.api.exchanges:
            assert not any(secret in exchange.path for secret in self.world.proxy.secrets), "an address carries a token"
        for headers, path in zip(self.world.elsewhere.headers, self.world.elsewhere.asked):
            sent = [path, *headers.values()]
            assert not any(secret in text for secret in self.world.proxy.secrets for text in sent), "another origin got a token"
            assert "dpop" not in headers and "tessera-client" not in headers, f"another origin got a credential: {sorted(headers)}"


@contextlib.contextmanager
def profile(world, browser=None, kind=Profile, **options):
    """A profile for one test; what must hold in any case is checked at the end."""
    context = (browser or world.browser).new_context(**options)
    context.set_default_timeout(20_000)
    try:
        made = kind(world, context)
        yield made
        made.check()
    finally:
        world.proxy.no_faults()
        world.api.no_faults()
        context.close()


def together(tabs, name, code, argument=None, ahead=0.25):
    """Starts the same thing in every tab at one moment; the outcomes in the tabs' order."""
    moment = time.time() * 1000 + ahead * 1000
    for tab in tabs:
        tab.begin(name, f"async argument => {{ await lab.at({moment}); return await ({code})(argument); }}", argument)
    return [tab.ended(name) for tab in tabs]


def counter(prefix):
    """Names that no other test uses."""
    numbers = itertools.count(1)
    return lambda: f"{prefix}{next(numbers)}"
