"""Below HTTP: requests that two servers in a row would read differently (smuggling), and connections that hold on."""

import re
import socket
import time


def a_request_of_two_lengths_is_refused(world):
    wire = world.tessera.wire
    hidden = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for name, fields in {
        "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n",
        "a list of lengths": b"Content-Length: 4, 5\r\n",
        "a signed length": b"Content-Length: +4\r\n", "a negative length": b"Content-Length: -4\r\n",
        "a length in words": b"Content-Length: four\r\n", "a huge length": b"Content-Length: 99999999999999999999999999\r\n",
        "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "chunks not last": b"Transfer-Encoding: chunked, gzip\r\n", "unknown chunks": b"Transfer-Encoding: xchunked\r\n",
        "a space before the colon": b"Transfer-Encoding : chunked\r\n", "a folded line": b"Transfer-Encoding:\r\n chunked\r\n",
        "a bare line feed": b"Content-Length: 4\nX: y\r\n", "a bare carriage return": b"X: y\rContent-Length: 4\r\n",
    }.items():
        answers = _conversation(wire, b"POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields +
                                b"\r\n0\r\n\r\n" + hidden)
        statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]
        assert 500 not in statuses and 200 not in statuses[:1], f"{name}: {statuses}"
        # A hidden request must not be answered behind a refused one.
        assert len(statuses) <= 1 or b'"status":4' in answers and statuses[0] in (400, 415), f"{name}: {statuses}"
        if name in ("length and chunks", "two lengths", "a list of lengths", "a huge length", "a negative length", "a space before the colon"):
            assert statuses in ([400], []), f"{name}: {statuses}"


def a_body_that_is_not_framed_as_http_is_no_fault_of_the_server(world):
    token = world.tessera.sign_in("ada")["access_token"]
    for wire, path in ((world.tessera.wire, "/auth/login"), (world.notes.wire, "/notes")):
        for framing in (b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n-1\r\n"):
            received = _conversation(wire, b"POST " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer " +
                                     token.encode() + b"\r\n" + framing)
            assert received.startswith(b"HTTP/1.1 400 "), f"{path} {framing}: {received[:100]}"


def header_lines_cannot_be_smuggled_in(world):
    wire = world.tessera.wire
    for value in (b"x\r\nX-Injected: yes", b"x\nX-Injected: yes", b"x\rX-Injected: yes", b"x\x00y", b"x\x0by", b"\xe5\x98\x8a\xe5\x98\x8dX-Injected: yes"):
        for name in (b"Origin", b"Tessera-Attempt", b"Tessera-Client", b"User-Agent", b"X-Request-Id", b"If-None-Match", b"Cookie", b"Referer",
                     b"Access-Control-Request-Headers", b"Host", b"X-Forwarded-For", b"Authorization"):
            for line in (b"GET /auth/me", b"OPTIONS /auth/login"):
                fields = b"" if name == b"Host" else b"Host: localhost\r\n"
                received = _conversation(wire, line + b" HTTP/1.1\r\n" + fields + name + b": " + value + b"\r\nConnection: close\r\n\r\n")
                assert b"x-injected" not in received.split(b"\r\n\r\n")[0].lower(), f"{name}: {received[:500]}"
                assert not received.startswith(b"HTTP/1.1 5"), f"{name} {value}: {received[:200]}"


def nothing_from_a_request_comes_back_in_a_header(world):
    wire, mark = world.tessera.wire, "echoed4711"
    for method, path in (("GET", f"/{mark}"), ("GET", f"/demo?{mark}"), ("POST", f"/auth/login?{mark}={mark}"), ("GET", f"/assets/{mark}"),
                         ("GET", f"/auth/check?scope={mark}&role={mark}&audience={mark}"), ("OPTIONS", "/auth/login"), ("GET", "/.well-known/jwks.json")):
        headers = {name: mark for name in ("Origin", "User-Agent", "X-Request-Id", "If-None-Match", "Tessera-Client", "Referer", "Accept",
                                           "Access-Control-Request-Headers", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "Forwarded")}
        answer = wire.send(method, path, {**headers, "Host": f"{mark}.attacker.test", "Access-Control-Request-Method": mark})
        assert answer.status < 500
        echoed = [field for field in answer.headers if mark in field[1]]
        # The challenge names the scope that was asked for; it is quoted, and its writer is tested for what quotes it.
        assert not [field for field in echoed if field[0].lower() != "www-authenticate"], f"{method} {path}: {echoed}"


def the_host_of_a_request_decides_nothing(world):
    wire = world.tessera.wire
    for host in ("attacker.test", "localhost.attacker.test", "[::1]", "x" * 2000):
        for path in ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/demo", "/"):
            answer = wire.send("GET", path, {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"})
            assert host not in answer.text() and answer.status in (200, 400), f"{host} {path}: {answer.status}"


def connections_that_say_nothing_hurt_nobody(world):
    wire, silent = world.tessera.wire, []
    try:
        for number in range(300):
            connection = socket.create_connection(("127.0.0.1", wire.port), timeout=5)
            connection.sendall((b"", b"POST /auth/login HTTP/1.1\r\nHost: localhost\r\nX: ", b"G")[number % 3])
            silent.append(connection)
        began = time.monotonic()
        wire.close()
        assert wire.send("GET", "/auth/me").status == 401
        assert time.monotonic() - began < 2
    finally:
        for connection in silent:
            connection.close()


def _conversation(wire, data):
    """Sends bytes, ends the sending side, and gives back all that comes until the other side ends."""
    with wire.open() as connection:
        connection.settimeout(5)
        received = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except (ConnectionResetError, BrokenPipeError, TimeoutError):
            pass
        return received
