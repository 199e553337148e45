"""Debian's Apache as a process of its own, in front of one page that it protects."""

import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tessera_server import free_port

BINARY = "/usr/sbin/apache2"
STARTS_WITHIN = 20  # seconds


@contextmanager
def serving(configuration, folder, **values):
    """Serves by a configuration file in which `values` are known as `${NAME}`.

    Gives a function from an access token to the status and the headers of the page.
    """
    directory, port = Path(tempfile.mkdtemp(prefix="apache-", dir=folder)), free_port()
    (directory / "pages").mkdir()
    (directory / "pages" / "index.html").write_text("in\n")
    # Root's Apache serves as another user, who must be able to read.
    for path in (directory / "pages", directory):
        path.chmod(0o755)
    process = subprocess.Popen(
        [BINARY, "-DFOREGROUND", "-f", configuration],
        env=os.environ | {"DIRECTORY": str(directory), "PORT": str(port), **values},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}/index.html"
        wait_until_ready(process, url, directory / "apache.log")
        yield lambda token: get(url, token)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(process, url, log):
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            status, _ = get(url)
        except (urllib.error.URLError, ConnectionError) as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Apache does not start: {log.read_text() if log.exists() else ''}") from error
            time.sleep(0.02)
        else:
            if status != 401:
                raise RuntimeError(f"Apache answers {status} to nobody in particular")
            return


def get(url, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers
