"""Faults as values: what happens to one exchange between the browser and a server. `proxy.fault(path, …)` puts them in its way."""

import dataclasses
import json
import threading

PORTAL = "<!doctype html><title>Welcome</title><h1>Hotel WLAN</h1><p>Accept our terms to go on.</p>"


class Lost(Exception):
    """The connection is closed without an answer."""


@dataclasses.dataclass(frozen=True)
class Made:
    """An answer that no server gave."""

    status: int
    headers: dict
    body: bytes


class Fault:
    """Nothing happens to the exchange; the faults below override one or both of its moments."""

    def before(self, exchange):
        """Before the server sees the request. Gives an answer in its place, or None; raises `Lost`."""

    def after(self, exchange):
        """After the server did its work, before the browser learns of it. Gives another answer, or None; raises `Lost`."""


class Cut(Fault):
    """The request never arrives."""

    def before(self, exchange):
        raise Lost


class LostAnswer(Fault):
    """The server does the work; its answer never arrives."""

    def after(self, exchange):
        raise Lost


class Answer(Fault):
    """Somebody else answers in the server's place."""

    def __init__(self, status, headers=(), body=b""):
        self.made = Made(status, dict(headers), body)

    def before(self, exchange):
        return self.made


def portal():
    """A captive portal that answers everything itself, and calls it 200."""
    return Answer(200, {"Content-Type": "text/html"}, PORTAL.encode())


def redirect(location, status=302):
    """A redirect: of a captive portal to its own page, or of an API to somewhere else."""
    return Answer(status, {"Location": location, "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"})


def busy(status, retry_after):
    """429 or 503, as the server says them, with the seconds after which to come back."""
    problem = {"type": "about:blank", "title": "Busy", "status": status, "error": "busy", "detail": "Come back later."}
    return Answer(status, {"Content-Type": "application/problem+json", "Retry-After": str(retry_after)}, json.dumps(problem).encode())


def invalid_token(origin):
    """An API's refusal of an access token, for pages of `origin` to read."""
    return Answer(401, {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "WWW-Authenticate, DPoP-Nonce",
                        "WWW-Authenticate": 'Bearer error="invalid_token"'})


class Outdated(Fault):
    """The API refuses the credential that it sees first, for as long as it comes."""

    def __init__(self, origin):
        self.refusal, self.first = invalid_token(origin).made, None

    def before(self, exchange):
        self.first = self.first or exchange.headers["authorization"]
        return self.refusal if exchange.headers["authorization"] == self.first else None


class Hold(Fault):
    """Holds the request, or the server's answer, until `release()`; `held` is set as soon as one waits."""

    def __init__(self, answer=False, then=None):
        self.holds_answer, self.then = answer, then or Fault()
        self.held, self._released = threading.Event(), threading.Event()

    def before(self, exchange):
        if not self.holds_answer:
            self._wait()
        return self.then.before(exchange)

    def after(self, exchange):
        if self.holds_answer:
            self._wait()
        return self.then.after(exchange)

    def _wait(self):
        self.held.set()
        if not self._released.wait(60):
            raise Lost

    def release(self):
        self._released.set()

    def wait(self, deadline=15):
        assert self.held.wait(deadline), "the request that was to be held never came"
        return self
