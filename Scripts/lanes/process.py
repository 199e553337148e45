"""A lane as a process: its output in a file, its processor time with that of every process that it started, a limit of time."""

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

# prctl(2): orphans of a lane become children of the process that watches it, so that their time counts and they can be ended.
PR_SET_CHILD_SUBREAPER = 36


def begin(lane, command, log, limit, environment):
    """Begins the command under a watcher (see `watch`). The watcher's last line in `log`.usage says what was used."""
    return subprocess.Popen(
        [sys.executable, "-B", str(Path(__file__)), str(log), str(limit), command],
        env={**os.environ, **environment}, stdin=subprocess.DEVNULL)


def used(log):
    """(seconds by the clock, processor seconds, what ended it: '' or a reason)."""
    seconds, processor, reason = Path(f"{log}.usage").read_text(encoding="utf-8").rstrip("\n").split("\t")
    return float(seconds), float(processor), reason


def watch(log, limit, command):
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began, reason = time.monotonic(), ""
    with open(log, "wb") as output:
        lane = subprocess.Popen(["bash", "-c", command], stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        # A stop from outside reaches the lane, which ends its servers.
        signal.signal(signal.SIGTERM, lambda *_: (_end(lane), _end_descendants(patience=2), sys.exit(143)))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            status = lane.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            status, reason = 124, f"it did not end within {limit / 60:.0f} minutes"
            _end(lane)
    left = _end_descendants()
    if left and not reason:
        reason = f"left running: {', '.join(left)}"
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    Path(f"{log}.usage").write_text(f"{time.monotonic() - began}\t{usage.ru_utime + usage.ru_stime}\t{reason}\n", encoding="utf-8")
    return status if status >= 0 else 128 - status


def _end(lane):
    """Asks the lane to end, then makes it."""
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(lane.pid, number)
            lane.wait(timeout=patience)
            break


def _end_descendants(patience=10):
    """Ends what the lane left behind, after so many seconds, and reaps it. Returns the names of what still ran."""
    names, deadline = [], time.monotonic() + patience
    while True:
        try:
            child, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return names
        if child:
            continue
        # Servers that were told to stop are given a moment before they are named.
        if time.monotonic() > deadline:
            for child in _children():
                names.append(_name(child))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            deadline = time.monotonic() + patience
        time.sleep(0.05)


def _children():
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split()]
    return []


def _name(child):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{child}/comm").read_text(encoding="utf-8").strip()
    return str(child)


if __name__ == "__main__":
    sys.exit(watch(sys.argv[1], float(sys.argv[2]), sys.argv[3]))
