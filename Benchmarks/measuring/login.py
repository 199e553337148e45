"""Sign-ins against Argon2id alone, with the same parameters, on as many threads as cores."""

import json
import os
import subprocess

from . import tessera
from .load import wrk
from .rounds import compare, interleave

MEMORY_KIB, PASSES = 19456, 2
# Both cores busy and six callers waiting: all that one address may have waiting is eight.
CONNECTIONS = 8


def measure(server, peers, rounds, seconds):
    def subject():
        return wrk(
            server, "/auth/login", "login.lua", CONNECTIONS, seconds,
            arguments=[str(tessera.ACCOUNTS), tessera.PASSWORD])

    def peer():
        command = [str(peers / "bare-argon2id"), *map(str, (MEMORY_KIB, PASSES, os.cpu_count(), seconds))]
        run = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True)
        result = json.loads(run.stdout)
        return result | {"perSecond": result["operations"] / result["seconds"]}

    wrk(server, "/auth/login", "login.lua", CONNECTIONS, 1, arguments=[str(tessera.ACCOUNTS), tessera.PASSWORD])
    results = interleave(rounds, {"subject": subject, "peer": peer})
    parameters = {"connections": CONNECTIONS, "memoryKiB": MEMORY_KIB, "passes": PASSES, "threads": os.cpu_count()}
    return compare(results["subject"], results["peer"]) | parameters
