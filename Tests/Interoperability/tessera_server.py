"""The real server as the tests run it: a process of its own, a folder of its own, free ports on loopback."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

PASSWORD = "paper lantern over quiet water"
STARTS_WITHIN = 20  # seconds


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class TesseraServer:
    """One issuer: its database, its settings, and the processes that serve it one after the other."""

    def __init__(self, binary, folder, **settings):
        self.binary = binary
        self.folder = folder
        self.port = free_port()
        # The address and not `localhost`: older programs try IPv6 first for a name and then give up.
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.jwks_uri = self.issuer + "/.well-known/jwks.json"
        self.settings = {
            "database_path": str(folder / "tessera.sqlite"),
            "http_port": self.port,
            "issuer": self.issuer,
            # The cheapest hash that is allowed, and no throttle: what is looked at here are tokens.
            "password_hashing_memory_kib": 7168,
            "password_hashing_passes": 5,
            "sign_in_per_address_burst": 1000,
            "sign_in_per_account_burst": 1000,
            "sign_in_per_account_and_address_burst": 1000,
            "registration_burst": 1000,
            **settings,
        }

    def environment(self, **changes):
        settings = {**self.settings, **changes}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
        return kept | {f"TESSERA_{name.upper()}": str(value) for name, value in settings.items()}

    def command(self, *arguments, text=None):
        """Runs `tessera ARGUMENTS…` on the same database; what it printed, or an error."""
        done = subprocess.run(
            [self.binary, *arguments], env=self.environment(), cwd=self.folder, input=text,
            capture_output=True, text=True, timeout=60,
        )
        if done.returncode != 0:
            raise RuntimeError(f"tessera {' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    @contextmanager
    def serving(self, **changes):
        """Serves with some settings changed, until the block ends."""
        with open(self.folder / "log", "w+") as log:
            process = subprocess.Popen(
                [self.binary, "serve"], env=self.environment(**changes), cwd=self.folder, stdout=subprocess.DEVNULL,
                stderr=log,
            )
            try:
                self._wait_until_ready(process, log)
                yield self
            finally:
                process.terminate()
                process.wait(timeout=30)

    def _wait_until_ready(self, process, log):
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                return self.text("/health/ready")
            except (urllib.error.URLError, ConnectionError) as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"the server does not start: {log.read()[-2000:]}") from error
            time.sleep(0.02)

    def text(self, path):
        """What a path of this server answers."""
        with urllib.request.urlopen(self._url(path), timeout=10) as answer:
            return answer.read().decode()

    def get(self, path):
        """The JSON at a path of this server."""
        return json.loads(self.text(path))

    def post(self, path, body=None, access_token=None):
        headers = {"Content-Type": "application/json"}
        if access_token:
            headers["Authorization"] = f"Bearer {access_token}"
        request = urllib.request.Request(self._url(path), json.dumps(body or {}).encode(), headers, method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def _url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def register(self, user_name):
        """Makes an account; its identifier."""
        return self.post("/auth/register", {"user_name": user_name, "password": PASSWORD})["id"]

    def sign_in(self, user_name):
        """Signs in; the answer with the access token (RFC 6749 §5.1)."""
        return self.post("/auth/login", {"identifier": user_name, "password": PASSWORD})

    def metadata(self):
        return self.get("/.well-known/oauth-authorization-server")

    def jwks(self):
        return self.get("/.well-known/jwks.json")
