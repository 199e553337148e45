"""The clients, and how each is asked about a list of tokens."""

import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import apache

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


class ModOAuth2:
    """Apache with mod_oauth2, in front of one page; a token is accepted when the page comes."""

    name = "mod_oauth2"
    algorithms = NO_EDWARDS_CURVES
    checks_type = False

    @property
    def version(self):
        return debian_version("libapache2-mod-oauth2")

    def ask(self, jwks_uri, issuer, audience, algorithm, tokens, folder):
        values = {"JWKS_URI": jwks_uri, "ISSUER": issuer, "AUDIENCE": audience}
        with apache.serving(PROGRAMS / "mod_oauth2.conf", folder, **values) as get:
            return {name: self._verdict(*get(token)) for name, token in tokens.items()}

    def _verdict(self, status, headers):
        if status not in (200, 401):
            raise RuntimeError(f"Apache answered {status}")
        return Verdict(status == 200, headers["Subject" if status == 200 else "WWW-Authenticate"] or "")


def python(name, program, algorithms=EVERY_ALGORITHM):
    return Client(name, version(name), algorithms, (sys.executable, "-W", "ignore", str(PROGRAMS / program)))


def debian_version(package):
    return output("dpkg-query", "--show", "--showformat", "${Version}", package).split("-")[0]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def every_client():
    node = output("node", "--version").removeprefix("v")
    return [
        python("PyJWT", "pyjwt_client.py"),
        python("joserfc", "joserfc_client.py"),
        python("jwcrypto", "jwcrypto_client.py"),
        # Its validator for RFC 9068 lets nobody choose.
        python("Authlib", "authlib_client.py", ("ES256", "RS256")),
        Client("Node", node, EVERY_ALGORITHM, ("node", str(PROGRAMS / "node_client.mjs"))),
        Client("jose", debian_version("jose"), NO_EDWARDS_CURVES, (str(PROGRAMS / "jose_client.sh"),)),
        ModOAuth2(),
    ]
