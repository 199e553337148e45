#!/usr/bin/env python3
"""Writes the pages' files and templates as Swift string literals, so that they are part of the one binary.

SwiftPM's `.embedInCode` makes an array literal of numbers of each file, which costs the compiler half a minute per 100 kB;
string literals cost nothing. A test compares the result with the files.

`Web/` has a folder for each application. The server knows no folders: each file is `/assets/NAME`, and an import of a file in
another folder is written so. The API document is embedded as JSON, too, for the page that shows it.

usage: Scripts/embed-assets.py [--check]
"""

import hashlib
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
try:
    import yaml
except ImportError:
    # The Python of the tests has it (Scripts/requirements.txt).
    python = ROOT / ".venv/bin/python"
    if not python.exists() or sys.prefix == str(ROOT / ".venv"):
        sys.exit("embed-assets: PyYAML is missing: run Scripts/setup.sh --tests.")
    os.execv(python, [str(python), *sys.argv])

ROOM = ROOT / "Sources/IdentityServer"
WEB = ROOT / "Web"
# The Swift file, its enum, its folders, and what it says of itself.
SETS = (
    (
        ROOM / "Pages/EmbeddedAssets.swift", "EmbeddedAssets", ("client", "demo", "docs", "site", "workbench"),
        "The pages' files as they lie in the folders of `Web`, part of the binary.",
    ),
    (
        ROOM / "HostedPages/EmbeddedTemplates.swift", "EmbeddedTemplates", ("hosted",),
        "The hosted pages' templates as they lie in `Web/hosted`, part of the binary.",
    ),
)


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")
    return f'"{escaped}"'


def served(file):
    """The file as the server has it, without folders."""
    text = file.read_text()
    return re.sub(r'(from |import\()"\.\./[a-z]+/', r'\1"./', text) if file.suffix == ".js" else text


def contents(folders):
    """Each file's name and text."""
    found = {}
    for file in (file for folder in folders for file in (WEB / folder).iterdir()):
        if file.name in found:
            sys.exit(f"embed-assets: two files are named {file.name}")
        found[file.name] = served(file)
        if file.suffix == ".yaml":
            found[file.stem + ".json"] = json.dumps(yaml.safe_load(found[file.name]), ensure_ascii=False, separators=(",", ":"))
    return sorted(found.items())


def generated(name, folders, summary):
    lines = [
        "// swift-format-ignore-file",
        f"// Written by Scripts/embed-assets.py from Web/{{{','.join(folders)}}}. Change the files there and run it again.",
        "",
        f"/// {summary}",
        f"enum {name} {{",
        "    static let all: [EmbeddedAsset] = [",
    ]
    for file, text in contents(folders):
        tag = hashlib.sha256(text.encode()).hexdigest()[:16]
        lines.append(f'        EmbeddedAsset(name: "{file}", tag: "{tag}", text: {literal(text)}),')
    lines += ["    ]", "}", ""]
    return "\n".join(lines)


def main():
    for target, name, folders, summary in SETS:
        text = generated(name, folders, summary)
        if "--check" in sys.argv[1:]:
            if not target.is_file() or target.read_text() != text:
                sys.exit(f"{target.relative_to(ROOT)} is not up to date: run Scripts/embed-assets.py")
        else:
            target.write_text(text)


main()
