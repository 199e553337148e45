"""Every Swift example in the documentation stands, line by line, in a file that the build compiles.

Looked at are the blocks marked as Swift in the landing pages of the libraries, in the README and in Documentation/. Lines are
compared without their indentation, without a comment behind the code, and without blank lines; what an example imports,
the file must import.
"""

import re

from sources import ROOT, files, finish, swift_files

BLOCK = re.compile(r"^(?P<fence>`{3,})swift[ \t]*\n(?P<code>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"(?:^|\s+)//(?!/).*$")
COMPILED = ("Sources", "Tests", "Examples")


def lines_of(code):
    """The lines that count: without indentation, comments behind code, and blank lines."""
    kept = (COMMENT.sub("", line).strip() for line in code.splitlines())
    return [line for line in kept if line]


def blocks(text):
    """The examples of a page, each with the number of its first line."""
    for match in BLOCK.finditer(text):
        yield text[: match.start("code")].count("\n") + 1, match.group("code")


def stands_in(example, source):
    """Whether the example's lines stand together in the source, and its imports anywhere in it."""
    imports = [line for line in example if line.startswith("import ")]
    rest = [line for line in example if not line.startswith("import ")]
    if not rest or not set(imports) <= {line.removeprefix("public ").removeprefix("internal ") for line in source}:
        return False
    width = len(rest)
    return any(source[start:start + width] == rest
               for start in range(len(source) - width + 1) if source[start] == rest[0])


def pages():
    """The files whose examples count."""
    for file in files(".md"):
        parts = file.relative_to(ROOT).parts
        if parts == ("README.md",) or parts[0] == "Documentation" or (parts[0] == "Sources" and ".docc" in str(file)):
            yield file


def main():
    problems, count = [], 0
    sources = [lines_of(file.read_text()) for file in swift_files(*COMPILED)]
    for file in pages():
        for number, code in blocks(file.read_text()):
            count += 1
            if not any(stands_in(lines_of(code), source) for source in sources):
                problems.append(
                    f"{file.relative_to(ROOT)}:{number}: no compiled file has this example; put it into a test of "
                    f"examples, such as Tests/TesseraVerifierTests/ExampleTests.swift")
    finish("examples", problems, f"{count} Swift examples, each in a file that is compiled")


if __name__ == "__main__":
    main()
