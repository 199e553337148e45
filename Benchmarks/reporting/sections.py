"""results.md has two authors: `make bench` writes all but the section about load, which is last, and `make load` that section."""

BEGINNING = "\n## Load\n"


def load_section(text):
    """The section about load; empty when there is none yet."""
    position = text.find(BEGINNING)
    return "" if position < 0 else text[position + 1:]


def with_load(text, section):
    """The text with this section about load in the place of the one that it had."""
    position = text.find(BEGINNING)
    rest = text if position < 0 else text[:position]
    return f"{rest.rstrip()}\n\n{section.strip()}\n" if section.strip() else text
