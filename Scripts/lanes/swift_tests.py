#!/usr/bin/env python3
"""Swift tests as a lane: swift_tests.py [--serial] TARGET[.SUITE]… [--without SUITE]…

Needs a finished `swift build --build-tests`. Prints what did not pass, and one line in the end. A program of tests that dies
is named with the tests that ran at that moment, and the tests after them are still run. What failed is written to
$LANE_FAILURES, and $LANE_RETRY names tests to run in place of all, one a line."""

import argparse
import collections
import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# The same program dying again and again has one cause, and the rest of its tests would tell nothing new.
CRASHES_AT_MOST = 3
LINES_OF_A_CRASH = 12


class Outcome:
    """What became of each test, from the testing library's stream of events."""

    def __init__(self):
        self.found, self.ended, self.failed, self.running = set(), set(), set(), set()

    def read(self, path):
        self.running, whole = set(), False
        # Not by `splitlines`, which also cuts at characters that stand in the arguments of tests.
        for line in Path(path).read_text(encoding="utf-8").split("\n"):
            try:
                record = json.loads(line)
            except ValueError:
                break  # the program died within a line
            kind, payload = record["kind"], record["payload"]
            if kind == "test" and payload["kind"] == "function":
                self.found.add(_identity(payload["id"]))
            elif kind == "event":
                whole |= payload["kind"] == "runEnded"
                self._event(payload)
        return whole

    def _event(self, payload):
        test = _identity(payload.get("testID") or "")
        if payload["kind"] == "testStarted" and test.endswith(")"):
            self.running.add(test)
        elif payload["kind"] in ("testEnded", "testSkipped"):
            self.running.discard(test)
            self.ended.add(test)
        elif payload["kind"] == "issueRecorded" and not payload.get("issue", {}).get("isKnown"):
            self.failed.add(test)


def _identity(identifier):
    """Without the place in the file, which the filter does not know."""
    return re.sub(r"/[^/]+\.swift:\d+:\d+$", "", identifier)


def _pattern(test):
    return "^" + re.sub(r"([\\.^$*+?()\[\]{}|])", r"\\\1", test)


def begin(command, events):
    """Begins SwiftPM, one at a time: two that begin together may find its database locked. It is through when events come."""
    with open(".build/lanes.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        deadline = time.monotonic() + 120
        while process.poll() is None and not Path(events).stat().st_size and time.monotonic() < deadline:
            time.sleep(0.05)
        return process


def run(patterns, without, serial, events):
    command = ["swift", "test", "--ignore-lock", "--skip-build", "--disable-xctest", "--no-parallel" if serial else "--parallel",
               "--event-stream-output-path", events]
    for pattern in patterns:
        command += ["--filter", pattern]
    for pattern in without:
        command += ["--skip", pattern]
    process = begin(command, events)
    last, follows = collections.deque(maxlen=LINES_OF_A_CRASH), False
    for line in process.stdout:
        last.append(line)
        # What failed, with the comments that follow it. Names of several lines make lines that begin with anything.
        follows = line.startswith("✘") or (follows and line.startswith("↳"))
        if follows or "Fatal error" in line:
            print(line, end="", flush=True)
    return process.wait(), last


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("targets", nargs="+")
    parser.add_argument("--serial", action="store_true")
    parser.add_argument("--without", action="append", default=[])
    options = parser.parse_args()
    serial, without = options.serial, [rf"\.{suite}/" for suite in options.without]
    patterns = [rf"^({'|'.join(target.replace('.', '[.]') for target in options.targets)})[./]"]
    retry = os.environ.get("LANE_RETRY")
    if retry:
        patterns = [_pattern(test) for test in Path(retry).read_text(encoding="utf-8").splitlines()]
    outcome, crashes, broken = Outcome(), 0, False
    with tempfile.TemporaryDirectory() as folder:
        while True:
            events = f"{folder}/events-{crashes}"
            Path(events).touch()
            status, last = run(patterns, without, serial, events)
            if outcome.read(events):
                break
            crashes += 1
            print("".join(last), end="")
            print(f"the program of tests CRASHED (status {status}) while {len(outcome.running)} tests ran: "
                  f"{', '.join(sorted(outcome.running)[:8])}", flush=True)
            outcome.failed |= outcome.running
            left = outcome.found - outcome.ended - outcome.failed
            if not outcome.found or crashes > CRASHES_AT_MOST:
                broken = True
                break
            if not left:
                break
            patterns = [_pattern(test) for test in sorted(left)]
    if path := os.environ.get("LANE_FAILURES"):
        Path(path).write_text("".join(f"{test}\n" for test in sorted(outcome.failed)), encoding="utf-8")
    passed = len({test for test in outcome.ended if test.endswith(")")} - outcome.failed)
    print(f"{passed} passed, {len(outcome.failed)} failed" + (f", the program crashed {crashes} times" if crashes else ""))
    for test in sorted(outcome.failed)[:50]:
        print(f"FAILED {test}")
    # A run that ended with a fault that belongs to no test, or that found none, has failed too.
    sys.exit(1 if broken or outcome.failed or not passed or (status and not crashes) else 0)


main()
