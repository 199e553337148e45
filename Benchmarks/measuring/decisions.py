"""What other programs ask of every request: the check of a reverse proxy, and introspection (RFC 7662).

Both are asked about one access token again and again, as a gateway asks.
"""

import base64
import json
import subprocess
from urllib.parse import quote

from . import bare, tessera


def measure(binary, database, server, peers, directory, rounds, seconds):
    token = tessera.sign_in(server, 1)["access_token"]
    client, secret = create_client(binary, ["--database-path", str(database)])
    credentials = base64.b64encode(f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()).decode()
    form = f"token={token}"
    headers = [f"Authorization: Basic {credentials}", "Content-Type: application/x-www-form-urlencoded"]
    return {
        "check": bare.measure(
            server, peers, directory, rounds, seconds, "GET", "/auth/check", headers=[f"Authorization: Bearer {token}"]),
        "introspection": bare.measure(
            server, peers, directory, rounds, seconds, "POST", "/oauth2/introspect", "post.lua", headers, form, [form]),
    }


def create_client(binary, database):
    """A confidential client that may introspect: its id and its secret. The database is given as the command's flags."""
    command = [str(binary), "client", "create", "benchmark", "--json", *database]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30)
    if run.returncode != 0:
        raise RuntimeError(f"no client: {run.stderr}")
    answer = json.loads(run.stdout)
    return answer["client_id"], answer["client_secret"]
