#!/usr/bin/env python3
"""The article's threats, attacked: in Chromium and over raw sockets, against real servers.

usage: run.py FOLDER-OF-PROGRAMS [WORD IN A TEST'S NAME OR MODULE]...

One line per failure, a sum at the end. A test is a function whose name is the promise that must hold."""

import importlib
import pathlib
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

FOLDER = pathlib.Path(__file__).resolve().parent
# Behind this folder's own modules, of which some have the names of those of the browser tests.
sys.path.append(str(FOLDER.parent))

import lane  # noqa: E402
from world import Skipped, World  # noqa: E402

# In this order: the logs are read at the end, when everything has been tried.
MODULES = [
    "headers", "cross_site_requests", "hosted_forms", "script_injection", "redirects", "framing", "session_fixation", "foreign_identifiers",
    "injection", "malformed_bodies", "malformed_http", "plain_http", "guessing", "logs",
]


def every_test():
    for module in MODULES:
        for name, test in list(vars(importlib.import_module(module)).items()):
            if getattr(test, "__module__", "") == module and not name.startswith("_") and callable(test) and not isinstance(test, type):
                yield f"{module.replace('_', ' ')}: {name.replace('_', ' ')}", test


def fault(error):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(str(FOLDER))]
    where = frames[-1]
    message = " ".join(str(error).split()) or where.line
    return f"{type(error).__name__}: {message[:1500]} ({pathlib.Path(where.filename).name}:{where.lineno})"


def main():
    programs, *words = sys.argv[1:]
    began, passed, failed, skipped = time.monotonic(), 0, [], 0
    tests = dict(every_test())
    with sync_playwright() as playwright:
        world = World(playwright, pathlib.Path(programs).resolve())
        try:
            for title in lane.chosen(tests, words):
                started = time.monotonic()
                try:
                    with lane.limited(title):
                        tests[title](world)
                    passed += 1
                    if words:
                        print(f"{title}: {time.monotonic() - started:.1f} s")
                except Skipped as reason:
                    skipped += 1
                    print(f"SKIPPED {title}: {reason}")
                except Exception as error:  # whatever it is, the other attacks still run
                    failed.append(title)
                    print(f"FAILED {title}: {fault(error)}", flush=True)
                    world.forget_lost_browser()
        finally:
            world.stop()
    lane.failed(failed)
    print(f"attacks: {passed} withstood, {len(failed)} failed, {skipped} skipped in {time.monotonic() - began:.0f} s")
    sys.exit(1 if failed or not passed else 0)


main()
