"""Fifty requests of a page that all meet an expired access token, beside fifty with a good one: what one refresh for all costs."""

import json
import subprocess
from pathlib import Path
from statistics import median

from . import tessera

ROOT = Path(__file__).resolve().parents[2]
NODE = str(ROOT / "Scripts/node.sh")
UNAVAILABLE = 69
LIFETIME, ROUNDS = 2, 15


def measure(binary, directory):
    """Milliseconds until the last of the answers; None where there is no Node, or where its packages cannot be had."""
    status = subprocess.run([NODE, "--install", "true"], cwd=ROOT).returncode
    if status == UNAVAILABLE:
        return None
    subprocess.run(["Scripts/build-angular.sh", "--if-needed"], cwd=ROOT, check=True)
    directory.mkdir()
    lifetime = ["--access-token-lifetime", f"{LIFETIME}s"]
    with tessera.serve(binary, directory / "tessera.sqlite", directory / "log", issuer=None, arguments=lifetime) as server:
        tessera.register_accounts(server)
        command = [
            NODE, "node", "Benchmarks/client/storm.mjs", "Clients/web/dist/index.js", f"http://localhost:{server.port}", "login1",
            tessera.PASSWORD, str(LIFETIME), str(ROUNDS)]
        run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=300, check=True)
    figures = json.loads(run.stdout)
    ratios = sorted(expired / good for expired, good in zip(figures["expired"], figures["good"]))
    return {
        "requests": figures["count"], "rounds": ROUNDS,
        "goodMilliseconds": median(figures["good"]), "expiredMilliseconds": median(figures["expired"]),
        "ratio": median(ratios), "smallest": ratios[0], "largest": ratios[-1],
    }
