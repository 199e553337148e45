"""Which lines are imports, and what a target declares."""

import unittest

from imports import IMPORT, dependencies, folder


def imported(code):
    return IMPORT.findall(code)


class ImportTests(unittest.TestCase):
    def test_every_spelling_is_found(self):
        for line in (
            "import A", "public import A", "@testable import A", "@preconcurrency public import A", "import struct A.B",
            "    import A", "\n\n   \nimport A", "@_spi(Some) import A", "@preconcurrency\nimport A",
        ):
            self.assertEqual(imported(line), ["A"], line)

    def test_what_is_no_import_is_not(self):
        for line in ("let important = 1", "reimport A", "x.import A"):
            self.assertEqual(imported(line), [], line)

    def test_dependencies_are_rooms_or_products(self):
        target = {"dependencies": [
            {"byName": ["Room", None]}, {"target": ["Other", None]}, {"product": ["Crypto", "swift-crypto", None, None]},
            {"byName": ["Foreign", None]},
        ]}
        rooms, products = dependencies(target, {"Room": {}, "Other": {}})
        self.assertEqual(rooms, {"Room", "Other"})
        self.assertEqual(products, {"Crypto", "Foreign"})

    def test_a_target_without_a_path_lies_where_its_kind_does(self):
        self.assertEqual(folder({"name": "A", "type": "regular", "path": None}), "Sources/A")
        self.assertEqual(folder({"name": "ATests", "type": "test", "path": None}), "Tests/ATests")
        self.assertEqual(folder({"name": "A", "type": "regular", "path": "Tests/Support/"}), "Tests/Support")


if __name__ == "__main__":
    unittest.main()
