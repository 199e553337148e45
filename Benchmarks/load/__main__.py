"""Measures the release under load and writes the figures as JSON.

python3 -m load BINARY LOAD-GENERATOR WORK-DIRECTORY RESULT-FILE [--sizes N,N] [--rounds N] [--seconds N]
"""

import argparse
import json
import os
import sys
from pathlib import Path

from measuring import machine

from . import connections, mix, overload
from .seeding import seed


def say(text):
    print(f"load: {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="python3 -m load", description="Measures the release under load.")
    parser.add_argument("binary", type=Path)
    parser.add_argument("generator", type=Path)
    parser.add_argument("directory", type=Path, help="on the disk that is to be measured; empty")
    parser.add_argument("result", type=Path)
    parser.add_argument("--sizes", default="10000,1000000", help="sessions, the smallest first")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=10, help="of each round of the mix")
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    binary, generator, directory = options.binary.resolve(), options.generator.resolve(), options.directory.resolve()
    figures = {"machine": machine.describe(), "rounds": options.rounds, "seconds": options.seconds, "rates": mix.RATES}

    databases = []
    for size in sizes:
        say(f"a database with {size:,} sessions")
        databases.append(seed(binary, directory, size))
        say(f"{databases[-1].size() / 2**20:,.0f} MiB in {databases[-1].seconds:.1f} s")

    figures["sizes"] = mix.measure(binary, generator, directory, databases, options.rounds, options.seconds, say)
    figures["overload"] = overload.measure(binary, generator, directory, databases[0], say)
    figures["connections"] = connections.measure(binary, generator, directory, databases[0], say)
    figures["machine"]["loadAfter"] = os.getloadavg()[0]
    options.result.write_text(json.dumps(figures, indent=1) + "\n")


main()
