"""Introspection and revocation by confidential clients that Authlib plays, and by Apache's mod_oauth2."""

import json
import os
import subprocess
import sys

import apache
from clients import PROGRAMS


def judge(server, subject, audience, folder, check):
    """Introspects a living token, revokes it and introspects it again, with each token and each way to authenticate."""
    client = json.loads(server.command("client", "create", "api", "--name", "An API", "--json"))
    permissions = ("introspect", "introspect-refresh", "revoke")
    options = [word for permission in permissions for word in ("--only", permission)]
    console = json.loads(server.command("client", "create", "console", *options, "--json"))
    metadata = server.metadata()
    for method in ("client_secret_basic", "client_secret_post"):
        check(f"{method} is offered", method in metadata["introspection_endpoint_auth_methods_supported"])
        check(f"{method} is offered for revocation", method in metadata["revocation_endpoint_auth_methods_supported"])
        for kind in ("access_token", "refresh_token"):
            session = server.sign_in("ada")
            before, revoked, after = ask(metadata, method, kind, session[kind], console)
            check(f"{method}: a living {kind} is active: {before}", before["active"] is True)
            check(f"{method}: the {kind} is about {subject}: {before}", before["sub"] == subject)
            check(f"{method}: the {kind} names its issuer: {before}", before["iss"] == server.issuer)
            if kind == "access_token":
                check(f"{method}: the access token is for the API: {before}", before["aud"] == audience)
            check(f"{method}: the {kind} can be revoked: {revoked}", revoked == 200)
            check(f"{method}: of a revoked {kind} no more is said: {after}", after == {"active": False})
        guess = client | {"client_secret": "guess"}
        refused, *_ = ask(metadata, method, "access_token", session["access_token"], guess)
        check(f"{method}: a wrong secret is refused: {refused}", refused.get("error") == "invalid_client")
        judge_api(server, method, client, subject, check)
        judge_apache(server, method, client, subject, audience, folder, check)


def judge_api(server, method, client, subject, check):
    """Authlib's validator lets the access token in, and not the refresh token: its own rules would let both in."""
    session = server.sign_in("ada")
    tokens = "".join(f"{kind} {session[kind]}\n" for kind in ("access_token", "refresh_token"))
    endpoint = server.metadata()["introspection_endpoint"]
    lines = run("introspection_api.py", [endpoint, method, "account"], client, tokens).splitlines()
    check(f"{method}: an API lets an access token in: {lines[0]}", lines[0] == f"access_token accepted {subject}")
    check(f"{method}: an API keeps a refresh token out: {lines[1]}", lines[1].startswith("refresh_token refused"))


def judge_apache(server, method, client, subject, audience, folder, check):
    """A page behind mod_oauth2 is open to a living session, and shut once the session has been signed out."""
    session, other = server.sign_in("ada"), server.sign_in("ada")
    values = {
        "INTROSPECTION_ENDPOINT": server.metadata()["introspection_endpoint"],
        "AUTH_METHOD": method,
        "CLIENT_ID": client["client_id"],
        "CLIENT_SECRET": client["client_secret"],
        "AUDIENCE": audience,
    }
    with apache.serving(PROGRAMS / "mod_oauth2_introspection.conf", folder, **values) as get:
        status, headers = get(session["access_token"])
        check(f"mod_oauth2, {method}: a living session gets in: {status}", status == 200)
        check(f"mod_oauth2, {method}: and is {headers['Subject']}", headers["Subject"] == subject)
        status, _ = get(session["refresh_token"])
        check(f"mod_oauth2, {method}: a refresh token does not get in: {status}", status == 401)
        # The other one has not been seen by Apache, which keeps what it has seen for a second.
        server.post("/auth/logout", access_token=other["access_token"])
        status, _ = get(other["access_token"])
        check(f"mod_oauth2, {method}: a session that has been signed out does not get in: {status}", status == 401)


def ask(metadata, method, kind, token, client):
    arguments = [metadata["introspection_endpoint"], metadata["revocation_endpoint"], method, kind, token]
    before, revoked, after = run("introspection_client.py", arguments, client).splitlines()
    return json.loads(before.split(" ", 1)[1]), int(revoked), json.loads(after.split(" ", 1)[1])


def run(program, arguments, client, text=""):
    """What a program of the folder prints that knows the client's id and secret."""
    done = subprocess.run(
        [sys.executable, PROGRAMS / program, *arguments],
        env=os.environ | {"CLIENT_ID": client["client_id"], "CLIENT_SECRET": client["client_secret"]},
        input=text, capture_output=True, text=True, timeout=30,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed: {done.stderr[-1000:]}")
    return done.stdout
