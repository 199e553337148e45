"""What the release takes: bytes on the disk, memory when idle, time to the first answer."""

import time
from statistics import median

from .tessera import serve


def idle_memory(binary, database, log, seconds=3):
    """Memory after a start on an existing database, one answer and some idle seconds."""
    with serve(binary, database, log) as server:
        time.sleep(seconds)
        return server.memory()


def start_times(binary, directory, log, times=10):
    """Milliseconds from starting the program to its first 200 on /health/ready: from nothing, and with what is there then."""
    milliseconds = {"fromNothing": [], "existing": []}
    for number in range(times):
        database = directory / f"start-{number}" / "tessera.sqlite"
        for kind in ("fromNothing", "existing"):
            with serve(binary, database, log) as server:
                milliseconds[kind].append(server.seconds_to_first_answer * 1000)
    return {
        kind: {"median": median(values), "smallest": min(values), "largest": max(values), "times": times}
        for kind, values in milliseconds.items()
    }


def sizes(binary):
    """Bytes of the binary and of the files that are shipped beside it."""
    beside = [file for file in binary.parent.rglob("*") if file.is_file() and file != binary]
    return {"binaryBytes": binary.stat().st_size, "besideBytes": sum(file.stat().st_size for file in beside)}
