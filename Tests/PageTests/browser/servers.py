"""The servers that the browser meets: a real `tessera serve`, and another one that watches what is asked of it."""

import http.server
import json
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Tessera:
    """A server with an empty database and one account."""

    password = "correct horse battery staple"

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = open(f"{self.folder.name}/log", "w+")
        self.process = subprocess.Popen(
            [program, "serve", "--database-path", f"{self.folder.name}/tessera.sqlite", "--http-port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=self.log)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.url}/health/ready", timeout=5).close()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended: {open(self.log.name).read()[-2000:]}") from None
                time.sleep(0.05)
        self.call("/auth/register", {"user_name": "ada", "password": self.password})

    def call(self, path, body, token=None):
        """Posts JSON; the answer as JSON, or None when it is empty."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or "null")

    def sign_in(self):
        return self.call("/auth/login", {"identifier": "ada", "password": self.password})

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
        self.folder.cleanup()


class Elsewhere:
    """Another server: answers what it is given, for any page to read, and remembers every path that was asked."""

    def __init__(self):
        self.documents, self.asked = {}, []
        elsewhere = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                elsewhere.asked.append(self.path)
                body = elsewhere.documents.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                self.wfile.write((body or "").encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
