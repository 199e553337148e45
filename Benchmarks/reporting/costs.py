"""The section about what requests, idle seconds and a start cost, beside the record to which later goals refer."""

from .record import RECORD
from .table import table

NAMES = {"refresh": "refresh", "introspection": "introspection", "me": "who am I (`GET /auth/me`)", "keySet": "key set"}


def rows(costs):
    """name → database → (value, digits): processor seconds for 1,000 requests, and what a server costs that has none."""
    found = {}
    for database, one in costs.items():
        for name, text in NAMES.items():
            found.setdefault(text, {})[database] = (one["requests"][name]["serverMicroseconds"] / 1000, 3)
        for text, value, digits in (
            ("idle, seconds in 10 s", one["idleSecondsInTen"], 3),
            ("start to the first 200, ms", one["startMilliseconds"], 0),
            ("resident when idle, MiB", one["idleMemory"]["residentMiB"], 1),
            ("of which anonymous", one["idleMemory"]["anonymousMiB"], 1),
            ("resident after this load, MiB", one["memoryAfterLoad"]["residentMiB"], 1),
        ):
            found.setdefault(text, {})[database] = (value, digits)
    return found


def costs_part(costs):
    if not costs:
        return []
    header, lines = [""], []
    for database in costs:
        header += [database, "recorded", "÷"]
    for text, values in rows(costs).items():
        line = [text]
        for database in costs:
            value, digits = values[database]
            recorded = RECORD["figures"].get(database, {}).get(text)
            line += [f"{value:.{digits}f}", *(["", ""] if recorded is None else [f"{recorded:.{digits}f}", _ratio(value, recorded)])]
        lines.append(line)
    return [
        "## What requests cost",
        "Processor seconds for 1,000 requests, of the server and its database together, over 16 connections that each send the next "
        "request when they have the answer; 3 rounds of 4 s. The server has its default settings but for the throttles. Recorded are "
        f"the figures of commit {RECORD['commit']}, on {RECORD['machine']}, to which the goals for costs refer; a ratio counts on the "
        "same machine alone.",
        table(header, lines),
    ]


def _ratio(value, recorded):
    return f"{value / recorded:.2f}" if recorded else ""
