"""Tells how old the last long run is: `make test-long` writes it down in Documentation/long-run.md.

Of that file three lines count, and the last of each kind holds:

    commit: <id of the commit that was tested>
    date: <when it ended, ISO 8601>
    result: <passed, or what failed>

This only tells and never fails: a long run is due before a release, not before each change.
"""

import datetime
import re
import subprocess

from sources import ROOT

RECORD = ROOT / "Documentation" / "long-run.md"
LINE = re.compile(r"^\s*(?:[-*]\s+)?(commit|date|result):\s*(.*?)\s*$", re.IGNORECASE | re.MULTILINE)


def commits_since(commit):
    """How many commits there are since that one; None where git does not know it, as in a shallow clone."""
    if not re.fullmatch(r"[0-9a-f]{7,64}", commit):
        return None
    counted = subprocess.run(
        ["git", "rev-list", "--count", f"{commit}..HEAD"], cwd=ROOT, capture_output=True, text=True)
    return int(counted.stdout) if counted.returncode == 0 else None


def days_since(date, now):
    """The whole days from an ISO date to now; None for what is no date. A date without a zone is UTC."""
    try:
        moment = datetime.datetime.fromisoformat(date.replace("Z", "+00:00"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return (now - moment).days


def count(number, noun):
    """"1 day", "2 days", "an unknown number of days"."""
    if number is None:
        return f"an unknown number of {noun}s"
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def age(text, now, commits=commits_since):
    """What to tell of a record; None stands for one that does not exist."""
    name = RECORD.relative_to(ROOT)
    if text is None:
        return f"long run       never: make test-long writes {name}"
    record = {key.lower(): value for key, value in LINE.findall(text)}
    missing = [key for key in ("commit", "date", "result") if not record.get(key)]
    if missing:
        return f"long run       unknown: {name} has no line '{missing[0]}: …'"
    since = commits(record["commit"])
    days = days_since(record["date"], now)
    return (f"long run       {count(since, 'commit')} and {count(days, 'day')} ago "
            f"(commit {record['commit'][:12]}): {record['result']}")


if __name__ == "__main__":
    try:
        found = RECORD.read_text(errors="replace")
    except OSError:
        found = None
    print(age(found, datetime.datetime.now(datetime.timezone.utc)))
