"""When the manifest and NOTICE agree."""

import unittest

from notices import disagreements

MANIFEST = """
.package(url: "https://github.com/apple/swift-log.git", from: "1.0.0"),
let other: Package.Dependency = .package(
    url: "https://github.com/example/Other.git",
    from: "2.0.0"
)
"""


class NoticeTests(unittest.TestCase):
    def test_they_agree(self):
        self.assertEqual(disagreements(
            MANIFEST, "swift-log https://github.com/apple/swift-log (with x)\nOther https://github.com/example/Other, by A"), [])

    def test_a_package_that_is_not_named_is_found(self):
        found = disagreements(MANIFEST, "swift-log https://github.com/apple/swift-log\n")
        self.assertEqual(found, ["NOTICE: example/Other is in Package.swift and not named here"])

    def test_a_package_that_is_gone_is_found(self):
        text = "https://github.com/apple/swift-log\nhttps://github.com/example/Other\nhttps://github.com/a/Gone\n"
        self.assertEqual(disagreements(MANIFEST, text), ["NOTICE: a/Gone is named here and not in Package.swift"])

    def test_what_is_part_of_the_repository_is_no_package(self):
        text = ("https://github.com/apple/swift-log\nhttps://github.com/example/Other\n"
                "What is part of this repository\nhttps://github.com/a/list\n")
        self.assertEqual(disagreements(MANIFEST, text), [])


if __name__ == "__main__":
    unittest.main()
