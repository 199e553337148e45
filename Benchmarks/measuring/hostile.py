"""Memory under HTTP/2 connections that ask for much and take nothing, and what is left of it afterwards."""

import subprocess
import sys
import time
from pathlib import Path

from .process import Server, free_port

CONNECTIONS, STREAMS = 1500, 100
# The server's own limit for answers that are not taken is 30 s; more, so that the last end is seen and not only waited for.
SECONDS_UNTIL_CUT = 40
# After so long without such clients the server has had its time to give memory back.
SECONDS_AFTERWARDS = 30


def measure(binary, directory):
    directory.mkdir()
    with _serve(binary, directory) as (server, port):
        time.sleep(2)
        # That of the start is another matter.
        server.forget_peak()
        before = server.memory()
        command = [sys.executable, str(Path(__file__).with_name("hostile_streams.py")), str(port), str(CONNECTIONS), str(STREAMS)]
        hostile = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            if hostile.stdout.readline().strip() != "ready":
                raise RuntimeError("the hostile connections could not be made")
            time.sleep(SECONDS_UNTIL_CUT)
            output, _ = hostile.communicate(timeout=30)
        finally:
            if hostile.poll() is None:
                hostile.kill()
                hostile.wait()
        peak = server.memory()["peakMiB"]
        time.sleep(SECONDS_AFTERWARDS)
        after = server.memory()
    ended, _, last = output.split()
    return {
        "connections": CONNECTIONS, "streams": STREAMS, "ended": int(ended), "secondsToLastEnd": float(last),
        "beforeMiB": before["residentMiB"], "peakMiB": peak, "afterMiB": after["residentMiB"],
        "kibibytesPerConnection": (peak - before["residentMiB"]) * 1024 / CONNECTIONS,
    }


class _serve:
    """The release under TLS; a port for metrics of its own says when it is ready."""

    def __init__(self, binary, directory):
        certificate, key = directory / "chain.pem", directory / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True)
        self.port, metrics_port = free_port(), free_port()
        command = [
            str(binary), "serve", "--http-port", str(self.port), "--issuer", f"https://localhost:{self.port}", "--database-path",
            str(directory / "tessera.sqlite"), "--http-tls-certificate", str(certificate), "--http-tls-private-key", str(key),
            "--metrics-port", str(metrics_port),
        ]
        self.server = Server(command, metrics_port, "/metrics", directory / "hostile.log")

    def __enter__(self):
        return self.server.__enter__(), self.port

    def __exit__(self, *problem):
        self.server.__exit__(*problem)
