"""Programs under test: started, awaited, ended or killed, and started again on the same port with the same state."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request


def free_port():
    """A port that nobody listens on, and that the system gives to no connection while its server is away."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def eventually(what, ask, deadline=10, least=0.01, most=0.2):
    """Asks until the answer is truthy, and gives it; after `deadline` seconds an error that says what never came.

    A question to a page costs processor time. The longer the answer is missing, the rarer it is asked: it comes late by a tenth
    of the wait, and by `most` seconds at most.
    """
    began = time.monotonic()
    while True:
        answer = ask()
        if answer:
            return answer
        waited = time.monotonic() - began
        if waited > deadline:
            raise AssertionError(f"in {deadline} s it never came true: {what}")
        time.sleep(min(max(least, waited / 10), most))


class Program:
    """One process and the address at which it answers when it is ready."""

    def __init__(self, command, ready, log):
        self.command, self.ready, self.log_name = [str(word) for word in command], ready, log
        self.process = None
        self.start()

    def start(self):
        """Starts it, on the port and with the state that its command names, and waits until it answers."""
        with open(self.log_name, "a") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        eventually(f"{self.command[0]} answered", self._answers, deadline=120)

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.command[0]} ended: {self.log()[-2000:]}")
        try:
            urllib.request.urlopen(self.ready, timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    def log(self):
        with open(self.log_name, errors="replace") as log:
            return log.read()

    def kill(self):
        """Ends it as a power cut does: no handler runs (SIGKILL)."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self):
        """Ends it as an operator does (SIGTERM); what does not end within 20 s is killed."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
