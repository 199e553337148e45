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
    if words:
        return [name for name in names if any(word in name for word in words)]
    return [name for name in names if os.environ.get("LONG_TESTS") or not getattr(_test(names, name), "long", None)]


def _test(names, name):
    return names[name] if isinstance(names, dict) else None


def long(reason):
    """Leaves a test to `make test-long`: it is dear, and what it proves is proved by another in the gate, or rarely changes."""
    def mark(test):
        test.long = reason
        return test
    return mark


def processor_seconds():
    """What this process and all that it started have used, ended children included."""
    ticks = 0
    for process in [os.getpid(), *_descendants(os.getpid())]:
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


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
