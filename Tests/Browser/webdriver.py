"""Chromium by WebDriver (W3C) and chromedriver's door to DevTools: Playwright shows every tab as visible, and Chromium freezes
hidden tabs only."""

import http.client
import json
import shutil
import tempfile

from chromium import PAGE
from flags import ARGUMENTS
from programs import Program, eventually, free_port


class Driver:
    """A browser, one window a tab: headless Chromium hides a window that is minimised, and no tab behind another one."""

    def __init__(self, world):
        self.world = world
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.process = Program([shutil.which("chromedriver"), f"--port={self.port}"], f"http://127.0.0.1:{self.port}/status",
                               f"{self.folder.name}/log")
        options = {"args": [*ARGUMENTS, "--headless=new", f"--user-data-dir={self.folder.name}/profile"]}
        binary = shutil.which("chromium")
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {**options, "binary": binary},
            "timeouts": {"script": 20_000, "pageLoad": 20_000}}}})
        self.session = f"/session/{made['sessionId']}"
        self._spare = self._call("GET", f"{self.session}/window")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(f"{value['error']}: {value['message'].splitlines()[0]}")
        return value

    def call(self, path, body=None):
        return self._call("POST", self.session + path, body or {})

    def page(self, url, ready):
        """A visible tab with the page at `url`; waits until the expression `ready` is true in it."""
        handle, self._spare = self._spare or self.call("/window/new", {"type": "window"})["handle"], None
        tab = DrivenTab(self, handle)
        tab.at("/url", {"url": url})
        eventually("the page was there", lambda: tab.run(f"async () => ({ready})"), deadline=30)
        return tab

    def tab(self, **options):
        """A visible tab with the test page and a client of these options."""
        tab = self.page(self.world.proxy.url + PAGE, "document.documentElement.dataset.ready === 'true'")
        tab.first = tab.run("options => lab.start(options)", options)
        return tab

    def stop(self):
        try:
            self._call("DELETE", self.session)
        finally:
            self.process.stop()
            self.folder.cleanup()


class DrivenTab:
    """A tab of a `Driver`; what is asked of it is an async function, as with `Tab`."""

    def __init__(self, driver, handle):
        self.driver, self.handle = driver, handle

    def at(self, path, body=None):
        self.driver.call("/window", {"handle": self.handle})
        return self.driver.call(path, body)

    def devtools(self, command, **parameters):
        return self.at("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def run(self, code, argument=None):
        # By DevTools and not by WebDriver's scripts, which the page's policy would forbid.
        answer = self.devtools("Runtime.evaluate", expression=f"({code})({json.dumps(argument)})", awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def hide(self, hidden=True):
        window = self.devtools("Browser.getWindowForTarget")["windowId"]
        self.devtools("Browser.setWindowBounds", windowId=window, bounds={"windowState": "minimized" if hidden else "normal"})
        state = "hidden" if hidden else "visible"
        eventually(f"the tab was {state}", lambda: self.run("() => document.visibilityState") == state)

    def freeze(self, frozen=True):
        """Stops the tab's tasks, as Chromium does with hidden tabs to save memory."""
        self.devtools("Page.setWebLifecycleState", state="frozen" if frozen else "active")

    def state(self):
        return self.run("() => lab.state()")

    def call(self, url, **init):
        return self.run("([url, init]) => lab.call(url, init)", [url, init])

    def begin(self, name, code, argument=None):
        self.run(f"([name, argument]) => lab.begin(name, () => ({code})(argument))", [name, argument])

    def ended(self, name, deadline=20):
        return eventually(f"{name} ended", lambda: self.run("name => lab.results[name]", name), deadline)

    def until(self, code, deadline=10):
        return eventually(code, lambda: self.run(f"() => ({code})"), deadline)

    def events(self, kind):
        return [event for event in self.run("() => lab.events") if event["kind"] == kind]

    def login(self, user):
        outcome = self.run("credentials => lab.session(lab.client.login(credentials))",
                           {"identifier": user, "password": self.driver.world.tessera.password})
        assert "error" not in outcome, outcome
        return outcome["value"]
