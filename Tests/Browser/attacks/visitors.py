"""A browser without scripts, by hand: keeps cookies, reads forms, sends them as a page of the server would."""

import html
import re
import urllib.parse

from operations import FORM
from targets import PASSWORD


class Visitor:
    """Somebody before the hosted pages of one server."""

    def __init__(self, server):
        self.server, self.cookies = server, {}

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items()) or None

    def send(self, method, path, headers=None, body=None):
        answer = self.server.wire.send(method, path, {"Cookie": self.cookie, **(headers or {})}, body)
        for line in answer.all("Set-Cookie"):
            name, value = line.split(";")[0].split("=", 1)
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def open(self, path):
        """A page as a link on the server itself leads to it."""
        return self.send("GET", path, {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"})

    def form_token(self, path):
        """What hides in the first form of a page that is for this browser."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.open(path).text())
        assert found, f"{path} has no form"
        return html.unescape(found[1])

    def submit(self, path, fields, headers=None, token=None):
        """Sends a form as the page would: with its hidden field, `Origin` and Fetch Metadata."""
        sent = {"form_token": token or self.form_token(page_of(path)), **fields}
        own = {"Content-Type": FORM, "Origin": self.server.url, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
        return self.send("POST", path, {**own, **(headers or {})}, urllib.parse.urlencode(sent).encode())

    def sign_in(self, name, **more):
        answer = self.submit("/login", {"identifier": name, "password": PASSWORD, **more})
        assert answer.status == 303, f"{answer.status} {answer.text()[:500]}"
        self.server.secrets.add(self.cookies["__Host-tessera-refresh"])
        return self


def page_of(path):
    """The page on which the form for a path stands."""
    return "/account" if path.startswith("/account") else path
