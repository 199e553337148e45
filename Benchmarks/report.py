"""Turns the figures into Benchmarks/results.md and its plot. report.py FIGURES.json RESULTS.md RESULTS.svg"""

import json
import sys
from pathlib import Path

from reporting.goals import goals
from reporting.plot import plot
from reporting.sections import load_section, with_load
from reporting.text import document


def main():
    figures_path, text_path, plot_path = (Path(argument) for argument in sys.argv[1:4])
    figures = json.loads(figures_path.read_text())
    measured = goals(figures)
    plot_path.write_text(plot(measured))
    load = load_section(text_path.read_text()) if text_path.exists() else ""
    text_path.write_text(with_load(document(figures, measured, plot_path.name), load))
    for goal in measured:
        print(f"{'met   ' if goal.is_met else 'MISSED'} {goal.name}: {goal.value_text} (goal {goal.goal_text})")


main()
