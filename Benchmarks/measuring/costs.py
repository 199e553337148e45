"""What a request, an idle second and a start cost, on each database, as the server is shipped but for the throttles.

Processor time is that of the server and its database together, from /proc. It is less noisy than the number of requests a second,
since it does not count who else wants the cores.
"""

import base64
import os
import subprocess
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

from . import decisions, tessera
from .load import wrk
from .postgres import URL, new_database, program
from .process import TICKS, Server, free_port
from .rounds import interleave, medians

CONNECTIONS, SECONDS, ROUNDS = 16, 4, 3
SESSIONS = 2048
IDLE_SECONDS = 20
STARTS = 10


def measure(binary, peers, directory):
    """The figures of each database by its name; without PostgreSQL's where none was started for it."""
    directory.mkdir()
    figures = {"SQLite": _measure(binary, peers, directory, _SQLite(directory))}
    if URL:
        figures["PostgreSQL"] = _measure(binary, peers, directory, _Postgres(directory))
    return figures


def _measure(binary, peers, directory, database):
    tokens = directory / f"{database.name}.tokens"
    command = [str(peers / "refresh-bench"), "seed", database.place, str(database.secret), tessera.ISSUER, str(SESSIONS), str(tokens)]
    subprocess.run(command, check=True, timeout=120)
    log = directory / f"{database.name}.log"
    starts = []
    for _ in range(STARTS):
        with _serve(binary, database, log) as server:
            starts.append(server.seconds_to_first_answer * 1000)
    with _serve(binary, database, log) as server:
        subject = _Together(server, database)
        # What a start leaves to be done is no idle second.
        time.sleep(5)
        memory, before = server.memory(), subject.cpu_seconds()
        time.sleep(IDLE_SECONDS)
        idle = (subject.cpu_seconds() - before) / IDLE_SECONDS * 10
        requests = _requests(binary, server, subject, database, tokens)
        after = server.memory()
    return {
        "requests": requests, "idleSecondsInTen": idle, "startMilliseconds": median(starts), "idleMemory": memory,
        "memoryAfterLoad": after,
    }


def _requests(binary, server, subject, database, tokens):
    """Each kind of request in turn: the medians of its rounds."""
    tessera.register_accounts(server)
    token = tessera.sign_in(server, 1)["access_token"]
    client, secret = decisions.create_client(binary, database.flags)
    credentials = base64.b64encode(f"{quote(client, safe='')}:{quote(secret, safe='')}".encode()).decode()
    basic = [f"Authorization: Basic {credentials}", "Content-Type: application/x-www-form-urlencoded"]

    def load(path, script="get.lua", **options):
        return lambda seconds=SECONDS: wrk(subject, path, script, CONNECTIONS, seconds, **options)

    candidates = {
        "refresh": load(
            "/auth/refresh", "refresh.lua", arguments=[str(tokens), "1"], environment={"TOKENS_AFTER": str(tokens)}),
        "introspection": load("/oauth2/introspect", "post.lua", headers=basic, arguments=[f"token={token}"]),
        "me": load("/auth/me", headers=[f"Authorization: Bearer {token}"]),
        "keySet": load("/.well-known/jwks.json"),
    }
    for candidate in candidates.values():
        candidate(1)
    return {name: medians(runs) for name, runs in interleave(ROUNDS, candidates).items()}


def _serve(binary, database, log):
    port = free_port()
    command = [
        str(binary), "serve", "--http-port", str(port), "--issuer", tessera.ISSUER, *database.flags, *tessera.WIDE]
    return Server(command, port, "/health/ready", log)


class _Together:
    """The server as a load generator sees it, with the processor time of its database."""

    def __init__(self, server, database):
        self.port, self.server, self.database = server.port, server, database

    def cpu_seconds(self):
        return self.server.cpu_seconds() + self.database.cpu_seconds()


class _SQLite:
    name = "sqlite"

    def __init__(self, directory):
        folder = directory / "sqlite"
        folder.mkdir()
        self.place, self.secret = str(folder / "tessera.sqlite"), folder / "master-secret"
        self.flags = ["--database-path", self.place]

    def cpu_seconds(self):
        """It works within the server's process."""
        return 0.0


class _Postgres:
    name = "postgres"

    def __init__(self, directory):
        self.place, self.secret = new_database("costs"), directory / "postgres.secret"
        self.flags = ["--database-url", self.place, "--master-secret-file", str(self.secret)]
        self.postmaster = _parent(self._own_process())

    def _own_process(self):
        command = [program("psql"), self.place, "--quiet", "--tuples-only", "--no-align", "--command"]
        # A process that outlives the question: the one that writes the log ahead.
        question = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"
        return int(subprocess.run([*command, question], check=True, capture_output=True, text=True, timeout=60).stdout)

    def cpu_seconds(self):
        """Of the first process, its children, and those of them that have ended."""
        return sum(
            sum(_fields(process)[11:15]) if process == self.postmaster else sum(_fields(process)[11:13])
            for process in (self.postmaster, *self._children())) / TICKS

    def _children(self):
        return [process for process in map(int, filter(str.isdigit, os.listdir("/proc"))) if _parent(process) == self.postmaster]


def _parent(process):
    fields = _fields(process)
    return fields[1] if fields else None


def _fields(process):
    """The numbers of /proc/PID/stat behind the state, which is made 0 (proc(5)); nothing for a process that has ended."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [0, *map(int, text.rpartition(")")[2].split()[1:])]
