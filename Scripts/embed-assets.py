#!/usr/bin/env python3
"""Writes the pages' assets as Swift string literals, so that they are part of the one binary.

SwiftPM's `.embedInCode` makes an array literal of numbers of each file, which costs the compiler half a minute per 100 kB;
string literals cost nothing. A test compares the result with the files.

usage: Scripts/embed-assets.py [--check]
"""

import hashlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
ASSETS = ROOT / "Sources/IdentityServer/Pages/Assets"
TARGET = ROOT / "Sources/IdentityServer/Pages/EmbeddedAssets.swift"


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")
    return f'"{escaped}"'


def generated():
    lines = [
        "// swift-format-ignore-file",
        "// Written by Scripts/embed-assets.py from Pages/Assets. Change the files there and run it again.",
        "",
        "/// The pages' files as they lie in `Pages/Assets`, part of the binary.",
        "enum EmbeddedAssets {",
        "    static let all: [EmbeddedAsset] = [",
    ]
    for file in sorted(ASSETS.iterdir()):
        content = file.read_bytes()
        tag = hashlib.sha256(content).hexdigest()[:16]
        lines.append(f'        EmbeddedAsset(name: "{file.name}", tag: "{tag}", text: {literal(content.decode())}),')
    lines += ["    ]", "}", ""]
    return "\n".join(lines)


def main():
    text = generated()
    if "--check" in sys.argv[1:]:
        if not TARGET.is_file() or TARGET.read_text() != text:
            sys.exit(f"{TARGET.relative_to(ROOT)} is not up to date: run Scripts/embed-assets.py")
        return
    TARGET.write_text(text)


main()
