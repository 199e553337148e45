"""Updates and refreshes on PostgreSQL, against pgbench with the same UPDATE on the same table and server."""

import os
import re
import subprocess
from pathlib import Path

from .load import wrk
from .process import Server, free_port
from .refresh import InProcess
from .rounds import compare, interleave
from .tessera import ISSUER, WIDE

SESSIONS = 2048
CONCURRENCY = 16
CONNECTIONS = 16
THREADS = 2
UPDATE = """\\set row random(1, {rows})
UPDATE counters SET generation = generation + 1, rotated_at = 1700000000000
WHERE id = decode(lpad(to_hex(CAST(:row AS bigint)), 32, '0'), 'hex') RETURNING generation, account;
"""
URL = os.environ.get("POSTGRES_FOR_TESTS")


class Pgbench:
    """PostgreSQL's own load generator, with prepared statements over as many connections as there are tasks."""

    def __init__(self, directory):
        self.script = directory / "update.sql"
        self.script.write_text(UPDATE.format(rows=SESSIONS))
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
        self.program = str(programs[-1]) if programs else "pgbench"

    def rate(self, seconds):
        command = [
            self.program, "--protocol=prepared", "--no-vacuum", f"--client={CONCURRENCY}", f"--jobs={THREADS}",
            f"--time={seconds}", f"--file={self.script}", URL,
        ]
        run = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=True)
        return {"perSecond": float(re.search(r"tps = ([0-9.]+)", run.stdout).group(1))}


class Driver(InProcess):
    """The same program, on PostgreSQL."""

    def __init__(self, peers, directory):
        self.command = [
            str(peers / "refresh-bench"), "measure", str(directory), str(SESSIONS), URL, str(CONNECTIONS),
        ]


def serve(binary, secret, log):
    """A node on a free port; several may share the database."""
    port = free_port()
    command = [
        str(binary), "serve", "--http-port", str(port), "--issuer", ISSUER, "--database-url", URL,
        "--master-secret-file", str(secret), "--database-connections", str(CONNECTIONS), *WIDE,
    ]
    return Server(command, port, "/health/ready", log)


def measure(binary, peers, directory, rounds, seconds):
    """Everything; None where no PostgreSQL was started for it (Scripts/with-postgres.sh --durable)."""
    if not URL:
        return None
    directory.mkdir()
    secret, tokens = directory / "refreshes.secret", directory / "tokens"
    pgbench = Pgbench(directory)
    with Driver(peers, directory) as driver:
        subprocess.run(
            [str(peers / "refresh-bench"), "seed", URL, str(secret), ISSUER, str(SESSIONS), str(tokens)],
            check=True, timeout=300)
        with serve(binary, secret, directory / "node.log") as server:
            def through_http(duration=seconds):
                return wrk(
                    server, "/auth/refresh", "refresh.lua", CONCURRENCY, duration, threads=THREADS,
                    arguments=[str(tokens), str(THREADS)], environment={"TOKENS_AFTER": str(tokens)})

            through_http(1)
            results = interleave(rounds, {
                "pgbench": lambda: pgbench.rate(seconds),
                "update": lambda: driver.rate("update", CONCURRENCY, seconds),
                "refresh": lambda: driver.rate("refresh", CONCURRENCY, seconds),
                "http": through_http,
            })
    parameters = {"concurrency": CONCURRENCY, "connections": CONNECTIONS, "sessions": SESSIONS}
    return {
        name: compare(results[name], results["pgbench"]) | parameters for name in ("update", "refresh", "http")
    }
