#!/usr/bin/env python3
"""The client in Chromium, against real servers. usage: run.py FOLDER-OF-PROGRAMS [--assets FOLDER] [WORD IN A TEST'S NAME]...

With `--assets` the page gets the client's modules from a folder and not from the server, so that a change to them can be tried
without building the server anew.
"""

import importlib
import pathlib
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

from world import World

FOLDER = pathlib.Path(__file__).resolve().parent


def promises():
    """Each test, by the words of its name: the public functions of the modules in promises/."""
    for file in sorted((FOLDER / "promises").glob("*.py")):
        module = importlib.import_module(f"promises.{file.stem}")
        for name, test in vars(module).items():
            if callable(test) and not name.startswith("_") and getattr(test, "__module__", "") == module.__name__:
                yield name.replace("_", " "), test


def main():
    programs, words = sys.argv[1], sys.argv[2:]
    assets = None
    if words[:1] == ["--assets"]:
        assets, words = words[1], words[2:]
    chosen = [(name, test) for name, test in promises() if not words or any(word in name for word in words)]
    started, failures, figures = time.monotonic(), 0, []
    with sync_playwright() as playwright:
        world = World(playwright, programs, assets)
        try:
            for name, test in chosen:
                began = time.monotonic()
                try:
                    figure = test(world)
                    if figure:
                        figures.append(f"{name}: {figure}")
                except Exception as error:  # whatever it is, the other tests still run
                    failures += 1
                    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(FOLDER) in frame.filename]
                    where = next((frame for frame in reversed(frames) if "promises" in frame.filename), frames[-1])
                    print(f"FAILED in Chromium: {name}\n  {type(error).__name__}: {str(error)[:2000]}\n"
                          f"  {pathlib.Path(where.filename).name}, line {where.lineno}: {where.line}", file=sys.stderr)
                if words:
                    print(f"{name}: {time.monotonic() - began:.1f} s")
        finally:
            world.stop()
    for figure in figures:
        print(figure)
    print(f"{len(chosen) - failures} pass, {failures} fail in Chromium after {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures or not chosen else 0)


main()
