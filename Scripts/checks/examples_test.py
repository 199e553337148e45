"""Which examples count as compiled."""

import unittest

from examples import blocks, lines_of, stands_in

SOURCE = lines_of("""
import Testing
public import TesseraJOSE

struct ExampleTests {
    @Test func example() throws {
        let key = try SigningKey.generate(.es256)

        let token = try key.sign(payload, type: "JWT") // a comment
        #expect(token.count > 10)
    }
}
""")


def compiled(code):
    return stands_in(lines_of(code), SOURCE)


class ExampleTests(unittest.TestCase):
    def test_lines_that_stand_together_are_found(self):
        self.assertTrue(compiled(
            'import TesseraJOSE\n\nlet key = try SigningKey.generate(.es256)\nlet token = try key.sign(payload, type: "JWT")\n'))

    def test_another_spelling_is_not(self):
        self.assertFalse(compiled("let key = try SigningKey.generate(.eddsa)"))

    def test_a_line_between_is_not_passed_over(self):
        self.assertFalse(compiled("let key = try SigningKey.generate(.es256)\n#expect(token.count > 10)"))

    def test_an_import_that_the_file_lacks_is_missed(self):
        self.assertFalse(compiled("import TesseraOAuth\nlet key = try SigningKey.generate(.es256)"))

    def test_an_example_of_imports_alone_proves_nothing(self):
        self.assertFalse(compiled("import TesseraJOSE"))

    def test_a_url_is_no_comment(self):
        self.assertEqual(lines_of('  let url = "https://a.example"  // where'), ['let url = "https://a.example"'])

    def test_blocks_are_found_with_their_lines(self):
        page = "# A\n\n```swift\nlet a = 1\n```\n\n```sh\nls\n```\n\n```swift\nlet b = 2\n```\n"
        self.assertEqual(list(blocks(page)), [(4, "let a = 1\n"), (12, "let b = 2\n")])


if __name__ == "__main__":
    unittest.main()
