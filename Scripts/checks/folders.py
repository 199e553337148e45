"""The folders of a room import in one direction: a type of one folder is used only in the folders that stand after it.

The order stands below, the lowest folder first. What counts as a use is the name of a type, in code and in what is
interpolated into strings, but not in comments; and the tables that a transaction has, by their names.
"""

import re
from collections import defaultdict

from sources import ROOT, files, finish

# Room: its folders, each of which may use those before it. A file that lies in no folder stands under its own name.
ORDER = {
    "Identity": [
        # Values and words.
        "Time", "Identifiers", "Callers", "Rejections", "Names",
        # What every feature stands on.
        "Features", "Storage", "Secrets",
        # Tables, each with the rules over its rows.
        "Audit", "Throttling", "Credentials", "Accounts", "Tokens", "Revocations", "SigningKeys", "Status", "Verifiers", "Clients",
        # What goes over several of them.
        "IdentityConfiguration.swift", "Authentication", "Sessions", "SignIn", "AccountChanges", "Setup", "Seeding",
        "Maintenance", "Composition",
    ]
}

ATTRIBUTES = r"(?:@\w+(?:\([^)]*\))?\s+)*"
MODIFIERS = r"(?:(?:public|package|internal|final|indirect|nonisolated)\s+)*"
KINDS = r"(?:struct|class|enum|actor|protocol|typealias)"
TYPE = re.compile(rf"^{ATTRIBUTES}{MODIFIERS}{KINDS}\s+(\w+)", re.MULTILINE)
NESTED_TYPE = re.compile(rf"\b{KINDS}\s+(\w+)")
TABLES = re.compile(r"^extension Transaction \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^    (?:package |public )?var (\w+): \w+Table\b", re.MULTILINE)


def code(text):
    """The text without comments, and without strings but for what is interpolated into them."""
    out, i = [], 0
    while i < len(text):
        if text.startswith("//", i):
            i = text.find("\n", i)
            if i < 0:
                break
        elif text.startswith("/*", i):
            i = text.find("*/", i) + 2
        elif text[i] == '"':
            inner, i = _string(text, i)
            out.append(inner)
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def _string(text, start):
    """What is interpolated into the string that begins here, and where it ends."""
    quote = '"""' if text.startswith('"""', start) else '"'
    i, parts = start + len(quote), []
    while i < len(text) and not text.startswith(quote, i):
        if text.startswith("\\(", i):
            depth, begin = 1, i + 2
            i = begin
            while i < len(text) and depth:
                if text[i] == '"':
                    inner, i = _string(text, i)
                    continue
                depth += {"(": 1, ")": -1}.get(text[i], 0)
                i += 1
            parts.append(code(text[begin:i - 1]))
        else:
            i += 2 if text[i] == "\\" else 1
    return " " + " ".join(parts) + " ", i + len(quote)


def uses(sources):
    """Which folder uses which other one, and by what: {folder: {other: {(name, file)}}}, of {(folder, file): text}."""
    stripped = {place: code(text) for place, text in sources.items()}
    owner, nested, tables = defaultdict(set), defaultdict(set), defaultdict(set)
    for (folder, _), text in stripped.items():
        for name in TYPE.findall(text):
            owner[name].add(folder)
        nested[folder].update(NESTED_TYPE.findall(text))
        for body in TABLES.findall(text):
            for name in TABLE.findall(body):
                tables[name].add(folder)
    found = defaultdict(lambda: defaultdict(set))
    for (folder, file), text in stripped.items():
        for name in set(re.findall(r"\b[A-Z]\w*", text)):
            # A folder's own type of that name is meant, also one inside of another type.
            if name in nested[folder]:
                continue
            for other in owner.get(name, ()):
                found[folder][other].add((name, file))
        for name in set(re.findall(r"\btransaction\.(\w+)", text)):
            for other in tables.get(name, ()):
                if other != folder:
                    found[folder][other].add((f"transaction.{name}", file))
    return found


def problems(order, sources):
    """What is used against the order, and folders that have no place in it."""
    told = []
    folders = sorted({folder for folder, _ in sources})
    for folder in folders:
        if folder not in order:
            told.append(f"{folder}: has no place in the order of Scripts/checks/folders.py")
    for folder in order:
        if folder not in folders:
            told.append(f"{folder}: is in the order of Scripts/checks/folders.py, and there is no such folder")
    for folder, others in sorted(uses(sources).items()):
        for other, names in sorted(others.items()):
            if folder in order and other in order and order.index(other) > order.index(folder):
                for name, file in sorted(names):
                    told.append(f"{folder}/{file}: uses {name}, which is of the later folder {other}")
    return told


def main():
    told, looked_at = [], 0
    for room, order in ORDER.items():
        root = ROOT / "Sources" / room
        sources = {}
        for file in files(".swift"):
            if root not in file.parents:
                continue
            parts = file.relative_to(root).parts
            sources[parts[0], "/".join(parts[1:])] = file.read_text()
        looked_at += len(sources)
        told += [f"{room}/{problem}" for problem in problems(order, sources)]
    finish("folders", told, f"{looked_at} files of {len(ORDER)} room(s), each folder after those that it uses")


if __name__ == "__main__":
    main()
