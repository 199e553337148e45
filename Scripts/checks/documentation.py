"""Public enum cases and the requirements of public protocols carry a documentation comment.

swift-format's AllPublicDeclarationsHaveDocumentation proves it for every other public declaration; it overlooks these
two, because they have no `public` of their own.
"""

import re

from sources import ROOT, code_only, finish, swift_files

OPEN = re.compile(r"\bpublic\s+(?:indirect\s+)?(enum|protocol)\s+(\w+)")
CASE = re.compile(r"^\s*(?:indirect\s+)?case\s+\w")
REQUIREMENT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:static\s+|mutating\s+|nonisolated\s+)*"
                         r"(?:func|var|init|subscript|associatedtype)\b")
ATTRIBUTE = re.compile(r"^\s*@\w+(?:\([^)]*\))?\s*$")


def documented(lines, index):
    """Whether the line above (attributes skipped) is a documentation comment."""
    index -= 1
    while index >= 0 and ATTRIBUTE.match(lines[index]):
        index -= 1
    return index >= 0 and (lines[index].lstrip().startswith("///") or lines[index].rstrip().endswith("*/"))


def main():
    problems = []
    members = 0
    for file in swift_files("Sources"):
        text = file.read_text()
        code, lines = code_only(text), text.splitlines()
        code_lines = code.splitlines()
        for match in OPEN.finditer(code):
            kind, name = match.groups()
            depth, number = 0, code[: match.start()].count("\n")
            started = False
            for index in range(number, len(lines)):
                line = code_lines[index]
                member = CASE if kind == "enum" else REQUIREMENT
                is_member = started and depth == 1 and member.match(line)
                members += bool(is_member)
                if is_member and not documented(lines, index):
                    problems.append(
                        f"{file.relative_to(ROOT)}:{index + 1}: undocumented member of the public {kind} {name}")
                depth += line.count("{") - line.count("}")
                started = started or "{" in line
                if started and depth <= 0:
                    break
    finish("documentation", problems, f"{members} public cases and requirements")


main()
