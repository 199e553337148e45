"""The status lists through the eyes of a program that was written from the specification alone."""

import subprocess
import sys

from clients import PROGRAMS


def judge(server, algorithm, check):
    """Signs in twice, signs one session out, and looks at both before and after."""
    ended, going_on = (server.sign_in("ada")["access_token"] for _ in range(2))
    before = statuses(server, algorithm, ended, going_on)
    check(f"sessions that go on are VALID: {before}", before == ["VALID", "VALID"])
    server.post("/auth/logout", access_token=ended)
    after = statuses(server, algorithm, ended, going_on)
    check(f"a session is INVALID as soon as it has been signed out, another stays: {after}", after == ["INVALID", "VALID"])


def statuses(server, algorithm, *access_tokens):
    """What the program prints of each access token; its complaint instead when it has one."""
    done = subprocess.run(
        [sys.executable, PROGRAMS / "status_list_client.py", server.jwks_uri, server.issuer, algorithm, *access_tokens],
        capture_output=True, text=True, timeout=30,
    )
    return done.stdout.split() if done.returncode == 0 else [done.stderr]


def token(server):
    """A status list token: signed with our key, and no access token."""
    aggregation = server.metadata()["status_list_aggregation_endpoint"].removeprefix(server.issuer)
    uri = server.get(aggregation)["status_lists"][0].removeprefix(server.issuer)
    return server.text(uri)
