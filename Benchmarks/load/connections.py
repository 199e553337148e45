"""Connections that do nothing, and connections that do everything slowly, beside people who want an answer."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from measuring import tessera

from .generator import Generator, stream

IDLE, SLOW = 5000, 500
PROBE_SECONDS = 8
PROBES = {"refresh": 100, "me": 100, "keySet": 100}
# What slowhttptest does with its connections: headers that do not end, bodies that do not come, answers that are not read.
ATTACKS = {
    "slow headers": ["-H", "-i", "3", "-x", "24", "-p", "3"],
    "slow bodies": ["-B", "-i", "3", "-s", "8192", "-x", "10", "-p", "3", "-t", "POST", "-f", "application/json"],
    "slow reading": ["-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3", "-p", "3"],
}
PATHS = {"slow headers": "/auth/me", "slow bodies": "/auth/login", "slow reading": "/openapi.yaml"}


def measure(binary, program, directory, one, say):
    if not shutil.which("slowhttptest"):
        raise RuntimeError("slowhttptest is missing")
    phases = []
    with tessera.serve(binary, one.database, directory / "connections.log") as server:
        generator = Generator(program, server, one.accounts, one.tokens)
        # The access tokens that the probes use come from refreshes.
        generator.run(2, [stream("refresh", "refresh", 100)])

        def probe(name):
            say(f"others' latency: {name}")
            answers = generator.run(PROBE_SECONDS, [stream(kind, kind, rate) for kind, rate in PROBES.items()], sources=32)
            phases.append({"name": name, "streams": answers, "memory": server.memory()})

        probe("nobody else")
        before = server.memory()
        with IdleConnections(server, IDLE) as idle:
            time.sleep(1)
            connected = server.memory()
            probe(f"{IDLE:,} idle connections")
            for name, arguments in ATTACKS.items():
                with SlowConnections(server, arguments, PATHS[name], directory):
                    time.sleep(3)
                    probe(f"and {SLOW} with {name}")
            left = idle.left()
    return {
        "phases": phases, "idle": IDLE, "slow": SLOW, "idleLeft": left,
        "kibibytesPerConnection": (connected["anonymousMiB"] - before["anonymousMiB"]) * 1024 / IDLE,
    }


class IdleConnections:
    """A program with so many connections, each of which has had one answer."""

    def __init__(self, server, count):
        self.command = [sys.executable, str(Path(__file__).with_name("idle_connections.py")), str(server.port), str(count)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            self.__exit__()
            raise RuntimeError("the idle connections could not be made")
        return self

    def left(self):
        """How many are still open; ends them."""
        output, _ = self.process.communicate(timeout=30)
        return int(output)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class SlowConnections:
    """slowhttptest, until it is ended."""

    def __init__(self, server, arguments, path, directory):
        self.log = directory / "slowhttptest.log"
        self.command = [
            "slowhttptest", "-c", str(SLOW), "-r", "250", "-l", "60", *arguments,
            "-u", f"http://127.0.0.1:{server.port}{path}"]

    def __enter__(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def __exit__(self, *_):
        if self.process.poll() is not None:
            raise RuntimeError(f"slowhttptest ended early; see {self.log}")
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
