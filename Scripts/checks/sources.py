"""What the checks share: which files there are, and a file's text without its comments and string literals."""

import functools
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


@functools.cache
def files(*endings):
    """Every file of the project that git knows or would add, with one of the endings."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listing if name.endswith(endings) and (ROOT / name).is_file()]


def swift_files(*folders):
    """Every Swift file below the folders."""
    return [file for file in files(".swift") if file.relative_to(ROOT).parts[0] in folders]


_BLANKED = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<raw>(?P<hashes>#+)"(?:""(?s:.*?)"""|[^\n]*?")(?P=hashes))'
    r'|(?P<multi>"""(?s:.*?)""")'
    r'|(?P<text>"(?:\\.|[^"\\\n])*")',
    re.DOTALL,
)


@functools.cache
def code_only(text):
    """The text with comments and string literals blanked out; every line keeps its number."""
    return _BLANKED.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)


def finish(name, problems, looked_at):
    """Prints the problems, one a line, and ends with 1 if there is one; else what was looked at, in one line."""
    for problem in problems:
        print(problem)
    if problems:
        print(f"{name}: {len(problems)} problem(s) in {looked_at}")
        sys.exit(1)
    print(looked_at)
