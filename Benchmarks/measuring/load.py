"""Load over HTTP, by wrk."""

import json
import os
import resource
import subprocess
import time
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent / "server" / "load"


def wrk(server, path, script, connections, seconds, threads=1, arguments=(), environment=None, headers=()):
    """Runs wrk and gives its result, with the processor time that server and generator took for one operation.

    Any answer but a good one fails the run: a fast refusal must never count as speed.
    """
    command = [
        "wrk", f"--threads={threads}", f"--connections={connections}", f"--duration={seconds}s", "--timeout=10s",
        f"--script={SCRIPTS / script}", *(f"--header={header}" for header in headers),
        f"http://127.0.0.1:{server.port}{path}", "--", *arguments,
    ]
    variables = os.environ | {"LOAD_SCRIPTS": str(SCRIPTS)} | (environment or {})
    server_before, before = server.cpu_seconds(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, env=variables)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # wrk hangs up at the end of its time; what the server still does for it must not meet the next measurement.
    time.sleep(0.5)
    lines = [line for line in run.stdout.splitlines() if line.startswith("RESULT ")]
    if run.returncode != 0 or not lines:
        raise RuntimeError(f"wrk failed: {run.stdout}{run.stderr}")
    result = json.loads(lines[-1].removeprefix("RESULT "))
    if result.pop("errors") or not result["operations"]:
        raise RuntimeError(f"wrk met errors at {path}: {run.stdout}")
    result["perSecond"] = result["operations"] / result["seconds"]
    generator = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result["serverMicroseconds"] = (server.cpu_seconds() - server_before) / result["operations"] * 1e6
    result["generatorMicroseconds"] = generator / result["operations"] * 1e6
    return result
