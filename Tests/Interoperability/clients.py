"""The clients, and how each is asked about a list of tokens."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tessera_server import free_port

PROGRAMS = Path(__file__).parent / "clients"
EVERY_ALGORITHM = ("ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
NO_EDWARDS_CURVES = tuple(name for name in EVERY_ALGORITHM if name != "EdDSA")


@dataclass(frozen=True)
class Verdict:
    """What a client said of one token."""

    accepted: bool
    #: The subject of an accepted token, the reason for a refusal.
    text: str


@dataclass(frozen=True)
class Client:
    """A program that reads `NAME TOKEN` lines and writes `NAME accepted SUBJECT` or `NAME refused REASON` lines."""

    name: str
    version: str
    #: The algorithms that the library can verify. Good tokens with any other must be refused, too.
    algorithms: tuple
    command: tuple
    #: Whether it can insist on `at+jwt` (RFC 9068 §4).
    checks_type: bool = True

    def ask(self, jwks_uri, issuer, audience, algorithm, tokens, folder):
        done = subprocess.run(
            [*self.command, jwks_uri, issuer, audience, algorithm],
            input="".join(f"{name} {token}\n" for name, token in tokens.items()),
            capture_output=True, text=True, timeout=60, cwd=folder,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{self.name} failed with {algorithm}: {done.stderr.strip()[-1000:]}")
        verdicts = {}
        for line in done.stdout.splitlines():
            name, verdict, text = (line + "  ").split(" ", 2)
            verdicts[name] = Verdict({"accepted": True, "refused": False}[verdict], text.strip())
        return verdicts


class Apache:
    """Apache with mod_oauth2, in front of one page; a token is accepted when the page comes."""

    name = "mod_oauth2"
    binary = "/usr/sbin/apache2"
    algorithms = NO_EDWARDS_CURVES
    checks_type = False

    @property
    def version(self):
        return debian_version("libapache2-mod-oauth2")

    def ask(self, jwks_uri, issuer, audience, algorithm, tokens, folder):
        directory = folder / f"apache-{free_port()}"
        (directory / "pages").mkdir(parents=True)
        (directory / "pages" / "index.html").write_text("in\n")
        # Root's Apache serves as another user, who must be able to read.
        for path in (directory / "pages", directory):
            path.chmod(0o755)
        port = free_port()
        values = {
            "directory": directory, "port": port, "jwks_uri": jwks_uri, "issuer": issuer, "audience": audience,
        }
        defines = [word for name, value in values.items() for word in ("-C", f"Define {name} {value}")]
        process = subprocess.Popen(
            [self.binary, "-DFOREGROUND", "-f", PROGRAMS / "mod_oauth2.conf", *defines],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}/index.html"
            self._wait_until_ready(process, url, directory)
            return {name: self._verdict(url, token) for name, token in tokens.items()}
        finally:
            process.terminate()
            process.wait(timeout=30)

    def _wait_until_ready(self, process, url, directory):
        deadline = time.monotonic() + 20
        while True:
            try:
                urllib.request.urlopen(url, timeout=10)
            except urllib.error.HTTPError as answer:
                # Nobody gets in without a token.
                assert answer.code == 401, answer.code
                return
            except (urllib.error.URLError, ConnectionError) as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    log = directory / "apache.log"
                    raise RuntimeError(f"Apache does not start: {log.read_text() if log.exists() else ''}") from error
            else:
                raise AssertionError("Apache serves without a token")
            time.sleep(0.02)

    def _verdict(self, url, token):
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return Verdict(True, answer.headers["Subject"])
        except urllib.error.HTTPError as answer:
            if answer.code != 401:
                raise RuntimeError(f"Apache answered {answer.code}") from answer
            return Verdict(False, answer.headers["WWW-Authenticate"] or "")


def python(name, program, algorithms=EVERY_ALGORITHM):
    return Client(name, version(name), algorithms, (sys.executable, "-W", "ignore", str(PROGRAMS / program)))


def debian_version(package):
    return output("dpkg-query", "--show", "--showformat", "${Version}", package).split("-")[0]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def every_client():
    return [
        python("PyJWT", "pyjwt_client.py"),
        python("joserfc", "joserfc_client.py"),
        python("jwcrypto", "jwcrypto_client.py"),
        # Its validator for RFC 9068 lets nobody choose.
        python("Authlib", "authlib_client.py", ("ES256", "RS256")),
        Client("Node", output("node", "--version").removeprefix("v"), EVERY_ALGORITHM, ("node", str(PROGRAMS / "node_client.mjs"))),
        Client("jose", debian_version("jose"), NO_EDWARDS_CURVES, (str(PROGRAMS / "jose_client.sh"),)),
        Apache(),
    ]
