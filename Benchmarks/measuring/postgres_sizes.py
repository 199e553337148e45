"""What the number of sessions costs on PostgreSQL, in databases that `tessera database copy` has filled; and what the copy costs."""

import json
import os
import subprocess
import time

from load.seeding import seed

from .postgres import URL, new_database, program, refreshes, serve
from .rounds import interleave

SIZES = (10_000, 1_000_000)
# Few at once: what one refresh takes, and not how long the line is.
CONCURRENCY = 2


def measure(binary, directory, rounds, seconds, say):
    """For each size; None where no PostgreSQL was started for it."""
    if not URL:
        return None
    directory.mkdir()
    filled = [_filled(binary, directory, size, say) for size in SIZES]
    small, large = filled
    with serve(binary, small["secret"], directory / "small.log", small["url"]) as first, \
            serve(binary, large["secret"], directory / "large.log", large["url"]) as second:
        candidates = {
            one["sessions"]: lambda server=server, one=one: refreshes(server, one["tokens"], CONCURRENCY, 1, seconds)
            for server, one in ((first, small), (second, large))}
        for candidate in candidates.values():
            candidate()
        results = interleave(rounds, candidates)
    for one in filled:
        one["p50Milliseconds"] = sorted(run["p50Milliseconds"] for run in results[one["sessions"]])[rounds // 2]
    ratios = sorted(
        large["p50Milliseconds"] / small["p50Milliseconds"]
        for small, large in zip(results[SIZES[0]], results[SIZES[1]]))
    return {
        "sizes": [{key: value for key, value in one.items() if key not in ("secret", "tokens", "url")} for one in filled],
        "ratio": ratios[len(ratios) // 2], "smallest": ratios[0], "largest": ratios[-1],
    }


def _filled(binary, directory, size, say):
    say(f"a PostgreSQL database with {size:,} sessions")
    source = seed(binary, directory, size)
    name = f"sessions_{size}"
    url = new_database(name)
    copied = _copy(binary, source.database, url)
    subprocess.run([program("psql"), url, "--quiet", "--command", "VACUUM ANALYZE"], check=True, timeout=600)
    return {
        "sessions": size, "url": url, "secret": source.database.with_name("master-secret"), "tokens": source.tokens,
    } | copied


def _copy(binary, source, target):
    command = [str(binary), "database", "copy", "--from", str(source), "--to", target, "--json"]
    start = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        output, errors = run.stdout.read(), run.stderr.read()
        # What the process itself took, and not the largest of all children so far.
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode != 0:
        raise RuntimeError(f"the database could not be copied: {errors}")
    seconds = time.monotonic() - start
    rows = sum(table["rows"] for table in json.loads(output)["tables"])
    return {"rows": rows, "rowsPerSecond": rows / seconds, "copySeconds": seconds, "copyMiB": usage.ru_maxrss / 1024}
