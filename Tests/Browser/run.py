#!/usr/bin/env python3
"""The client in Chromium, against real servers. usage: run.py FOLDER-OF-PROGRAMS [--assets FOLDER] [WORD IN A TEST'S NAME]...

With `--assets` the page gets the client's modules from a folder and not from the server, so that a change to them can be tried
without building the server anew. Tests mostly wait, so a few workers share them; each has servers and a browser of its own.
"""

import importlib
import multiprocessing
import os
import pathlib
import queue
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

import lane
from world import World

FOLDER = pathlib.Path(__file__).resolve().parent
WORKERS = 3
# The modules whose tests wait longest; they begin first.
SLOW = ("refreshes", "holders", "tabs", "network")


def promises(package):
    """Each test by the words of its name: the public functions of the modules in a folder."""
    found = {}
    for file in sorted((FOLDER / package).glob("*.py"), key=lambda file: (file.stem not in SLOW, file.stem)):
        module = importlib.import_module(f"{package}.{file.stem}")
        for name, test in vars(module).items():
            if callable(test) and not name.startswith("_") and getattr(test, "__module__", "") == module.__name__:
                found[name.replace("_", " ")] = test
    return found


def failure_of(package, name, error):
    """What to print about a test that failed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(FOLDER) in frame.filename]
    where = next((frame for frame in reversed(frames) if f"/{package}/" in frame.filename), frames[-1])
    return (f"FAILED in Chromium: {name}\n  {type(error).__name__}: {str(error)[:2000]}\n"
            f"  {pathlib.Path(where.filename).name}, line {where.lineno}: {where.line}")


def work(package, kind, programs, assets, names, results):
    """Takes tests until there are none; each gives (name, seconds, processor seconds, figure, failure). `kind` is the class of their world."""
    tests = promises(package)
    with sync_playwright() as playwright:
        world = kind(playwright, programs, assets)
        try:
            while (name := names.get()) is not None:
                began, used, figure, failure = time.monotonic(), lane.processor_seconds(), None, None
                try:
                    with lane.limited(name):
                        figure = tests[name](world)
                except Exception as error:  # whatever it is, the other tests still run
                    failure = failure_of(package, name, error)
                    world.forget_lost_browser()
                results.put((name, time.monotonic() - began, lane.processor_seconds() - used, figure, failure))
        finally:
            world.stop()


def main(package="promises", kind=World):
    """Runs the tests of a folder, as the command line says."""
    programs, words = sys.argv[1], sys.argv[2:]
    assets = None
    if words[:1] == ["--assets"]:
        assets, words = words[1], words[2:]
    chosen = lane.chosen(promises(package), words)
    started, failures, figures, costs = time.monotonic(), [], [], []
    context = multiprocessing.get_context("spawn")
    names, results = context.Queue(), context.Queue()
    workers = [context.Process(target=work, args=(package, kind, programs, assets, names, results)) for _ in range(min(WORKERS, len(chosen)))]
    for name in [*chosen, *[None] * len(workers)]:
        names.put(name)
    for worker in workers:
        worker.start()
    waiting = set(chosen)
    while waiting:
        try:
            name, seconds, processor, figure, failure = results.get(timeout=5)
        except queue.Empty:  # go on while somebody is left who could send something
            if not any(worker.is_alive() for worker in workers):
                break
            continue
        waiting.remove(name)
        if failure:
            failures.append(name)
            print(failure, file=sys.stderr)
        costs.append((processor, seconds, name))
        if words:
            print(f"{name}: {seconds:.1f} s, of which the processor {processor:.1f} s", flush=True)
        if figure:
            figures.append(f"{name}: {figure}")
    for worker in workers:
        worker.join()
    for name in sorted(waiting):
        failures.append(name)
        print(f"FAILED in Chromium: {name}\n  never ran: its worker ended", file=sys.stderr)
    for figure in figures:
        print(figure)
    if os.environ.get("TEST_TIMES"):
        for processor, seconds, name in sorted(costs, reverse=True):
            print(f"{processor:6.1f} s of the processor, {seconds:6.1f} s: {name}")
    lane.failed(failures)
    print(f"{len(chosen) - len(failures)} pass, {len(failures)} fail in Chromium after {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures or not chosen else 0)


if __name__ == "__main__":
    main()
