"""No file over 400 lines, unless it stands here with its reason."""

from statistics import median

from sources import ROOT, files, finish, swift_files

LIMIT = 400
# path → why it may be long
EXCEPTIONS = {
    "Sources/Identity/Credentials/CommonPasswords+List.swift": "data: the list of the most common passwords",
    "Web/client/tessera-client.js": "made by Scripts/build-client.sh of many short files",
}


def main():
    problems = []
    for name in EXCEPTIONS:
        if not (ROOT / name).is_file():
            problems.append(f"Scripts/checks/sizes.py: {name} is excepted and does not exist")
    every = files(".swift", ".py", ".sh", ".js", ".ts", ".css", ".html")
    for file in every:
        name = str(file.relative_to(ROOT))
        count = len(file.read_text(errors="replace").splitlines())
        if count > LIMIT and name not in EXCEPTIONS:
            problems.append(f"{name}: {count} lines; split it, or give the reason in Scripts/checks/sizes.py")
    counts = [len(file.read_text().splitlines()) for file in swift_files("Sources")]
    finish(
        "file sizes", problems,
        f"{len(every)} files, of which {len(counts)} Swift sources with {sum(counts)} lines, median {median(counts):.0f}",
    )


main()
