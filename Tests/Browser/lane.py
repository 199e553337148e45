"""What a set of tests in Chromium shares with the run of lanes: which tests to try again, which failed, and no test for ever."""

import contextlib
import os
import pathlib
import signal
import threading

# No test takes half as long on a slow machine. Playwright has calls without a limit of their own (`evaluate`, `close`).
SECONDS_PER_TEST = 240


def chosen(names, words):
    """The names that the words choose; in a second try those that failed at the first."""
    if retry := os.environ.get("LANE_RETRY"):
        again = set(pathlib.Path(retry).read_text(encoding="utf-8").splitlines())
        return [name for name in names if name in again]
    return [name for name in names if not words or any(word in name for word in words)]


def failed(names):
    """Tells the run of lanes what failed, so that exactly this is tried again."""
    if path := os.environ.get("LANE_FAILURES"):
        pathlib.Path(path).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


@contextlib.contextmanager
def limited(name, seconds=SECONDS_PER_TEST):
    """Ends the browsers of this process when the test inside takes too long: the call that waits then fails, and with it the test."""
    def end():
        print(f"HANGS after {seconds} s, its browser is ended: {name}", flush=True)
        for process in _descendants(os.getpid()):
            if _command(process).startswith(("chrom", "headless")):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _descendants(process):
    children = []
    for path in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            children += [int(child) for child in path.read_text(encoding="ascii").split()]
    return children + [further for child in children for further in _descendants(child)]


def _command(process):
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip()
    return ""
