"""Measures everything and writes the figures as JSON.

measure.py BINARY PEERS WORK-DIRECTORY RESULT-FILE [--rounds N] [--seconds N] [--only PART…]
"""

import argparse
import json
import os
import sys
from pathlib import Path

from measuring import machine
from measuring.parts import PARTS, Bench


def main():
    parser = argparse.ArgumentParser(description="Measures the release binary beside its peers.")
    parser.add_argument("binary", type=Path)
    parser.add_argument("peers", type=Path)
    parser.add_argument("directory", type=Path, help="on the disk that is to be measured; empty")
    parser.add_argument("result", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement of a round")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART",
                        help=f"measure these again and keep the other figures of the last run: {', '.join(PARTS)}")
    options = parser.parse_args()
    if options.only and not options.result.exists():
        sys.exit(f"bench: there are no other figures in {options.result} to be kept; measure everything first, without --only")
    figures = json.loads(options.result.read_text()) if options.only else {}
    bench = Bench(
        options.binary.resolve(), options.peers.resolve(), options.directory.resolve(), options.rounds, options.seconds)
    figures |= {"machine": machine.describe(), "rounds": options.rounds, "seconds": options.seconds}
    for name in options.only or PARTS:
        figures |= PARTS[name](bench)
        figures["machine"]["loadAfter"] = os.getloadavg()[0]
        # After each part: a later one that fails does not take the figures of the others with it.
        options.result.write_text(json.dumps(figures, indent=2) + "\n")


main()
