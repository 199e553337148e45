"""Which lines are too long, and which words are found where."""

import unittest

from prose import COLUMNS, long_lines, words_in, words_of_page, words_of_swift

LONG = "word " * 30


def found(words):
    return [word for _, word in words]


class ColumnTests(unittest.TestCase):
    def test_a_long_line_of_prose_is_found_by_its_number(self):
        self.assertGreater(len(LONG), COLUMNS)
        self.assertEqual(list(long_lines(f"# A\n\nshort\n{LONG}\n- {LONG}\n    {LONG}\n")), [4, 5, 6])

    def test_the_last_column_may_be_used(self):
        line = ("word " * 24).rstrip() + "x"
        self.assertEqual((len(line), list(long_lines(line))), (COLUMNS, []))
        self.assertEqual(list(long_lines(line + "y")), [1])

    def test_code_blocks_and_tables_may_be_longer(self):
        self.assertEqual(list(long_lines(f"```sh\n{LONG}\n```\n| {LONG} |\n  ````md\n```\n{LONG}\n  ````\n")), [])

    def test_what_follows_a_code_block_is_prose_again(self):
        self.assertEqual(list(long_lines(f"```\n{LONG}\n```\n{LONG}\n")), [4])

    def test_a_heading_may_be_longer_only_for_its_link(self):
        self.assertEqual(list(long_lines(f"## {LONG}[page](page.md)\n## {LONG}\n")), [2])

    def test_what_cannot_be_broken_may_be_longer(self):
        url = "https://example.com/" + "x" * COLUMNS
        image = f"![{LONG}](picture.png)"
        self.assertEqual(list(long_lines(f"{url}\n- <{url}>\n{image}\n`{LONG}`\n  [a page]({url})\n")), [])
        self.assertEqual(list(long_lines(f"see {url}\n")), [1])


class WordTests(unittest.TestCase):
    def test_each_word_is_found_however_it_is_written(self):
        text = "Whoever asks,\nnobody, Somebody and anybody: anew, FOR\never.\n"
        self.assertEqual(found(words_in(text)), ["Whoever", "nobody", "Somebody", "anybody", "anew", "FOR ever"])
        self.assertEqual([number for number, _ in words_in(text)], [1, 2, 2, 2, 2, 2])

    def test_parts_of_words_are_not(self):
        self.assertEqual(found(words_in("renewal, forever, anewspaper, busybody")), [])

    def test_a_code_span_is_a_quotation_and_a_code_block_is_not(self):
        self.assertEqual(list(words_of_page("not `whoever` or ``nobody``\n```\n# anew\n```\n")), [(3, "anew")])

    def test_a_lone_backtick_hides_no_later_paragraph(self):
        self.assertEqual(list(words_of_page("a ` b\n\nwhoever ` c\n")), [(3, "whoever")])

    def test_strings_of_swift_count_and_comments_do_not(self):
        source = '/// Whoever\nlet a = "Nobody can" // anew\nlet b = """\n    for ever\n    """\nlet c = #"anybody"#\nnobody()\n'
        self.assertEqual(list(words_of_swift(source)), [(2, "Nobody"), (4, "for ever"), (6, "anybody")])

    def test_a_comment_mark_in_a_string_begins_no_comment(self):
        self.assertEqual(found(words_of_swift('let a = "https://example.com nobody"\n')), ["nobody"])


if __name__ == "__main__":
    unittest.main()
