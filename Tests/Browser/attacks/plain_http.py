"""Plain HTTP: what a listener on the wire could get, and what a browser is told about it."""

import re
import socket
import ssl
import subprocess

from targets import PASSWORD, free_port
from world import NAME


def every_answer_over_tls_demands_https_for_two_years(world):
    token = world.secure.sign_in("ada")["access_token"]
    for operation in world.operations:
        for answer in (world.secure.wire.send(operation.method, operation.url()), world.secure.wire.send("GET", operation.url(), token=token)):
            assert re.fullmatch(r"max-age=\d{8,}; includeSubDomains", answer.header("Strict-Transport-Security") or ""), operation
    assert world.secure.wire.send("GET", "/nowhere").header("Strict-Transport-Security")
    assert world.secure.wire.raw(b"nonsense\r\n\r\n").header("Strict-Transport-Security")
    # RFC 6797 §7.2: never over plain HTTP.
    assert not world.tessera.wire.send("GET", "/demo").all("Strict-Transport-Security")


def only_modern_tls_is_spoken(world):
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        try:
            with socket.create_connection(("127.0.0.1", world.secure.port), timeout=5) as raw, context.wrap_socket(raw, server_hostname=NAME) as wrapped:
                raise AssertionError(f"it speaks {wrapped.version()}")
        except (ssl.SSLError, ConnectionError):
            pass
    with world.secure.wire.open() as connection:
        assert connection.version() == "TLSv1.3", connection.version()


def the_secure_port_answers_no_plain_request(world):
    with socket.create_connection(("127.0.0.1", world.secure.port), timeout=5) as connection:
        connection.sendall(b"GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try:
            assert b"keys" not in connection.recv(65536)
        except ConnectionError:
            pass


def nothing_insecure_can_be_configured_by_accident(world):
    folder = world.folder / "refused"
    folder.mkdir()
    wrong = {
        "plain HTTP for everybody": ["--http-address", "0.0.0.0"],
        "an issuer without https": ["--issuer", "http://sign-in.example.com"],
        "an issuer with credentials": ["--issuer", "https://user:secret@sign-in.example.com"],
        "an issuer with a query": ["--issuer", "https://sign-in.example.com?x=y"],
        "every origin": ["--http-allowed-origins", "*"], "the null origin": ["--http-allowed-origins", "null"],
        "an origin with a path": ["--http-allowed-origins", "https://app.example.com/"],
        "every proxy without saying so": ["--http-trusted-proxies", "0.0.0.0/0"],
        "TLS without a key": ["--http-tls-certificate", str(world.certificate[0])],
        "a short password": ["--password-minimum-length", "4"], "cheap hashes": ["--password-hashing-memory-kib", "64"],
        "an algorithm that is none": ["--signing-keys-algorithm", "none"], "a shared secret": ["--signing-keys-algorithm", "HS256"],
        "an endless access token": ["--access-token-lifetime", "365d"],
    }
    for name, arguments in wrong.items():
        done = subprocess.run([world.programs / "tessera", "serve", "--database-path", folder / "tessera.sqlite", "--http-port", str(free_port()), *arguments],
                              capture_output=True, text=True, timeout=20, cwd=folder)
        assert done.returncode in (64, 77, 78) and len(done.stderr) > 20, f"{name}: {done.returncode} {done.stderr}"
    assert not list(folder.iterdir()), "a refused start left something behind"


def the_cookie_is_for_the_server_alone(world):
    target, context = world.secure, world.context()
    page = context.new_page()
    page.goto(f"{target.url}/")
    page.evaluate("""body => fetch('/auth/login', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})""",
                  {"identifier": "ada", "password": PASSWORD, "transport": "cookie"})
    cookie, = context.cookies(target.url)
    assert cookie["name"] == "__Host-tessera-refresh" and cookie["domain"] == NAME and cookie["path"] == "/", cookie["name"]
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    assert cookie["expires"] > 0 and page.evaluate("document.cookie") == ""
    world.attacker.received.clear()
    # The same host without TLS does not get it.
    page.goto(f"http://{NAME}:{world.attacker.port}/")
    plain = list(world.attacker.received)
    page.goto(f"https://{NAME}:{world.attacker.secure_port}/")
    # Browsers may ask for an icon, too, with or without the cookie.
    secure = world.attacker.received[len(plain):]
    assert plain and not any("tessera" in request for request in plain), plain
    # A cookie knows no ports: whoever runs another server on the host gets it. That is told in the documentation.
    assert any("tessera" in request for request in secure), secure
    context.close()


def pages_load_everything_by_https_from_the_server_itself(world):
    target, context = world.secure, world.context()
    page = context.new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in world.pages:
        page.goto(target.url + path, wait_until="networkidle" if path in ("/docs",) else "load")
    foreign = [url for url in asked if not url.startswith((target.url + "/", "data:", "blob:"))]
    allowed = (f"http://localhost:{getattr(world, 'notes_port', 0)}",)
    assert not [url for url in foreign if not url.startswith(allowed)], foreign
    assert not [text for text in complaints if "Content Security Policy" in text or "Mixed Content" in text], complaints
    context.close()


def no_page_tells_others_where_one_came_from(world):
    target, context = world.secure, world.context()
    page = context.new_page()
    for path in world.pages:
        page.goto(f"{target.url}{path}?secret=in-the-address")
        with page.expect_navigation(url="**/arrived") as arrived:
            page.evaluate("url => { location.href = url; }", f"https://{NAME}:{world.attacker.secure_port}/arrived")
        assert "referer" not in arrived.value.request.all_headers(), path
    context.close()
