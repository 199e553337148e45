"""What a run of lanes prints: each lane's output when it ends, and in the end what each used of its budget."""

# So many names of failed tests stand in a line; the rest is counted.
NAMES_AT_MOST = 8
# Above this part of its budget a lane has to be explained.
TOLERANCE = 1.3


def names(tests):
    more = f" and {len(tests) - NAMES_AT_MOST} more" if len(tests) > NAMES_AT_MOST else ""
    return ", ".join(tests[:NAMES_AT_MOST]) + more


def begins(lane):
    print(f"--- {lane.name} begins", flush=True)


def ended(run):
    verdict = "passed" if run.passed else f"FAILED ({run.reason})" if run.reason else "FAILED"
    print(f"\n=== {run.name}: {verdict} after {run.seconds:.0f} s", flush=True)
    print(run.log.read_text(encoding="utf-8", errors="replace").rstrip("\n"), flush=True)


def summary(ended, second, lost, seconds):
    """Prints the table; true if every lane passed, at its first or second try."""
    print("\nLane, minutes by the clock, processor minutes used, budget")
    failed, again = [], []
    for run in sorted(ended, key=lambda run: run.lane.name):
        used = run.processor / 60
        remarks = []
        if used > run.lane.budget * TOLERANCE:
            remarks.append(f"OVER its budget: {used / run.lane.budget:.1f} times")
        if not run.passed:
            retry = second.get(run.lane.name)
            if retry and retry.passed:
                again.append(run)
                remarks.append(f"passed at the second try: {names(run.failed_tests)}")
            else:
                failed.append(run)
                remarks.append("FAILED")
        print(f"  {run.lane.name:<18}{run.seconds / 60:6.1f}{used:8.1f}{run.lane.budget:8.1f}  {'; '.join(remarks)}".rstrip())
    tests = sum(len(run.failed_tests) for run in again)
    print(f"  {'together':<18}{seconds / 60:6.1f}{sum(run.processor for run in ended) / 60:8.1f}{sum(run.lane.budget for run in ended):8.1f}")
    if again:
        print(f"{tests} tests needed a second try, in {', '.join(run.lane.name for run in again)}: they need a look if they do so often.")
    for run in failed:
        print(f"FAILED {run.lane.name}: {run.reason or names(run.failed_tests) or 'see its output above'}")
    for lane in lost:
        print(f"NOT RUN {lane.name}: it needs {' and '.join(lane.needs)}")
    return not failed and not lost
