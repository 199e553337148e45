"""Words that have no place here: unfinished work, paths of one machine, and calls that only one file may make."""

import re

from sources import ROOT, code_only, files, finish, swift_files

# In any text file, comments included.
EVERYWHERE = [
    (re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b"), "unfinished work: finish it or open an issue"),
    (re.compile(r"(?<![\w.])/(?:home|Users|root)/\w"), "a path of one machine"),
]
TEXT = (
    ".swift", ".py", ".sh", ".js", ".mjs", ".ts", ".css", ".html", ".mustache", ".md", ".yaml", ".yml", ".json", ".h",
    ".conf", ".cfg", ".service", "Makefile", "Dockerfile", ".editorconfig",
)

# In Swift code, comments and strings left out: pattern, folders, files that may, what to do instead.
CODE = [
    (
        re.compile(r"(?<![\w.])(?:Swift\.)?(?:print|debugPrint|dump|NSLog)\("),
        ("Sources",), lambda name: name.startswith("Sources/tessera/"),
        "libraries do not print: log, return or throw",
    ),
    (
        re.compile(r"(?<!\w)(?:Date\(\)|Date\.now|CFAbsoluteTimeGetCurrent|clock_gettime\(|gettimeofday\()"),
        ("Sources",),
        lambda name: name in CLOCKS,
        "the wall clock is read in one file of a room; take a TimeSource",
    ),
    (
        re.compile(r"(?<!\w)(?:DispatchTime\.now\(\)|(?:Continuous|Suspending)Clock(?:\(\))?\.now)"),
        ("Sources",),
        lambda name: name in CLOCKS or name in STOPWATCHES,
        "a rule takes its time as a parameter",
    ),
    (re.compile(r"\btry!|\bas!"), ("Sources", "Examples"), lambda name: False, "throw an error instead"),
    (re.compile(r"\bfatalError\("), ("Sources", "Examples"), lambda name: False, "throw an error instead"),
    (re.compile(r"\bimport XCTest\b"), ("Sources", "Tests", "Examples"), lambda name: False, "Swift Testing only"),
]
# path → why it may read a clock
CLOCKS = {
    "Sources/IdentityServer/Background/SharedWake.swift": "when services wake is no rule, and nothing is decided by it",
    "Sources/Identity/Time/TimeSource.swift": "the one wall clock of the rules",
    "Sources/Persistence/BookkeepingTime.swift": "a database's records about itself; nothing is decided by them",
    "Sources/TesseraVerifier/SystemTime.swift": "the verifier's default clock; it stands alone in other servers",
    "Sources/tessera/Telemetry/Logs/TimeStampCache.swift": "a log line carries the time of writing",
}

# path → why it may measure how long something takes
STOPWATCHES = {
    "Sources/Identity/Credentials/PasswordHasher.swift": "admission predicts waits from how long hashes take",
    "Sources/PersistencePostgres/Connections/ServerConnection+Waiting.swift": "an answer has a deadline",
    "Sources/PersistencePostgres/Connections/ServerConnection.swift": "an answer has a deadline",
    "Sources/PersistencePostgres/Connections/ServerHosts.swift": "each host gets its share of the time until a deadline",
    "Sources/PersistencePostgres/Connections/WaitingLine.swift": "a wait has a deadline",
    "Sources/PersistencePostgres/Transactions/PostgresTransaction.swift": "a transaction has a deadline",
    "Sources/PersistencePostgres/PostgresDatabase.swift": "a transaction is given up some time after it was asked for",
}


def main():
    problems = []
    for name in [*CLOCKS, *STOPWATCHES]:
        if not (ROOT / name).is_file():
            problems.append(f"Scripts/checks/words.py: {name} is excepted and does not exist")
    texts = files(*TEXT)
    for file in texts:
        name = str(file.relative_to(ROOT))
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            for pattern, advice in EVERYWHERE:
                if pattern.search(line):
                    problems.append(f"{name}:{number}: '{pattern.search(line).group(0)}': {advice}")
    for pattern, folders, may, advice in CODE:
        for file in swift_files(*folders):
            name = str(file.relative_to(ROOT))
            if may(name):
                continue
            for number, line in enumerate(code_only(file.read_text()).splitlines(), 1):
                if match := pattern.search(line):
                    problems.append(f"{name}:{number}: '{match.group(0)}': {advice}")
    finish("words", problems, f"{len(texts)} text files, and calls in every Swift source")


main()
