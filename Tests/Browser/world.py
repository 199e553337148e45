"""Everything that one test needs: the servers behind their proxies, the browser, and accounts of its own."""

import functools
import http.client
import pathlib

from chromium import PAGE, counter, launch, profile
from faults import Made
from proxy import Proxy
from servers import Elsewhere, Notes, Tessera, program_in

FOLDER = pathlib.Path(__file__).resolve().parent
INSECURE = "insecure.test"


class World:
    """`proxy` stands in front of `tessera`, `api` in front of `notes`: browsers and verifiers meet the proxies only.

    Pages of `origins` may call both.
    """

    def __init__(self, playwright, programs, assets=None, arguments=(), origins=()):
        self.playwright, self.programs, self.assets = playwright, programs, assets
        self.proxy, self.api, self.elsewhere = Proxy(), Proxy(), Elsewhere()
        self.insecure = f"http://{INSECURE}:{self.proxy.port}"
        self.tessera = Tessera(
            program_in(programs, "tessera"), issuer=self.proxy.url,
            arguments=["--scopes", "account notes:read notes:write", "--audience", f"{self.proxy.url} {self.api.url}",
                       "--http-allowed-origins", " ".join([self.insecure, *origins]), *arguments])
        self.proxy.upstream = self.tessera.port
        self.notes = Notes(program_in(programs, "notes"), self.proxy.url, self.api.url, [self.proxy.url, self.insecure, *origins])
        self.api.upstream = self.notes.port
        self._serve_pages()
        self.name = counter("user-")
        self._others = []

    def _serve_pages(self):
        """Puts the test page on the server's own origin, under the very policy of the server's own pages."""
        connection = http.client.HTTPConnection("127.0.0.1", self.tessera.port)
        connection.request("GET", "/")
        policy = connection.getresponse().getheader("Content-Security-Policy")
        connection.close()
        assert "require-trusted-types-for 'script'" in policy, policy
        strict = policy.replace("connect-src 'self'", f"connect-src 'self' {self.proxy.url} {self.api.url}")
        assert strict != policy, policy
        # Where a test wants to see what the client keeps to itself, not what the policy stops.
        open_policy = policy.replace("connect-src 'self'", "connect-src *")
        document = (FOLDER / "page/client.html").read_bytes()
        script = {"Content-Type": "text/javascript"}
        html = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
        self.proxy.pages = {
            PAGE: Made(200, {**html, "Content-Security-Policy": strict}, document),
            "/browser-test/open.html": Made(200, {**html, "Content-Security-Policy": open_policy}, document),
            "/browser-test/client.js": Made(200, {**script, "Cache-Control": "no-cache"}, (FOLDER / "page/client.js").read_bytes()),
        }
        for file in pathlib.Path(self.assets).glob("tessera-client*.js") if self.assets else ():
            self.proxy.pages[f"/assets/{file.name}"] = Made(200, {**script, "Cache-Control": "no-cache"}, file.read_bytes())

    @functools.cached_property
    def browser(self):
        return launch(self.playwright)

    @functools.cached_property
    def browser_that_keeps_pages(self):
        return launch(self.playwright, keep_pages_left=True)

    def forget_lost_browser(self):
        """After a fault: a browser that has gone is begun anew by the next test."""
        for name in ("browser", "browser_that_keeps_pages"):
            if name in vars(self) and not vars(self)[name].is_connected():
                del vars(self)[name]
        for other in self._others:
            vars(other)["browser"] = self.browser

    def _another(self, *arguments):
        other = type(self)(self.playwright, self.programs, self.assets, arguments)
        vars(other)["browser"] = self.browser
        self._others.append(other)
        return other

    @functools.cached_property
    def short_lived(self):
        """A world whose access tokens live for eight seconds."""
        return self._another("--access-token-lifetime", "8s")

    @functools.cached_property
    def strict(self):
        """A world that knows no grace: only the attempt id tells a repeat from a theft."""
        return self._another("--refresh-policy", "strict")

    def profile(self, browser=None, **options):
        """A browser profile for one test, with nothing seen and no fault left from the one before."""
        self.proxy.clear()
        self.api.clear()
        self.elsewhere.asked.clear()
        self.elsewhere.headers.clear()
        return profile(self, browser, **options)

    def user(self):
        """A new account's name; its password is the server's `password`."""
        name = self.name()
        self.tessera.register(name)
        return name

    def refreshes(self):
        """Every refresh of somebody's session that reached the server, oldest first.

        By cookie a client that starts must ask whether there is one; without a cookie that is no refresh.
        """
        return [one for one in self.proxy.asked("/auth/refresh")
                if one.status is not None and (one.body or "__Host-tessera-refresh=" in one.headers.get("cookie", ""))]

    def generations(self):
        """The generations that refreshes gave, oldest first; each of them must have been answered well."""
        for one in self.refreshes():
            assert one.status == 200, (one.status, one.answer)
        return [one.json()["generation"] for one in self.refreshes()]

    def stop(self):
        for other in self._others:
            vars(other).pop("browser")
            other.stop()
        for name in ("browser", "browser_that_keeps_pages"):
            if name in vars(self):
                vars(self)[name].close()
        self.notes.stop()
        self.tessera.stop()
        for server in (self.proxy, self.api, self.elsewhere):
            server.stop()
