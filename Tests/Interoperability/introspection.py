"""Introspection and revocation by a confidential client that Authlib plays, and by Apache's mod_oauth2."""

import json
import os
import subprocess
import sys

from clients import PROGRAMS

NAME = "introspection"


def judge(server, subject, audience, check):
    """Introspects a living token, revokes it and introspects it again, with each token and each way to authenticate."""
    client = json.loads(server.command("client", "create", "api", "--name", "An API", "--json"))
    metadata = server.metadata()
    for method in ("client_secret_basic", "client_secret_post"):
        check(f"{method} is offered", method in metadata["introspection_endpoint_auth_methods_supported"])
        check(f"{method} is offered for revocation", method in metadata["revocation_endpoint_auth_methods_supported"])
        for kind in ("access_token", "refresh_token"):
            session = server.sign_in("ada")
            before, revoked, after = ask(metadata, method, kind, session[kind], client)
            check(f"{method}: a living {kind} is active: {before}", before["active"] is True)
            check(f"{method}: the {kind} is about {subject}: {before}", before["sub"] == subject)
            check(f"{method}: the {kind} names its issuer: {before}", before["iss"] == server.issuer)
            if kind == "access_token":
                check(f"{method}: the access token is for the API: {before}", before["aud"] == audience)
            check(f"{method}: the {kind} can be revoked: {revoked}", revoked == 200)
            check(f"{method}: a revoked {kind} is inactive, and nothing more is said: {after}", after == {"active": False})
        refused, *_ = ask(metadata, method, "access_token", session["access_token"], client | {"client_secret": "guess"})
        check(f"{method}: a wrong secret is refused: {refused}", refused.get("error") == "invalid_client")


def ask(metadata, method, kind, token, client):
    done = subprocess.run(
        [sys.executable, PROGRAMS / "introspection_client.py", metadata["introspection_endpoint"],
         metadata["revocation_endpoint"], method, kind, token],
        env=os.environ | {"CLIENT_ID": client["client_id"], "CLIENT_SECRET": client["client_secret"]},
        capture_output=True, text=True, timeout=30,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the introspection client failed: {done.stderr[-1000:]}")
    before, revoked, after = done.stdout.splitlines()
    return json.loads(before.split(" ", 1)[1]), int(revoked), json.loads(after.split(" ", 1)[1])
