#!/usr/bin/env python3
"""Writes the pages' assets and templates as Swift string literals, so that they are part of the one binary.

SwiftPM's `.embedInCode` makes an array literal of numbers of each file, which costs the compiler half a minute per 100 kB;
string literals cost nothing. A test compares the result with the files.

usage: Scripts/embed-assets.py [--check]
"""

import hashlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROOM = ROOT / "Sources/IdentityServer"
# folder → the Swift file, its enum, and what that says of itself
SETS = {
    ROOM / "Pages/Assets": (
        ROOM / "Pages/EmbeddedAssets.swift", "EmbeddedAssets",
        "The pages' files as they lie in `Pages/Assets`, part of the binary.",
    ),
    ROOM / "HostedPages/Templates": (
        ROOM / "HostedPages/EmbeddedTemplates.swift", "EmbeddedTemplates",
        "The hosted pages' templates as they lie in `HostedPages/Templates`, part of the binary.",
    ),
}


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")
    return f'"{escaped}"'


def generated(folder, name, summary):
    lines = [
        "// swift-format-ignore-file",
        f"// Written by Scripts/embed-assets.py from {folder.relative_to(ROOM)}. Change the files there and run it again.",
        "",
        f"/// {summary}",
        f"enum {name} {{",
        "    static let all: [EmbeddedAsset] = [",
    ]
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        tag = hashlib.sha256(content).hexdigest()[:16]
        lines.append(f'        EmbeddedAsset(name: "{file.name}", tag: "{tag}", text: {literal(content.decode())}),')
    lines += ["    ]", "}", ""]
    return "\n".join(lines)


def main():
    for folder, (target, name, summary) in SETS.items():
        text = generated(folder, name, summary)
        if "--check" in sys.argv[1:]:
            if not target.is_file() or target.read_text() != text:
                sys.exit(f"{target.relative_to(ROOT)} is not up to date: run Scripts/embed-assets.py")
        else:
            target.write_text(text)


main()
