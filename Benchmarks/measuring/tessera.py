"""The server under measurement, as it is shipped, with its defaults but for the throttles."""

import json
import urllib.request

from .process import Server, free_port

# Everybody comes from one address here, so the throttles are opened wide; they still read and write their rows.
WIDE = [
    option
    for bucket in ("sign-in-per-address", "sign-in-per-account-and-address", "sign-in-per-account", "registration")
    for option in (f"--{bucket}-burst", "1000000")
]
ACCOUNTS = 16
PASSWORD = "a long password for the benchmark"
ISSUER = "http://localhost:8080"


def serve(binary, database, log, issuer=ISSUER, arguments=()):
    """The server on a free port, its issuer there too when none is given. Its log goes to a file, at the default level."""
    port = free_port()
    command = [
        str(binary), "serve", "--http-port", str(port), "--issuer", issuer or f"http://localhost:{port}",
        "--database-path", str(database), *WIDE, *arguments,
    ]
    return Server(command, port, "/health/ready", log)


def register_accounts(server):
    for number in range(1, ACCOUNTS + 1):
        body = json.dumps({"user_name": f"login{number}", "password": PASSWORD}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}/auth/register", data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            if answer.status != 201:
                raise RuntimeError(f"a registration was answered with {answer.status}")


def sign_in(server, number):
    """The tokens of a new session of account login<number>."""
    body = json.dumps({"identifier": f"login{number}", "password": PASSWORD}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/auth/login", data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
