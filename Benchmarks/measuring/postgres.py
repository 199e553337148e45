"""Updates and refreshes on PostgreSQL, against pgbench with the same UPDATE on the same table and server; three nodes against one."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from .load import wrk
from .process import Server, free_port
from .refresh import InProcess
from .rounds import compare, interleave
from .tessera import ISSUER, WIDE

SESSIONS = 2048
CONCURRENCY = 16
NODES = 3
CONNECTIONS = 16
THREADS = 2
UPDATE = """\\set row random(1, {rows})
UPDATE counters SET generation = generation + 1, rotated_at = 1700000000000
WHERE id = decode(lpad(to_hex(CAST(:row AS bigint)), 32, '0'), 'hex') RETURNING generation, account;
"""
URL = os.environ.get("POSTGRES_FOR_TESTS")


def program(name):
    """One of PostgreSQL's programs, which Debian keeps out of the way."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name


class Pgbench:
    """PostgreSQL's own load generator, with prepared statements over as many connections as there are tasks."""

    def __init__(self, directory):
        self.script = directory / "update.sql"
        self.script.write_text(UPDATE.format(rows=SESSIONS))

    def rate(self, seconds):
        command = [
            program("pgbench"), "--protocol=prepared", "--no-vacuum", f"--client={CONCURRENCY}", f"--jobs={THREADS}",
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


def new_database(name):
    """A database of its own on the same server, for a part that brings its own master secret; its address."""
    subprocess.run([program("psql"), URL, "--quiet", "--command", f"CREATE DATABASE {name}"], check=True, timeout=60)
    return URL.rsplit("/", 1)[0] + "/" + name


def serve(binary, secret, log, url=URL):
    """A node on a free port; several may share the database."""
    port = free_port()
    command = [
        str(binary), "serve", "--http-port", str(port), "--issuer", ISSUER, "--database-url", url,
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
        with serve(binary, secret, directory / "node.log") as server, ExitStack() as others:
            def through_http(duration=seconds):
                return refreshes(server, tokens, CONCURRENCY, THREADS, duration)

            through_http(1)
            results = interleave(rounds, {
                "pgbench": lambda: pgbench.rate(seconds),
                "update": lambda: driver.rate("update", CONCURRENCY, seconds),
                "refresh": lambda: driver.rate("refresh", CONCURRENCY, seconds),
                "http": through_http,
            })
            nodes = [server] + [
                others.enter_context(serve(binary, secret, directory / f"node-{number}.log")) for number in range(1, NODES)]
            nodes_at_once = Nodes(nodes, tokens, directory)
            nodes_at_once.rate(1)
            scale = interleave(rounds, {"one": lambda: nodes_at_once.rate(seconds, 1), "three": lambda: nodes_at_once.rate(seconds)})
    parameters = {"concurrency": CONCURRENCY, "connections": CONNECTIONS, "sessions": SESSIONS}
    return {
        name: compare(results[name], results["pgbench"]) | parameters for name in ("update", "refresh", "http")
    } | {"nodes": compare(scale["three"], scale["one"]) | {"count": NODES}}


def refreshes(server, tokens, connections, threads, seconds):
    """Refreshes of the sessions whose tokens are in the file, which has their successors afterwards."""
    return wrk(
        server, "/auth/refresh", "refresh.lua", connections, seconds, threads=threads,
        arguments=[str(tokens), str(threads)], environment={"TOKENS_AFTER": str(tokens)})


class Nodes:
    """Several nodes, each with a generator and sessions of its own; as many requests at once as for one."""

    def __init__(self, nodes, tokens, directory):
        self.nodes, self.files = nodes, [directory / f"tokens-{number}" for number in range(len(nodes))]
        lines = tokens.read_text().splitlines(keepends=True)
        for number, file in enumerate(self.files):
            file.write_text("".join(lines[number::len(nodes)]))

    def rate(self, seconds, count=None):
        """All generators at once; they ask so many of the nodes."""
        nodes = self.nodes[:count]
        with ThreadPoolExecutor(len(self.files)) as pool:
            runs = list(pool.map(
                lambda one: refreshes(nodes[one[0] % len(nodes)], one[1], CONCURRENCY // NODES, 1, seconds),
                enumerate(self.files)))
        return {"perSecond": sum(run["perSecond"] for run in runs)}
