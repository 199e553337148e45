#!/usr/bin/env python3
"""The token workbench in Chromium, against a real server. usage: run.py PROGRAM [WORD IN A TEST'S NAME]..."""

import json
import pathlib
import shutil
import subprocess
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

FOLDER = pathlib.Path(__file__).resolve().parent
# The servers are those of the browser tests.
sys.path.append(str(FOLDER.parents[1] / "Browser"))

import lane  # noqa: E402
import promises  # noqa: E402
from flags import ARGUMENTS  # noqa: E402
from servers import Elsewhere, Tessera  # noqa: E402


def _launch(playwright):
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)


def main():
    program, words = sys.argv[1], sys.argv[2:]
    tests = {name.replace("_", " "): test for name, test in vars(promises).items()
             if getattr(test, "__module__", "") == "promises" and not name.startswith("_") and callable(test)}
    chosen = lane.chosen(tests, words)
    started, failures = time.monotonic(), []
    tessera, elsewhere = Tessera(program), Elsewhere()
    try:
        prepared = subprocess.run(["node", FOLDER / "tokens.mjs", elsewhere.url], check=True, capture_output=True, text=True)
        world = promises._World(tessera, elsewhere, json.loads(prepared.stdout))
        with sync_playwright() as playwright:
            browser = _launch(playwright)
            for name in chosen:
                if not browser.is_connected():
                    browser = _launch(playwright)
                began = time.monotonic()
                try:
                    with lane.limited(name):
                        tests[name](browser, world)
                    if words:
                        print(f"{name}: {time.monotonic() - began:.1f} s")
                except Exception as error:  # whatever it is, the other tests still run
                    failures.append(name)
                    where = next(frame for frame in reversed(traceback.extract_tb(error.__traceback__)) if "PageTests" in frame.filename)
                    print(f"FAILED in Chromium: {name}\n  {type(error).__name__}: {error}\n  {where.name}, line {where.lineno}: {where.line}",
                          file=sys.stderr)
            browser.close()
    finally:
        elsewhere.stop()
        tessera.stop()
    lane.failed(failures)
    print(f"{len(chosen) - len(failures)} pass, {len(failures)} fail in Chromium after {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures or not chosen else 0)


main()
