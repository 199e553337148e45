"""`tessera` by a clock of the test's own, as a server and as a command, and its API as a client sees it."""

import base64
import contextlib
import hashlib
import json
import re
import subprocess
import uuid

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from databases import eventually, free_port

PASSWORD = "correct horse battery staple"
# What everybody calls the server, wherever it listens: it stands in the fixture's tokens.
ISSUER = "http://sign-in.localhost:8080"
COOKIE = "__Host-tessera-refresh"
VISITOR = "__Host-tessera-visitor"


class Tessera:
    """One installation: a database and a master secret, and the programs that use it."""

    def __init__(self, binary, folder, database, clock):
        self.binary, self.folder, self.database, self.clock = str(binary), folder, database, clock
        self.secret = folder / "master-secret"
        self.setup_token = None

    def environment(self, **changes):
        settings = {
            **self.database.settings, "master_secret_file": self.secret, "issuer": ISSUER, "audience": ISSUER,
            "scopes": "account notes:read notes:write",
            # The cheapest hashes that are allowed; nobody is throttled who does not guess.
            "password_hashing_memory_kib": 7168, "password_hashing_passes": 5, "registration_burst": 100_000,
            "sign_in_per_address_burst": 100_000, "log_level": "notice", **changes,
        }
        return self.clock.environ({f"TESSERA_{name.upper()}": str(value) for name, value in settings.items()})

    def run(self, *words, text=""):
        """Runs `tessera WORDS…`; the finished process."""
        return subprocess.run(
            self.clock.command([self.binary, *words]), env=self.environment(), cwd=self.folder, input=text,
            capture_output=True, text=True, timeout=120,
        )

    def command(self, *words, text=""):
        """What a command printed, read as JSON where it is."""
        done = self.run(*words, text=text)
        assert done.returncode == 0, f"tessera {' '.join(map(str, words))}: {done.stderr or done.stdout}"
        return json.loads(done.stdout) if "--json" in words else done.stdout

    @contextlib.contextmanager
    def serving(self, dies=False, **changes):
        """Serves until the block ends, or dies then without a word to anybody; gives the API."""
        port = free_port()
        log, words = self.folder / f"serve-{port}.log", self.folder / f"serve-{port}.out"
        with open(log, "w") as errors, open(words, "w") as output:
            process = subprocess.Popen(
                self.clock.command([self.binary, "serve"]), env=self.environment(http_port=port, **changes), cwd=self.folder,
                stdout=output, stderr=errors,
            )
        api = API(port, self.clock)
        api.log = log.read_text

        def answers():
            assert process.poll() is None, f"the server ended: {log.read_text()[-3000:]}"
            with contextlib.suppress(requests.ConnectionError):
                return api.get("/health/ready").status_code == 200

        try:
            eventually("the server was ready", answers, deadline=60, least=0.05)
            if found := re.search(r"setup_token=([A-Za-z0-9_-]+)", words.read_text()):
                self.setup_token = found.group(1)
            yield api
            if dies:
                return
            process.terminate()
            ended = process.wait(60)
            assert ended == 0, f"the server ended with {ended}: {log.read_text()[-3000:]}"
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(20)
            self.clock.clean_up(process)


