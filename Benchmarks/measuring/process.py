"""Programs under measurement: started on this machine, watched through /proc, ended by their process id."""

import os
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, timeout=2.0):
    """One GET over a bare socket: (status, header lines, body)."""
    return request(port, "GET", path, timeout=timeout)


def request(port, method, path, headers=(), body="", timeout=2.0):
    """One request over a bare socket: (status, header lines, body)."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    return int(lines[0].split(" ")[1]), lines[1:], body


class Server:
    """A server process; a context manager that ends it in any case."""

    def __init__(self, command, port, ready_path, log):
        self.command, self.port, self.ready_path, self.log = command, port, ready_path, log

    def __enter__(self):
        with open(self.log, "ab") as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._await_first_answer()
        except BaseException:
            self.__exit__()
            raise
        self.seconds_to_first_answer = time.perf_counter() - began
        return self

    def _await_first_answer(self, limit=20.0):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.command[0]} ended with {self.process.returncode}; see {self.log}")
            try:
                if get(self.port, self.ready_path)[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.001)
        raise RuntimeError(f"{self.command[0]} did not answer {self.ready_path} within {limit} s; see {self.log}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def forget_peak(self):
        """Begins anew with the peak of the resident memory (proc(5), clear_refs)."""
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")

    def memory(self):
        """Resident memory in MiB: all of it, and the part that belongs to no file."""
        sizes = {}
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                name, _, rest = line.partition(":")
                if name in ("VmRSS", "RssAnon", "RssFile", "VmHWM", "Threads"):
                    sizes[name] = int(rest.split()[0])
        return {
            "residentMiB": sizes["VmRSS"] / 1024,
            "anonymousMiB": sizes["RssAnon"] / 1024,
            "fileMiB": sizes["RssFile"] / 1024,
            "peakMiB": sizes["VmHWM"] / 1024,
            "threads": sizes["Threads"],
        }
