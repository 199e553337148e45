#!/usr/bin/env python3
"""Writes Web/workbench/token-lint-rules.js from Tests/Fixtures/token-lint-rules.json: page and command have the same rules.

usage: Scripts/pages/lint-rules.py [--check]
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "Tests/Fixtures/token-lint-rules.json"
TARGET = ROOT / "Web/workbench/token-lint-rules.js"
LISTS = {"famous_secrets": "famousSecrets", "personal_claims": "personalClaims", "secret_claims": "secretClaims"}


def text(value):
    return json.dumps(value, ensure_ascii=False)


def generated():
    content = json.loads(SOURCE.read_text())
    lines = [
        "// Written by Scripts/pages/lint-rules.py from Tests/Fixtures/token-lint-rules.json. Change that file and run it again.",
        "",
        "/** The rules in the order in which findings are listed: what was found, why it matters, what to do. */",
        "export const rules = [",
    ]
    lines += [f"    {text(rule)}," for rule in content["rules"]]
    lines.append("];")
    for key, name in LISTS.items():
        words, line = content[key], ""
        lines += ["", f"export const {name} = ["]
        for word in words:
            if len(line) + len(text(word)) > 110:
                lines.append(f"    {line.rstrip()}")
                line = ""
            line += f"{text(word)}, "
        lines += [f"    {line.rstrip()}", "];"]
    return "\n".join(lines) + "\n"


def main():
    result = generated()
    if "--check" in sys.argv[1:]:
        if not TARGET.is_file() or TARGET.read_text() != result:
            sys.exit(f"{TARGET.relative_to(ROOT)} is not up to date: run Scripts/pages/lint-rules.py")
        return
    TARGET.write_text(result)


main()
