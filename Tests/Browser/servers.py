"""The servers that a browser meets: a real `tessera serve`, a real `notes`, and another one that watches what is asked of it."""

import http.server
import json
import pathlib
import subprocess
import tempfile
import threading
import urllib.request

from programs import Program, free_port

# Tests sign in more often than people do.
UNTHROTTLED = [word for name in ("sign-in-per-address", "sign-in-per-account-and-address", "sign-in-per-account", "registration")
               for word in (f"--{name}-burst", "1000000")]


class Tessera:
    """`tessera serve` with an empty database and the account `ada`.

    It keeps its port and its state through `kill` and `start`. Give `issuer` when browsers reach it through a proxy.
    """

    password = "correct horse battery staple"

    def __init__(self, program, issuer=None, arguments=()):
        self.folder = tempfile.TemporaryDirectory()
        self.program, self.port = str(program), free_port()
        self.url = f"http://localhost:{self.port}"
        self.issuer = issuer or self.url
        self.process = Program(
            [program, "serve", *self._database, "--http-port", self.port, "--issuer", self.issuer, *UNTHROTTLED, *arguments],
            f"{self.url}/health/ready", f"{self.folder.name}/log")
        self.register("ada")

    @property
    def _database(self):
        return ["--database-path", f"{self.folder.name}/tessera.sqlite"]

    def start(self):
        self.process.start()

    def kill(self):
        self.process.kill()

    def log(self):
        return self.process.log()

    def call(self, path, body=None, token=None, method=None, headers=()):
        """Sends JSON (POST, or GET without a body); the answer as JSON, or None when it is empty."""
        headers = {"Content-Type": "application/json", **dict(headers)}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or "null")

    def register(self, name):
        return self.call("/auth/register", {"user_name": name, "password": self.password})

    def sign_in(self, name="ada", **more):
        return self.call("/auth/login", {"identifier": name, "password": self.password, **more})

    def command(self, *words, stdin=""):
        """Runs a `tessera` command on this server's database, as its operator does; what it printed."""
        command = [self.program, *map(str, words), *self._database]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{' '.join(command)} failed: {done.stderr}"
        return done.stdout

    def sessions(self, name):
        """What the operator sees of an account's sessions."""
        return json.loads(self.command("user", "sessions", name, "--json"))

    def stop(self):
        self.process.stop()
        self.folder.cleanup()


class Notes:
    """The example API, for the tokens of a Tessera. Give `audience` when browsers reach it through a proxy."""

    def __init__(self, program, issuer, audience, origins):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        allowed = [word for origin in origins for word in ("--allowed-origin", origin)]
        self.process = Program(
            [program, "--issuer", issuer, "--audience", audience, "--port", self.port, *allowed],
            f"{self.url}/notes", f"{self.folder.name}/log")

    def start(self):
        self.process.start()

    def kill(self):
        self.process.kill()

    def log(self):
        return self.process.log()

    def stop(self):
        self.process.stop()
        self.folder.cleanup()


class Elsewhere:
    """Another server: answers what it is given, for any page to read and any header to reach, and remembers what was asked."""

    def __init__(self):
        self.documents, self.asked, self.headers = {}, [], []
        elsewhere = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                elsewhere.asked.append(self.path)
                elsewhere.headers.append({name.lower(): value for name, value in self.headers.items()})
                body = elsewhere.documents.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                self.wfile.write((body or "").encode())

            do_POST = do_GET

            def do_OPTIONS(self):
                self.send_response(204)
                for name in ("Origin", "Methods", "Headers"):
                    self.send_header(f"Access-Control-Allow-{name}", "*")
                # The star of the Fetch standard leaves Authorization out: it must be named.
                self.send_header("Access-Control-Allow-Headers", "Authorization, DPoP, Tessera-Client, Tessera-Attempt")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def program_in(folder, name):
    """A built program, or an error that says how to build it."""
    path = pathlib.Path(folder) / name
    if not path.is_file():
        raise SystemExit(f"{path} is not built: swift build --product {name}")
    return path
