"""Everything that the attacks share: the servers, the attacker's own origins, the browser."""

import functools
import http.server
import pathlib
import shutil
import ssl
import threading

import operations
from flags import ARGUMENTS
from targets import Notes, Tessera, certificate, free_port, temporary_folder

# The secure server's name, a sibling of it (another origin, the same site), and a stranger (another site).
NAME, SIBLING, STRANGER = "sign-in.example.test", "evil.example.test", "attacker.test"
ROOT = pathlib.Path(__file__).resolve().parents[3]
VECTORS = ROOT.parent / "shared" / "vectors"


class Skipped(Exception):
    """What a test needs is not here; the message says what."""


class Attacker:
    """A server of the attacker's, over HTTP and HTTPS: gives away empty pages, and remembers what it was asked."""

    def __init__(self, certificate):
        self.asked, self.cookies, self.received = [], [], []
        attacker = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                attacker.asked.append(self.path)
                attacker.received.append(self.headers.get("Cookie", ""))
                body = b"<!doctype html><meta charset=utf-8><title>attacker</title><body></body>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                for cookie in attacker.cookies:
                    self.send_header("Set-Cookie", cookie)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer

            def log_message(self, *_):
                pass

        self.servers = []
        for secure in (False, True):
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            server.daemon_threads = True
            if secure:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*certificate)
                server.socket = context.wrap_socket(server.socket, server_side=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.servers.append(server)
        self.port, self.secure_port = (server.server_port for server in self.servers)

    def stop(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()


class World:
    """Made once; what a test does not ask for is not started."""

    def __init__(self, playwright, programs):
        self.playwright, self.programs = playwright, programs
        self.temporary, self.folder = temporary_folder()
        self.running, self.made = [], 0

    def server(self, name, **options):
        """One more `tessera serve`, with an empty database."""
        return self.keep(Tessera(self.programs / "tessera", self.folder / name, **options))

    def keep(self, program):
        self.running.append(program)
        return program

    def fresh_name(self):
        """A user name that nobody has yet."""
        self.made += 1
        return f"user{self.made}"

    @functools.cached_property
    def tessera(self):
        """On http://localhost, with users and the notes API as one of its audiences."""
        self.notes_port = free_port()
        url = f"http://localhost:{self.notes_port}"
        port = free_port()
        return self.server("tessera", port=port, scopes="account notes:read notes:write",
                           audience=f"http://localhost:{port} {url}").furnish()

    @functools.cached_property
    def notes(self):
        tessera = self.tessera
        return self.keep(Notes(self.programs / "notes", self.folder / "notes", tessera, self.notes_port))

    @functools.cached_property
    def secure(self):
        """On https://sign-in.example.test, for what needs a real site with siblings."""
        return self.server("secure", host=NAME, certificate=self.certificate).furnish()

    @functools.cached_property
    def certificate(self):
        return certificate(self.folder, [NAME, SIBLING, STRANGER])

    @functools.cached_property
    def attacker(self):
        return self.keep(Attacker(self.certificate))

    @functools.cached_property
    def operations(self):
        return operations.read(self.tessera.wire.send("GET", "/openapi.yaml").text())

    @functools.cached_property
    def pages(self):
        """The paths that answer with a page."""
        found = [one.path for one in self.operations if one.method == "GET" and not one.names
                 and (self.tessera.wire.send("GET", one.path).header("Content-Type") or "").startswith("text/html")]
        assert len(found) >= 5, found
        return found

    @functools.cached_property
    def browser(self):
        return self.playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)

    def forget_lost_browser(self):
        """After a fault: a browser that has gone is begun anew by the next test."""
        if "browser" in self.__dict__ and not self.browser.is_connected():
            del self.__dict__["browser"]

    def context(self, **options):
        """A browser profile that nobody has used; it takes the self-made certificate."""
        return self.browser.new_context(ignore_https_errors=True, **options)

    def stop(self):
        if "browser" in self.__dict__:
            self.browser.close()
        for one in reversed(self.running):
            one.stop()
        self.temporary.cleanup()
