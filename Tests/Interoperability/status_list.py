"""The status lists through the eyes of a program that was written from the specification alone."""

import subprocess
import sys

from clients import PROGRAMS

NAME = "status list"


def judge(server, algorithm, check):
    """Signs in twice, signs one session out, and looks at both before and after."""
    ended, going_on = server.sign_in("ada"), server.sign_in("ada")
    for session in (ended, going_on):
        check("a session that goes on is VALID", status(server, algorithm, session) == "VALID")
    server.post("/auth/logout", access_token=ended["access_token"])
    check("a session that has been signed out is INVALID at once", status(server, algorithm, ended) == "INVALID")
    check("another session stays VALID", status(server, algorithm, going_on) == "VALID")


def status(server, algorithm, session):
    """What the program prints of a session's access token, or its complaint."""
    done = subprocess.run(
        [sys.executable, PROGRAMS / "status_list_client.py", server.jwks_uri, server.issuer, algorithm,
         session["access_token"]],
        capture_output=True, text=True, timeout=30,
    )
    return done.stdout.strip() or done.stderr


def tokens(server):
    """A status list token: signed with our key, and no access token."""
    aggregation = server.metadata()["status_list_aggregation_endpoint"].removeprefix(server.issuer)
    uri = server.get(aggregation)["status_lists"][0].removeprefix(server.issuer)
    return {"status-list-token": server.text(uri)}
