"""Puts the figures of the load into its section of Benchmarks/results.md, with pictures.

python3 -m load.report FIGURES.json RESULTS.md
"""

import json
import sys
from pathlib import Path

from reporting.sections import with_load

from . import plots
from .goals import goals
from .text import section


def main():
    figures = json.loads(Path(sys.argv[1]).read_text())
    results = Path(sys.argv[2])
    pictures = {"latency": ("load-latency.svg", plots.latency(figures)), "storm": ("load-storm.svg", plots.storm(figures["overload"]))}
    for name, picture in pictures.values():
        (results.parent / name).write_text(picture)
    measured = goals(figures)
    text = section(figures, measured, {name: file for name, (file, _) in pictures.items()})
    results.write_text(with_load(results.read_text() if results.exists() else "# Benchmarks\n", text))
    for goal in measured:
        print(f"{'met   ' if goal.is_met else 'MISSED'} {goal.name}: {goal.value_text} (goal {goal.goal_text})")


main()
