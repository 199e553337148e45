"""NOTICE names every package that the manifest names, and no address of one that it does not."""

import re

from sources import ROOT, finish

DEPENDENCY = re.compile(r'(?:\.package\(\s*|^\s*)url:\s*"https://github\.com/([^"]+?)(?:\.git)?"', re.MULTILINE)
ADDRESS = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?=[\s,;)]|$)", re.MULTILINE)
HEADING = "What is part of this repository"


def disagreements(manifest, notice):
    """What one of the two names and the other does not; of the notice, only what is said of the packages counts."""
    packages, _, _ = notice.partition(HEADING)
    needed, named = set(DEPENDENCY.findall(manifest)), set(ADDRESS.findall(packages))
    return ([f"NOTICE: {name} is in Package.swift and not named here" for name in sorted(needed - named)]
            + [f"NOTICE: {name} is named here and not in Package.swift" for name in sorted(named - needed)])


def main():
    manifest, notice = (ROOT / "Package.swift").read_text(), (ROOT / "NOTICE").read_text()
    problems = disagreements(manifest, notice)
    if HEADING not in notice:
        problems.append(f"NOTICE: the heading '{HEADING}' is gone; Scripts/checks/notices.py looks above it")
    finish("notices", problems, f"{len(set(DEPENDENCY.findall(manifest)))} packages, each named in NOTICE")


if __name__ == "__main__":
    main()
