"""From the answer of a sign-out to the refusal of its access token in another process, and what a connected verifier costs."""

import json
import subprocess
import sys
import time
from pathlib import Path

from . import tessera

VERIFIERS = 1000
SESSIONS = 200


class IdleVerifiers:
    def __init__(self, server):
        self.command = [sys.executable, str(Path(__file__).with_name("idle_verifiers.py")), str(server.port), str(VERIFIERS)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            self.__exit__()
            raise RuntimeError("the idle verifiers did not connect")
        return self

    def events(self):
        """How many events they got; ends them."""
        output, _ = self.process.communicate(timeout=30)
        if self.process.returncode != 0:
            raise RuntimeError("the idle verifiers failed")
        return int(output)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def measure(binary, peers, directory):
    """A server of its own: its issuer must be where it listens, and nothing must have grown its memory before."""
    state = directory / "revocation"
    state.mkdir()
    with tessera.serve(binary, state / "tessera.sqlite", directory / "revocation.log", issuer=None) as server:
        tessera.register_accounts(server)
        time.sleep(2)
        before = server.memory()
        with IdleVerifiers(server) as idle:
            time.sleep(3)
            connected = server.memory()
            issuer = f"http://localhost:{server.port}"
            command = [
                str(peers / "revocation-bench"), issuer, issuer, str(tessera.ACCOUNTS), tessera.PASSWORD, str(SESSIONS)]
            run = subprocess.run(command, capture_output=True, text=True, timeout=300)
            if run.returncode != 0:
                raise RuntimeError(f"revocation-bench failed: {run.stderr}")
            after = server.memory()
            time.sleep(1)
            events = idle.events()
    if events < SESSIONS * VERIFIERS:
        raise RuntimeError(f"the idle verifiers got {events} events instead of {SESSIONS * VERIFIERS}")
    return json.loads(run.stdout) | {
        "verifiers": VERIFIERS,
        "kibibytesPerVerifier": (connected["anonymousMiB"] - before["anonymousMiB"]) * 1024 / VERIFIERS,
        "kibibytesPerVerifierAfterEvents": (after["anonymousMiB"] - before["anonymousMiB"]) * 1024 / VERIFIERS,
    }
