"""Refreshes, through HTTP and without, against a bare durable UPDATE of one row by the same group commit."""

import json
import subprocess

from .load import wrk
from .rounds import compare, interleave

SESSIONS = 2048
CONCURRENCY = 64
THREADS = 2


class InProcess:
    """The program that does both without HTTP; it does nothing until it is asked."""

    def __init__(self, peers, directory):
        directory.mkdir()
        self.command = [str(peers / "refresh-bench"), "measure", str(directory), str(SESSIONS)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise RuntimeError("refresh-bench did not start")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def rate(self, what, tasks, seconds):
        self.process.stdin.write(f"{what} {tasks} {seconds}\n")
        self.process.stdin.flush()
        result = json.loads(self.process.stdout.readline())
        return result | {"perSecond": result["operations"] / result["seconds"]}


def seed(peers, database, secret, issuer, tokens):
    """A database with sessions, before any server has opened it."""
    command = [str(peers / "refresh-bench"), "seed", str(database), str(secret), issuer, str(SESSIONS), str(tokens)]
    subprocess.run(command, check=True, timeout=120)


def measure(server, peers, directory, tokens, rounds, seconds):
    def through_http(duration=seconds):
        result = wrk(
            server, "/auth/refresh", "refresh.lua", CONCURRENCY, duration, threads=THREADS,
            arguments=[str(tokens), str(THREADS)], environment={"TOKENS_AFTER": str(tokens)})
        return result

    with InProcess(peers, directory / "in-process") as process:
        through_http(1)
        for what in ("update", "refresh"):
            process.rate(what, CONCURRENCY, 0.5)
        results = interleave(rounds, {
            "http": through_http,
            "update": lambda: process.rate("update", CONCURRENCY, seconds),
            "refresh": lambda: process.rate("refresh", CONCURRENCY, seconds),
        })
    parameters = {"concurrency": CONCURRENCY, "sessions": SESSIONS}
    return {
        "http": compare(results["http"], results["update"]) | parameters,
        "inProcess": compare(results["refresh"], results["update"]) | parameters,
    }
