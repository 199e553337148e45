"""Documents that everyone can read: lines of at most 120 columns, and no words that leave open who acts.

Columns: every Markdown file. Code blocks, table rows, headings that contain a link, and lines that cannot be broken (one
URL, link, image or code span alone) may be longer.

Words: every Markdown file, every template (.mustache), the API document, and the string literals of Swift code in
`Sources` and `Examples`, which hold the help texts, the settings' descriptions, the errors and the log lines. A word in a
Markdown code span is a quotation and may stand.
"""

import re

from sources import ROOT, files, finish, swift_files

COLUMNS = 120
# path → why it is not looked at
LEFT_OUT = {
    "Benchmarks/results.md": "`make bench` writes it",
    "Clients/angular/README.md": "changes together with the library",
    "Documentation/angular.md": "changes together with the library",
    "Examples/angular/README.md": "changes together with the library",
}
WORDS = re.compile(r"\b(?:whoever|nobody|somebody|anybody|for\s+ever|anew)\b", re.IGNORECASE)
ADVICE = "name who acts, or say 'again' or 'always' (CONTRIBUTING.md, Glossary)"
API_DOCUMENT = "openapi.yaml"
# path → why its strings are not prose
NO_PROSE = {
    "Sources/IdentityServer/Pages/EmbeddedAssets.swift": "made from the files beside it, of which openapi.yaml is read itself",
    "Sources/Identity/Credentials/CommonPasswords+List.swift": "passwords that people choose",
}

FENCE = re.compile(r"\s*(`{3,}|~{3,})")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:.*?)(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\([^)\s]*\)")
LIST_MARK = re.compile(r"^\s*(?:(?:[-*+]|\d+[.)])\s+)?")
SWIFT_TEXT = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<string>(?P<hashes>#*)(?:"""(?s:.*?)"""|"(?:\\.|[^"\\\n])*")(?P=hashes))',
    re.DOTALL,
)


def prose_lines(text):
    """The lines of a page outside of code blocks, each with its number."""
    fence = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = None
        elif mark:
            fence = mark.group(1)
        else:
            yield number, line


def can_be_broken(line):
    """Whether a space stands in the line at which it may go on in the next one."""
    line = LIST_MARK.sub("", line.rstrip(), count=1)
    return " " in LINK.sub("link", CODE_SPAN.sub("code", line))


def long_lines(text):
    """The numbers of the lines that are too long and need not be."""
    for number, line in prose_lines(text):
        if len(line) <= COLUMNS or line.lstrip().startswith("|"):
            continue
        if line.startswith("#") and LINK.search(line):
            continue
        if can_be_broken(line):
            yield number


def blank(match):
    """As many spaces as there are characters; line ends stay, so that lines keep their numbers."""
    return re.sub(r"[^\n]", " ", match.group(0))


def words_in(text):
    """The words that should not stand in a text, each with the number of its line."""
    for match in WORDS.finditer(text):
        yield text[: match.start()].count("\n") + 1, " ".join(match.group(0).split())


def words_of_page(text):
    """The same in Markdown, where code spans are quotations."""
    prose, lines = dict(prose_lines(text)), text.splitlines()
    # A span ends with its paragraph at the latest, and never reaches over a code block.
    paragraphs = "\n".join(prose.get(number, "") for number in range(1, len(lines) + 1))
    quoted = re.sub(r"(?:.+\n?)+", lambda part: CODE_SPAN.sub(blank, part.group(0)), paragraphs).splitlines()
    blocks = ["" if number in prose else line for number, line in enumerate(lines, 1)]
    yield from words_in("\n".join(quoted))
    yield from words_in("\n".join(blocks))


def words_of_swift(text):
    """The same in the string literals of Swift code; comments are left out."""
    strings = SWIFT_TEXT.sub(lambda match: match.group(0) if match.group("string") else blank(match), text)
    code = SWIFT_TEXT.sub(blank, text)
    yield from words_in("".join(" " if one == other != "\n" else one for one, other in zip(strings, code)))


def main():
    problems = []
    for name in [*LEFT_OUT, *NO_PROSE]:
        if not (ROOT / name).is_file():
            problems.append(f"Scripts/checks/prose.py: {name} is excepted and does not exist")
    pages = [file for file in files(".md") if str(file.relative_to(ROOT)) not in LEFT_OUT]
    for file in pages:
        name, text = str(file.relative_to(ROOT)), file.read_text()
        problems += [f"{name}:{number}: over {COLUMNS} columns" for number in long_lines(text)]
        problems += [f"{name}:{number}: '{word}': {ADVICE}" for number, word in words_of_page(text)]
    templates = files(".mustache", API_DOCUMENT)
    for file in templates:
        name = str(file.relative_to(ROOT))
        problems += [f"{name}:{number}: '{word}': {ADVICE}" for number, word in words_in(file.read_text())]
    sources = [file for file in swift_files("Sources", "Examples") if str(file.relative_to(ROOT)) not in NO_PROSE]
    for file in sources:
        name = str(file.relative_to(ROOT))
        problems += [f"{name}:{number}: '{word}': {ADVICE}" for number, word in words_of_swift(file.read_text())]
    finish("prose", problems, f"{len(pages)} pages, {len(templates)} templates, the strings of {len(sources)} Swift files")


if __name__ == "__main__":
    main()
