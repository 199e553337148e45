"""HTTP/1.1 by hand: an attacker's client sends what no library would (line breaks in headers, two lengths, no header at all)."""

import http.client
import json
import socket
import ssl
import time


class Answer:
    """What a server said: status, header fields as they came, body."""

    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name):
        """The one value of a header; None when it is not there."""
        values = self.all(name)
        assert len(values) < 2, f"{name} stands there {len(values)} times: {values}"
        return values[0] if values else None

    def json(self):
        return json.loads(self.body) if self.body else None

    def text(self):
        return self.body.decode("utf-8", "replace")

    def essence(self):
        """What two answers must share to be alike: everything but the request's own name and the time."""
        body = self.text()
        name = self.header("X-Request-Id")
        if name:
            body = body.replace(name, "REQUEST")
        headers = sorted((key.lower(), value) for key, value in self.headers if key.lower() not in ("date", "x-request-id", "content-length"))
        return self.status, body, headers


class Wire:
    """A kept connection to one server, opened again when it was closed."""

    def __init__(self, port, host="localhost", tls=False, origin=None):
        self.port, self.host, self.tls, self.socket = port, host, tls, None
        self.authority = f"{host}:{port}"
        self.origin = origin or f"{'https' if tls else 'http'}://{self.authority}"

    def open(self, timeout=15):
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self.tls:
            return raw
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(raw, server_hostname=self.host)

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def raw(self, data, method="GET"):
        """Sends bytes and reads one answer. A connection that the server has closed meanwhile is opened again, once."""
        began = time.monotonic()
        for attempt in (1, 2):
            fresh = self.socket is None
            if fresh:
                self.socket = self.open()
            try:
                try:
                    self.socket.sendall(data)
                except (BrokenPipeError, ConnectionResetError):
                    # It may have answered before it had read everything.
                    if not fresh:
                        raise
                answer = http.client.HTTPResponse(self.socket, method=method)
                answer.begin()
                # A stream of events has no end; its head says enough.
                is_stream = (answer.getheader("Content-Type") or "").startswith("text/event-stream")
                body = b"" if is_stream else answer.read()
                if answer.will_close or is_stream:
                    self.close()
                return Answer(answer.status, answer.getheaders(), body, time.monotonic() - began)
            except (http.client.BadStatusLine, http.client.IncompleteRead, ConnectionError, ssl.SSLError):
                self.close()
                if fresh or attempt == 2:
                    raise

    def send(self, method, path, headers=None, body=None, token=None, cookie=None):
        """One request. `body` as bytes goes out as it is, anything else as JSON. Header values may be bytes or text."""
        fields = dict(headers or {})
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if cookie:
            fields["Cookie"] = f"__Host-tessera-refresh={cookie}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            fields.setdefault("Content-Type", "application/json")
        if body is not None or method in ("POST", "PUT", "PATCH"):
            fields.setdefault("Content-Length", str(len(body or b"")))
        fields.setdefault("Host", self.authority)
        head = b"".join(_bytes(name) + b": " + _bytes(value) + b"\r\n" for name, value in fields.items() if value is not None)
        return self.raw(method.encode() + b" " + _bytes(path) + b" HTTP/1.1\r\n" + head + b"\r\n" + (body or b""), method)

    def ok(self, *arguments, status=(200, 201, 204), **named):
        """A request that the test needs to succeed; the answer's JSON."""
        answer = self.send(*arguments, **named)
        assert answer.status in status, f"{arguments[:2]}: {answer.status} {answer.text()[:300]}"
        return answer.json()


def _bytes(value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8")
