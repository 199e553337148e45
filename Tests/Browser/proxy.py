"""A proxy in front of a real server: forwards and records everything, and lets a test put faults in the way.

It also serves the test page, so that the page has the server's own origin. Every connection carries one request: a browser sends
a request again by itself when a reused connection breaks, and the tests want to see what the client does, not what Chromium does.
"""

import dataclasses
import http.client
import http.server
import json
import re
import socket
import threading
import time

from faults import Fault, Lost, Made
from programs import free_port

TOKENS = re.compile(rb'"(?:access_token|refresh_token)"\s*:\s*"([^"]+)"')
HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "content-length", "proxy-connection"}


@dataclasses.dataclass
class Exchange:
    """One request and what became of it."""

    method: str
    path: str
    headers: dict
    body: bytes
    began: float
    status: int | None = None          # as the server gave it, also when the browser never saw it
    answer_headers: list = dataclasses.field(default_factory=list)
    answer: bytes = b""
    arrived: bool = False              # whether the browser was sent the whole answer

    def json(self):
        return json.loads(self.answer or b"null")


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def handle_any(self):
        self.close_connection = True
        length = int(self.headers.get("Content-Length") or 0)
        body = self._chunks() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        exchange = Exchange(self.command, self.path, headers, body, time.monotonic())
        proxy = self.server.proxy
        page = proxy.pages.get(self.path.split("?")[0])
        if page is not None and self.command == "GET":
            return self._send(page)
        fault = proxy.record(exchange)
        try:
            made = fault.before(exchange)
            if made is None:
                made = self._forward(exchange, fault)
            if made is not None:
                self._send(made)
                exchange.arrived = True
        except Lost:
            # A reset, as a network that broke gives; a tidy close would look like a short answer.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        except OSError:
            pass  # the browser went away, or the server did: either way the connection ends here
        proxy.changed()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = handle_any

    def _chunks(self):
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _forward(self, exchange, fault):
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.proxy.upstream, timeout=120)
        try:
            sent = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            upstream.request(exchange.method, exchange.path, exchange.body or None, {**sent, "Connection": "close"})
            answer = upstream.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
            exchange.status, exchange.answer_headers = answer.status, kept
            if answer.getheader("Content-Type", "").startswith("text/event-stream"):
                return self._stream(answer, kept)
            exchange.answer = answer.read()
            self.server.proxy.learn(exchange)
            made = fault.after(exchange)
            return made or Made(answer.status, kept, exchange.answer)
        except http.client.HTTPException as error:
            raise Lost from error
        finally:
            upstream.close()

    def _stream(self, answer, headers):
        self._head(answer.status, headers)
        self.end_headers()
        while part := answer.read1(65536):
            self.wfile.write(part)
            self.wfile.flush()

    def _head(self, status, headers):
        self.send_response_only(status)
        for name, value in headers.items() if isinstance(headers, dict) else headers:
            self.send_header(name, value)
        self.send_header("Connection", "close")

    def _send(self, made):
        self._head(made.status, made.headers)
        self.send_header("Content-Length", str(len(made.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(made.body)


class Proxy:
    """Listens on a port of its own; `upstream` is the port of the server behind it, which may be set later."""

    def __init__(self, upstream=None):
        self.upstream, self.pages = upstream, {}
        self.exchanges, self.secrets = [], set()
        self._faults, self._change = [], threading.Condition()
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        # By both names of loopback: Chromium asks for `localhost` by either.
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), _Handler)
        self._server.daemon_threads, self._server.proxy = True, self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    # What tests do.

    def fault(self, path, fault, times=1, method="POST"):
        """Puts a fault in the way of the next `times` requests with this method and path (a pattern, matched whole); gives it back."""
        with self._change:
            self._faults.append([re.compile(path), method, fault, times])
        return fault

    def clear(self):
        """Takes every fault out of the way and forgets what was seen."""
        with self._change:
            for _, _, fault, _ in self._faults:
                getattr(fault, "release", lambda: None)()
            self._faults.clear()
            self.exchanges.clear()

    def no_faults(self):
        """Takes every fault out of the way, for what comes from now on."""
        with self._change:
            self._faults.clear()

    def asked(self, path, method="POST"):
        """The exchanges so far with this method and path (a pattern, matched whole)."""
        with self._change:
            return [one for one in self.exchanges if one.method == method and re.fullmatch(path, one.path.split("?")[0])]

    def wait(self, what, ask, deadline=15):
        """Waits for something to be true of what was seen; looks whenever something happened."""
        with self._change:
            assert self._change.wait_for(ask, deadline), f"in {deadline} s it never came true: {what}"

    # What handlers do.

    def record(self, exchange):
        with self._change:
            self.exchanges.append(exchange)
            self._change.notify_all()
            for entry in self._faults:
                pattern, method, fault, times = entry
                if times > 0 and exchange.method == method and pattern.fullmatch(exchange.path.split("?")[0]):
                    entry[3] -= 1
                    return fault
        return Fault()

    def learn(self, exchange):
        """Remembers each token that the server gave, so that tests can look for it where it must not be."""
        found = {token.decode() for token in TOKENS.findall(exchange.answer)}
        found |= {re.split(r"[=;]", value)[1] for name, value in exchange.answer_headers
                  if name.lower() == "set-cookie" and value.startswith("__Host-") and re.split(r"[=;]", value)[1]}
        with self._change:
            self.secrets |= found

    def changed(self):
        with self._change:
            self._change.notify_all()
