"""The real servers that are attacked: `tessera serve` with an empty database, and the example API `notes`."""

import datetime
import ipaddress
import pathlib
import re
import socket
import sqlite3
import subprocess
import tempfile
import time

from wire import Wire

PASSWORD = "correct horse battery staple"
# The cheapest hashes that are allowed and no throttle: only the attacks on passwords need the real ones.
QUICK = {
    "password-hashing-memory-kib": 7168, "password-hashing-passes": 5, "password-hashing-maximum-waiting": 1000,
    "password-hashing-maximum-wait": "30s", "registration-burst": 100000, "registration-interval": "1s",
    **{f"sign-in-per-{what}-{limit}": value
       for what in ("address", "account", "account-and-address") for limit, value in (("burst", 100000), ("interval", "1s"))},
}
# Written by the clock and not by a request alone: who listens to the status events and when, what throttles forget, who sweeps.
RESTLESS = {"verifiers", "verifier_servers", "key_confirmations", "sign_in_throttles", "leases"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """A process with a folder of its own, and its log."""

    def __init__(self, command, folder):
        self.folder = folder
        self.output, self.log = (open(folder / name, "w+b") for name in ("output", "log"))
        self.process = subprocess.Popen(command, stdout=self.output, stderr=self.log, cwd=folder)

    def wait_until(self, is_ready):
        for _ in range(600):
            if is_ready():
                return
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args[0]} ended: {self.written('log')[-2000:]}")
            time.sleep(0.05)
        raise RuntimeError(f"{self.process.args[0]} does not answer: {self.written('log')[-2000:]}")

    def written(self, name):
        return (self.folder / name).read_bytes().decode("utf-8", "replace")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.output.close()
        self.log.close()


class Tessera(Program):
    """A server with an administrator and two users."""

    def __init__(self, program, folder, host="localhost", certificate=None, settings=None, port=None, **flags):
        self.program, self.port, self.database = program, port or free_port(), folder / "tessera.sqlite"
        folder.mkdir()
        self.wire = Wire(self.port, host, tls=certificate is not None)
        self.url = self.wire.origin
        chosen = {"database-path": self.database, "http-port": self.port, "log-format": "json", "issuer": self.url,
                  **(QUICK if settings is None else settings), **flags}
        if certificate:
            chosen |= {"http-tls-certificate": certificate[0], "http-tls-private-key": certificate[1]}
        super().__init__([program, "serve", *(part for name, value in chosen.items() for part in _flag(name.replace("_", "-"), value))], folder)
        self.wait_until(lambda: b"Ctrl-C" in (folder / "output").read_bytes())
        self.setup_token = re.search(r"setup_token=([A-Za-z0-9_-]+)", self.written("output")).group(1)
        self.secrets = {PASSWORD, self.setup_token}

    def furnish(self):
        """The people of every test: root administers, ada is attacked, bob attacks or is attacked."""
        self.wire.ok("POST", "/auth/setup", body={"setup_token": self.setup_token, "user_name": "root", "password": PASSWORD})
        self.ada, self.bob = (self.register(name) for name in ("ada", "bob"))
        return self

    def register(self, name, **more):
        return self.wire.ok("POST", "/auth/register", body={"user_name": name, "password": PASSWORD, **more})

    def sign_in(self, name, headers=None, **more):
        """A new session of `name`; its tokens."""
        tokens = self.wire.ok("POST", "/auth/login", headers, {"identifier": name, "password": PASSWORD, **more})
        self.secrets |= {tokens["access_token"], tokens.get("refresh_token", tokens["access_token"])}
        return tokens

    def sign_in_by_cookie(self, name):
        """A new session of `name` whose refresh token is in the cookie; the cookie's value and the tokens."""
        answer = self.wire.send("POST", "/auth/login", {"Origin": self.url},
                                {"identifier": name, "password": PASSWORD, "transport": "cookie"})
        assert answer.status == 200, answer.text()
        cookie = re.match(r"__Host-tessera-refresh=([^;]+)", answer.header("Set-Cookie")).group(1)
        self.secrets |= {cookie, answer.json()["access_token"]}
        return cookie, answer.json()

    def state(self):
        """Everything that the database holds, read by another process: table → rows. What only tells the time is left out."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            connection.text_factory = bytes
            names = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                    for name in names if name not in RESTLESS and not name.startswith("sqlite_")}

    def run(self, *arguments):
        """Another command of the program on the same database."""
        done = subprocess.run([self.program, *arguments, "--database-path", self.database], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout


class Notes(Program):
    """The example API."""

    def __init__(self, program, folder, tessera, port):
        folder.mkdir()
        self.wire = Wire(port)
        self.url = self.wire.origin
        super().__init__([program, "--issuer", tessera.url, "--audience", self.url, "--port", str(port),
                          "--allowed-origin", tessera.url], folder)
        self.wait_until(lambda: b"notes listens" in (folder / "output").read_bytes())


def _flag(name, value):
    return [f"--{'' if value else 'no-'}{name}"] if isinstance(value, bool) else [f"--{name}", str(value)]


def changes(before, after):
    """What differs between two states of a database, in a few words; empty when nothing does."""
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, []), after.get(name, [])
        if old != new:
            gone, come = [row for row in old if row not in new], [row for row in new if row not in old]
            found.append(f"{name}: {len(gone)} rows gone, {len(come)} rows new {str((gone[:1], come[:1]))[:600]}")
    return found


def certificate(folder, names):
    """A certificate for these names by nobody anybody trusts; the paths of it and of its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(
            [x509.DNSName(one) for one in names] + [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256()))
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    paths[1].chmod(0o600)
    return paths


def temporary_folder():
    folder = tempfile.TemporaryDirectory()
    return folder, pathlib.Path(folder.name)