class API:
    """A server's API. Every status is an answer."""

    def __init__(self, port, clock):
        self.url, self.clock = f"http://127.0.0.1:{port}", clock

    def send(self, method, path, body=None, token=None, headers=None, cookies=None, **more):
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return requests.request(method, self.url + path, json=body, headers=headers, allow_redirects=False, timeout=30, **more)

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.send("POST", path, body, **more)

    def done(self, status, method, path, *words, **more):
        """Sends what must be answered with a status; the answer's JSON."""
        answer = self.send(method, path, *words, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def register(self, name, **more):
        return self.done(201, "POST", "/auth/register", {"user_name": name, "password": PASSWORD, **more})

    def sign_in(self, name, password=PASSWORD, **more):
        return self.done(200, "POST", "/auth/login", {"identifier": name, "password": password, **more})

    def sign_in_by_cookie(self, name):
        answer = self.post("/auth/login", {"identifier": name, "password": PASSWORD, "transport": "cookie"},
                           headers={"Origin": ISSUER})
        assert answer.status_code == 200, answer.text
        return answer.json() | {"cookie": cookie_of(answer, COOKIE)}

    def refresh(self, token, attempt=None):
        headers = {"Tessera-Attempt": attempt} if attempt else {}
        return self.post("/auth/refresh", {"refresh_token": token}, headers=headers)

    def refresh_by_cookie(self, cookie, attempt):
        headers = {"Tessera-Attempt": attempt, "Tessera-Client": "web", "Origin": ISSUER}
        return self.post("/auth/refresh", cookies={COOKIE: cookie}, headers=headers)

    def sign_in_by_form(self, name):
        """Signs in on the hosted page, as a browser does; the cookie of the session."""
        page = self.get("/login")
        field = re.search(r'name="form_token" value="([^"]+)"', page.text).group(1)
        answer = self.send(
            "POST", "/login", headers={"Origin": ISSUER, "Sec-Fetch-Site": "same-origin"},
            cookies={VISITOR: cookie_of(page, VISITOR)},
            data={"form_token": field, "identifier": name, "password": PASSWORD, "return": "/account"},
        )
        assert answer.status_code == 303, f"{answer.status_code} {answer.text}"
        return cookie_of(answer, COOKIE)

    def listen(self, verifier, last=None):
        """The events of `/status/events`, as they come: name, id and data. Close it in the end."""
        headers = {"Last-Event-ID": last} if last else {}
        answer = requests.get(f"{self.url}/status/events?verifier={verifier}", headers=headers, stream=True, timeout=30)
        assert answer.status_code == 200, answer.text
        return Events(answer)


class Events:
    def __init__(self, answer):
        self.answer, self.lines = answer, answer.iter_lines(chunk_size=1, decode_unicode=True)

    def next(self):
        event = {}
        for line in self.lines:
            if line == "" and event:
                return event
            if line and not line.startswith(":"):
                name, _, value = line.partition(":")
                event[name] = value.removeprefix(" ")
        raise AssertionError("the events ended")

    def close(self):
        self.answer.close()


class ProofKey:
    """A client's key, and the proofs that it has it (RFC 9449 §4)."""

    def __init__(self, number=None):
        self.key = ec.derive_private_key(number, ec.SECP256R1()) if number else ec.generate_private_key(ec.SECP256R1())

    @property
    def number(self):
        return self.key.private_numbers().private_value

    def headers(self, api, method, path, token=None, nonce=None):
        claims = {"jti": str(uuid.uuid4()), "htm": method, "htu": ISSUER + path, "iat": int(api.clock.now)}
        headers = {}
        if nonce:
            claims["nonce"] = nonce
        if token:
            claims["ath"] = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
            headers["Authorization"] = f"DPoP {token}"
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        header = {"typ": "dpop+jwt", "jwk": {name: public[name] for name in ("kty", "crv", "x", "y")}}
        return headers | {"DPoP": jwt.encode(claims, self.key, algorithm="ES256", headers=header)}

    def send(self, api, method, path, body=None, token=None):
        """Sends a request with a proof, and once more with the nonce that is asked for."""
        answer = api.send(method, path, body, headers=self.headers(api, method, path, token))
        if nonce := answer.headers.get("DPoP-Nonce") if answer.status_code in (400, 401) else None:
            answer = api.send(method, path, body, headers=self.headers(api, method, path, token, nonce))
        return answer


def cookie_of(answer, name):
    found = re.search(rf"{name}=([^;,]*)", answer.headers.get("Set-Cookie", ""))
    assert found, f"no cookie {name}: {answer.status_code} {answer.text[:300]}"
    return found.group(1)
