"""Proves the import table: which room may import which.

Three proofs: (1) the manifest declares no dependency between rooms that the table does not allow; (2) every `import`
in every file names a system module or something that its target declares; (3) no target declares what it never imports.
"""

import json
import re
import subprocess
import tempfile
from collections import defaultdict

from sources import ROOT, code_only, files, finish

# The table of the architecture, restated. Left may import right, nothing else.
ROOMS = {
    "WebValues": set(),
    "TesseraJOSE": set(),
    "TesseraOAuth": set(),
    "Persistence": set(),
    "PersistenceSQLite": {"Persistence"},
    "PersistencePostgres": {"Persistence"},
    "PersistenceCopy": {"Persistence"},
    "PersistenceTesting": {"Persistence"},
    "Identity": {"Persistence", "TesseraJOSE", "TesseraOAuth", "WebValues"},
    "TesseraVerifier": {"TesseraJOSE", "TesseraOAuth", "WebValues"},
    "TesseraHummingbird": {"TesseraVerifier", "TesseraJOSE", "TesseraOAuth"},
    "TesseraTesting": {"TesseraVerifier", "TesseraJOSE", "TesseraOAuth"},
    "IdentityServer": {"Identity", "TesseraHummingbird", "TesseraVerifier", "TesseraJOSE", "TesseraOAuth", "WebValues"},
    # Tools of the tests, which nothing ships.
    "TestSupport": {"Identity", "Persistence", "PersistencePostgres", "TesseraTesting"},
    "Simulation": {"Identity", "Persistence", "PersistencePostgres", "PersistenceSQLite", "TesseraJOSE", "TesseraOAuth"},
}
# Executables wire the rooms together.
EXECUTABLES = {
    "tessera": set(ROOMS),
    "simulate": {"Simulation"},
    "notes": {"TesseraHummingbird", "TesseraVerifier", "TesseraJOSE", "TesseraOAuth"},
}
# C libraries, each owned by exactly one room.
SYSTEM_LIBRARIES = {"CMalloc": {"tessera"}, "CSodium": {"Identity"}, "CZlib": {"TesseraOAuth"}, "CLibPQ": {"PersistencePostgres"}}
# Rooms that promise to hold no third-party code, and what the others may use.
THIRD_PARTY = {
    "WebValues": set(),
    "TesseraJOSE": {"Crypto", "CryptoExtras"},
    "TesseraOAuth": set(),
    "Persistence": set(),
    "PersistenceCopy": {"Crypto"},
    "PersistenceTesting": set(),
}
# Only HTTP rooms and executables may know a web framework; only its driver may know GRDB, and the simulation that
# stands in the place of its writer.
WEB = {"Hummingbird", "HummingbirdTLS", "HTTPTypes"}
WEB_ROOMS = {"TesseraHummingbird", "IdentityServer", "tessera", "notes"}
DRIVERS = {"GRDB": {"PersistenceSQLite", "Simulation"}}

SYSTEM_MODULES = {
    "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch", "Synchronization", "Testing",
    "RegexBuilder",
}
# Products that bring more than the module of their name.
MODULES = {
    "Metrics": {"Metrics", "CoreMetrics"},
    "Hummingbird": {"Hummingbird", "HummingbirdCore"},
    "HummingbirdTLS": {"HummingbirdTLS", "HummingbirdCore"},
}
IMPORT = re.compile(
    # Blanks only, no line breaks: a comment is many blank lines here, and each would be tried from its first to its last.
    r"^[ \t]*(?:@\w+(?:\([^)\n]*\))?[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?"
    r"import[ \t]+(?:(?:struct|class|enum|protocol|func|var|let|typealias)[ \t]+)?(\w+)",
    re.MULTILINE,
)


# Tests may know everything; a C library has no imports of ours.
UNCHECKED = ("test", "system")


def folder(target):
    """Where the manifest has a target's sources."""
    return (target.get("path") or f"{'Tests' if target['type'] == 'test' else 'Sources'}/{target['name']}").rstrip("/")


def dependencies(target, targets):
    """The targets of this package and the products of others that a target declares."""
    rooms, products = set(), set()
    for dependency in target["dependencies"]:
        (kind, (name, *_)), = dependency.items()
        (products if kind == "product" or name not in targets else rooms).add(name)
    return rooms, products


def allowed_rooms(target):
    if target in ROOMS:
        return ROOMS[target]
    return EXECUTABLES[target]


def main():
    problems = []
    # The manifest alone, with a folder of its own: it needs no dependency, no network, and waits for no build.
    with tempfile.TemporaryDirectory() as scratch:
        manifest = json.loads(
            subprocess.run(
                ["swift", "package", "--scratch-path", scratch, "dump-package"],
                cwd=ROOT, check=True, capture_output=True, text=True,
            ).stdout
        )
    targets = {target["name"]: target for target in manifest["targets"]}
    declared = {}
    for name, target in targets.items():
        rooms, products = dependencies(target, targets)
        declared[name] = (rooms, products)
        if target["type"] in UNCHECKED:
            continue
        if name not in ROOMS and name not in EXECUTABLES:
            problems.append(f"Package.swift: the room {name} is not in the import table of Scripts/checks/imports.py")
            continue
        for room in sorted(rooms):
            if room in SYSTEM_LIBRARIES:
                if name not in SYSTEM_LIBRARIES[room]:
                    problems.append(f"Package.swift: {name} may not use the C library {room}")
            elif room not in allowed_rooms(name):
                problems.append(f"Package.swift: {name} may not depend on {room}")
        for product in sorted(products):
            if name in THIRD_PARTY and product not in THIRD_PARTY[name]:
                problems.append(f"Package.swift: {name} may not depend on the library {product}")
            if product in WEB and name not in WEB_ROOMS:
                problems.append(f"Package.swift: {name} may not know the web framework ({product})")
            if product in DRIVERS and name not in DRIVERS[product]:
                problems.append(f"Package.swift: only {sorted(DRIVERS[product])} may depend on {product}")

    imported = defaultdict(set)
    looked_at = 0
    for file in files(".swift"):
        relative = file.relative_to(ROOT)
        target = next(
            (t for t in targets.values() if str(relative).startswith(folder(t) + "/")), None
        )
        if target is None:
            continue
        rooms, products = declared[target["name"]]
        looked_at += 1
        modules = set(rooms)
        for product in products:
            modules |= MODULES.get(product, {product})
        for match in IMPORT.finditer(code_only(file.read_text())):
            module = match.group(1)
            imported[target["name"]].add(module)
            if module in SYSTEM_MODULES or module in modules:
                continue
            line = file.read_text()[: match.start(1)].count("\n") + 1
            problems.append(f"{relative}:{line}: imports {module}, which {target['name']} does not declare")

    for name, (rooms, products) in declared.items():
        if targets[name]["type"] in UNCHECKED:
            continue  # a test target may depend on an executable only so that it is built
        for room in sorted(rooms - imported[name]):
            problems.append(f"Package.swift: {name} declares {room} and never imports it")
        for product in sorted(products):
            if not MODULES.get(product, {product}) & imported[name]:
                problems.append(f"Package.swift: {name} declares {product} and never imports it")

    finish("import table", problems, f"{looked_at} files of {len(targets)} targets")


if __name__ == "__main__":
    main()
