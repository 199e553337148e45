"""Runs the lanes of Scripts/lanes.tsv side by side: python3 -m lanes [--lane NAME]… [--changed COMMIT] [--long]

Each lane's output is printed when it ends. Tests that failed are run once more when all else has ended, alone, and that is told."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import process
import report
import table
from schedule import hopeless, next_lane

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / ".build" / "lanes"
# More than this many times its usual minutes, and a lane hangs.
PATIENCE, LEAST_LIMIT = 4, 600
# So many failed tests have a cause that a second try does not take away.
RETRIES_AT_MOST = 8


class Run:
    """A lane that runs or has run."""

    def __init__(self, lane, retry=None):
        self.lane, self.name = lane, lane.name + (".again" if retry else "")
        self.log = LOGS / f"{self.name}.log"
        self.failures = LOGS / f"{self.name}.failures"
        self.failures.unlink(missing_ok=True)
        environment = {"LANE_FAILURES": str(self.failures), "LANE_RETRY": str(retry) if retry else "", "LANES_BUILT": "yes"}
        self.child = process.begin(lane.name, lane.command, self.log, max(LEAST_LIMIT, lane.minutes * 60 * PATIENCE), environment)

    @property
    def has_ended(self):
        return self.child.poll() is not None

    def conclude(self):
        self.passed = self.child.wait() == 0
        self.seconds, self.processor, self.reason = process.used(self.log)
        # A server that is left running is a fault of the lane that started it.
        self.passed = self.passed and not self.reason
        self.failed_tests = self.failures.read_text(encoding="utf-8").splitlines() if self.failures.exists() else []
        return self

    def stop(self):
        if not self.has_ended:
            self.child.terminate()
            self.child.wait()


def run_all(lanes, processors):
    """Runs them all. Returns the runs, and the lanes that could not begin since one that they need has failed."""
    waiting, running, ended, lost = list(lanes), [], [], []
    try:
        while waiting or running:
            passed = {run.lane.name for run in ended if run.passed}
            for lane in hopeless(waiting, {run.lane.name for run in ended if not run.passed}):
                waiting.remove(lane)
                lost.append(lane)
            while lane := next_lane(waiting, [run.lane for run in running], passed, processors):
                waiting.remove(lane)
                running.append(Run(lane))
                report.begins(lane)
            time.sleep(0.1)
            for run in [run for run in running if run.has_ended]:
                running.remove(run)
                ended.append(run.conclude())
                report.ended(run)
    finally:
        for run in running:
            run.stop()
    return ended, lost


def try_again(ended):
    """The failed tests of each lane, alone on a quiet machine. Returns the second tries by lane."""
    second = {}
    for run in ended:
        if run.passed or run.reason or not 0 < len(run.failed_tests) <= RETRIES_AT_MOST:
            continue
        names = run.failures.rename(run.failures.with_suffix(".first"))
        again = Run(run.lane, retry=names)
        again.child.wait()
        second[run.lane.name] = again.conclude()
        report.ended(again)
    return second


def changed_files(commit):
    """What differs from a commit, with files that git does not know yet."""
    def git(*arguments):
        return subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True).stdout.splitlines()

    return sorted({*git("diff", "--name-only", commit), *git("ls-files", "--others", "--exclude-standard")})


def chosen(options, lanes):
    if options.lane:
        by_name = {lane.name: lane for lane in lanes}
        for name in options.lane:
            if name not in by_name:
                sys.exit(f"make test: there is no lane '{name}'. There are: {', '.join(by_name)}")
        return table.with_needs([by_name[name] for name in options.lane], lanes), []
    if options.long:
        return table.with_needs([lane for lane in lanes if lane.kind == "long"], lanes), []
    gate = [lane for lane in lanes if lane.kind != "long"]
    if options.changed:
        files = changed_files(options.changed)
        touched = [lane for lane in gate if lane.is_touched(files)]
        return table.with_needs([lane for lane in touched if lane.kind == "quick"], lanes), [lane for lane in touched if lane.kind == "slow"]
    return gate, []


def main():
    parser = argparse.ArgumentParser(prog="lanes", description=__doc__)
    parser.add_argument("--lane", action="append", help="only this lane; more than once for more")
    parser.add_argument("--changed", metavar="COMMIT", help="the quick lanes that a change since COMMIT can touch")
    parser.add_argument("--long", action="store_true", help="the lanes of make test-long")
    options = parser.parse_args()
    try:
        lanes, left = chosen(options, table.read(ROOT / "Scripts" / "lanes.tsv"))
    except table.TableFault as fault:
        sys.exit(f"make test: {fault}")
    if left:
        print(f"Left for the whole run, although this change can touch them: {', '.join(lane.name for lane in left)}")
    if not lanes:
        print("make test: no lane is touched by what changed")
        return
    LOGS.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    ended, lost = run_all(lanes, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    second = try_again(ended)
    if not report.summary(ended, second, lost, time.monotonic() - began):
        sys.exit(1)


if __name__ == "__main__":
    # A stop from outside (make, continuous integration) ends the lanes, and they their servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.chdir(ROOT)
    if not shutil.which("bash"):
        sys.exit("make test: bash is missing")
    main()
