"""How long a request waits at most while the database is silent: every connection stays open, and nothing passes.

python3 -m measuring.silence BINARY WORK-DIRECTORY, in Scripts/with-postgres.sh, measures this alone.
"""

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from . import tessera
from .postgres import URL, new_database, serve
from .process import free_port, request

# More than there are connections, so that some wait for a turn.
READERS = 24
WRITERS = 2
SECONDS = 12


class Relay:
    """Passes everything on to the database, until it is stopped."""

    def __init__(self, target):
        self.port = free_port()
        self.command = [sys.executable, str(Path(__file__).with_name("relay.py")), str(self.port), str(target)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            self.__exit__()
            raise RuntimeError("the relay did not start")
        return self

    def silent(self, seconds):
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def waits(ask, end):
    """How long each of many requests, one after the other, took; only 200 and 503 are right."""
    found = []
    while time.monotonic() < end:
        began = time.monotonic()
        status = ask()
        found.append((time.monotonic() - began, status))
        if status not in (200, 503):
            raise RuntimeError(f"a request during the silence was answered {status}")
        time.sleep(0.05)
    return found


def measure(binary, directory):
    """The longest wait of readers and writers together; None where no PostgreSQL was started for it."""
    if not URL:
        return None
    directory.mkdir()
    address = urlsplit(new_database("silence"))
    with Relay(address.port) as relay:
        url = urlunsplit(address._replace(netloc=f"{address.username}@127.0.0.1:{relay.port}"))
        with serve(binary, directory / "master-secret", directory / "silence.log", url=url) as server:
            tessera.register_accounts(server)
            tokens = [tessera.sign_in(server, number % tessera.ACCOUNTS + 1) for number in range(READERS + WRITERS)]

            def read(token):
                header = f"Authorization: Bearer {token['access_token']}"
                return lambda: request(server.port, "GET", "/auth/me", [header], timeout=60)[0]

            def write(token):
                body = json.dumps({"display_name": "A name"})
                headers = [f"Authorization: Bearer {token['access_token']}", "Content-Type: application/json"]
                return lambda: request(server.port, "PATCH", "/auth/me", headers, body, timeout=60)[0]

            asks = [read(token) for token in tokens[:READERS]] + [write(token) for token in tokens[READERS:]]
            end = time.monotonic() + SECONDS + 3
            with ThreadPoolExecutor(len(asks)) as pool:
                runs = [pool.submit(waits, ask, end) for ask in asks]
                time.sleep(1)
                relay.silent(SECONDS)
                found = [one for run in runs for one in run.result()]
    refused = [wait for wait, status in found if status == 503]
    if len(refused) < READERS:
        raise RuntimeError("the silence was not noticed")
    return {
        "silenceSeconds": SECONDS, "readers": READERS, "writers": WRITERS, "refused": len(refused),
        "longestSeconds": max(wait for wait, _ in found),
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve() / "silence")))
