"""The lanes of a test run, as Scripts/lanes.tsv names them."""

import fnmatch
import re
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("lane", "budget", "minutes", "kind", "needs", "touched by", "command", "moved to test-long")
KINDS = ("quick", "slow", "long")


class TableFault(Exception):
    """A line of the table that cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Lane:
    name: str
    # Processor minutes that it may use. More than 1.3 times as much has to be explained.
    budget: float
    # How long it takes by the clock when it runs alone.
    minutes: float
    # `quick` lanes are run for a change by hand, `slow` ones by the gate too, `long` ones only by `make test-long`.
    kind: str
    # Lanes that must have passed before it begins.
    needs: tuple[str, ...]
    # Which files can break it.
    touched_by: tuple[str, ...]
    command: str
    # What the gate leaves to `make test-long`.
    moved: str

    @property
    def load(self):
        """How many processors it keeps busy on average."""
        return self.budget / self.minutes

    def is_touched(self, files):
        return any(fnmatch.fnmatch(file, pattern) for file in files for pattern in self.touched_by)


def read(path):
    """Every lane, in the order of the table."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    if not rows or tuple(rows[0][1]) != COLUMNS:
        raise TableFault(f"{path}: the first line must name the columns: {', '.join(COLUMNS)}")
    lanes = [_lane(path, number, fields) for number, fields in rows[1:]]
    names = [lane.name for lane in lanes]
    if len(set(names)) < len(names):
        raise TableFault(f"{path}: two lanes have one name")
    for number, lane in enumerate(lanes):
        if unknown := [need for need in lane.needs if need not in names[:number]]:
            raise TableFault(f"{path}: '{lane.name}' needs '{unknown[0]}', which does not stand above it")
    return lanes


def _lane(path, number, fields):
    def refuse(reason):
        raise TableFault(f"{path}, line {number}: {reason}")

    if len(fields) != len(COLUMNS):
        refuse(f"{len(fields)} columns, not {len(COLUMNS)}; a tab separates them")
    name, budget, minutes, kind, needs, touched_by, command, moved = (field.strip() for field in fields)
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        refuse(f"'{name}' is no name of a lane: small letters, digits and hyphens")
    try:
        budget, minutes = float(budget), float(minutes)
    except ValueError:
        refuse("budget and minutes are numbers of minutes")
    if not (0 < budget < 1000 and 0 < minutes < 1000):
        refuse("budget and minutes lie between 0 and 1000")
    if kind not in KINDS:
        refuse(f"the kind is one of {', '.join(KINDS)}")
    if not command or not moved:
        refuse("the command and what was moved to test-long ('-' for nothing) must not be empty")
    return Lane(name, budget, minutes, kind, tuple(need for need in needs.split() if need != "-"), tuple(touched_by.split()), command, moved)


def with_needs(chosen, lanes):
    """The chosen lanes with those that they need, in the order of the table."""
    by_name, wanted = {lane.name: lane for lane in lanes}, {lane.name for lane in chosen}
    found = set()
    while found != wanted:
        found = set(wanted)
        wanted |= {need for name in found for need in by_name[name].needs}
    return [lane for lane in lanes if lane.name in wanted]
