"""Runs the load generator, which sends at rates that do not wait for the server. See generator/LoadGenerator.swift."""

import json
import secrets
import subprocess

# Made anew for each run; it stands on no command line and in no file.
PASSWORD = secrets.token_urlsafe(24)


class Generator:
    def __init__(self, program, server, accounts, tokens=None):
        self.program, self.server, self.accounts, self.tokens = program, server, accounts, tokens
        self.runs = 0

    def run(self, seconds, streams, sources=64):
        """Sends the streams for so long; gives what came of each by its name."""
        self.runs += 1
        plan = {
            "port": self.server.port, "seconds": seconds, "sources": sources, "accounts": self.accounts,
            "password": PASSWORD, "seed": self.runs, "streams": streams,
        }
        if self.tokens:
            plan |= {"tokens": str(self.tokens), "tokensAfter": str(self.tokens)}
        run = subprocess.run(
            [str(self.program)], input=json.dumps(plan), capture_output=True, text=True, timeout=seconds + 60)
        if run.returncode != 0:
            raise RuntimeError(f"the load generator failed: {run.stderr}")
        report = json.loads(run.stdout)
        return {stream["name"]: stream for stream in report["streams"]}


def stream(name, operation, rate=None, workers=None, start=None, until=None, sources=None):
    found = {"name": name, "operation": operation}
    for key, value in (("rate", rate), ("workers", workers), ("from", start), ("until", until), ("sources", sources)):
        if value is not None:
            found[key] = value
    return found


def expect_good(streams):
    """Fails the run when an answer was not a good one, but for sign-ins that a busy server put off: those are counted and shown."""
    for one in streams.values():
        put_off = one["refused"]["count"] if one["name"] == "login" else 0
        if one["failures"] or one["good"]["count"] + put_off != sum(one["statuses"].values()) or not one["good"]["count"]:
            raise RuntimeError(f"{one['name']}: {one['statuses']}, {one['failures']} without an answer")
