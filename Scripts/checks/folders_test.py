"""What counts as a use of another folder, and what is told of one against the order."""

import unittest

from folders import code, problems, uses


class CodeTests(unittest.TestCase):
    def test_comments_and_strings_are_no_code(self):
        self.assertNotIn("Later", code('// Later\n/* Later */ let a = "Later \\" Later"\n/// Later\n'))
        self.assertNotIn("Later", code('let a = """\n    Later "Later" \\\n    Later\n    """\n'))

    def test_what_is_interpolated_is_code(self):
        for text in ('"a \\(Later.text) b"', '"""\n a \\(f(Later.text, "x)")) b\n"""', '"\\("\\(Later.a)")"'):
            self.assertIn("Later", code(text), text)
        self.assertNotIn("Later", code('"\\(a) Later"'))


class UseTests(unittest.TestCase):
    order = ["Low", "High"]

    def told(self, low, high="struct Later {}"):
        return problems(self.order, {("Low", "a.swift"): low, ("High", "b.swift"): high})

    def test_a_later_folder_may_use_an_earlier_one(self):
        self.assertEqual(self.told("struct Early {}", "let a = Early()"), [])

    def test_every_kind_of_type_of_a_later_folder_is_told(self):
        for kind in ("struct", "public final class", "enum", "package actor", "protocol", "@frozen public struct"):
            told = self.told("let a: Later? = nil", f"{kind} Later {{}}")
            self.assertEqual(told, ["Low/a.swift: uses Later, which is of the later folder High"], kind)

    def test_an_extension_of_a_later_type_is_a_use(self):
        self.assertEqual(len(self.told("extension Later {}")), 1)

    def test_a_type_of_the_own_folder_is_meant_first(self):
        self.assertEqual(self.told("struct A { enum Later {} }\nlet a = A.Later()"), [])

    def test_a_private_type_of_a_later_folder_is_unknown_here(self):
        self.assertEqual(self.told("let a = Later()", "private struct Later {}"), [])

    def test_a_later_table_is_told_by_its_name(self):
        table = "extension Transaction {\n    var later: LaterTable { LaterTable(self) }\n}\nstruct LaterTable {}"
        told = self.told("try transaction.later.add()", table)
        self.assertEqual(told, ["Low/a.swift: uses transaction.later, which is of the later folder High"])

    def test_a_folder_without_a_place_is_told_and_a_place_without_a_folder(self):
        told = problems(["Low", "Gone"], {("Low", "a.swift"): "", ("New", "b.swift"): ""})
        self.assertEqual([line.split(":")[0] for line in told], ["New", "Gone"])

    def test_uses_name_the_file(self):
        found = uses({("Low", "a.swift"): "struct Early {}", ("High", "b.swift"): "let a = Early()"})
        self.assertEqual(found["High"]["Low"], {("Early", "b.swift")})


if __name__ == "__main__":
    unittest.main()
