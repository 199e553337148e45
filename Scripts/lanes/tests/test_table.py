"""The table of lanes: what may stand in it, and which lanes a change touches."""

import tempfile
import unittest
from pathlib import Path

import table

ROOT = Path(__file__).resolve().parents[3]
FIRST = "\t".join(table.COLUMNS)


def read(*lines):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        file.write("\n".join([FIRST, *lines]) + "\n")
        file.flush()
        return table.read(file.name)


class Table(unittest.TestCase):
    def test_the_projects_own_table_is_in_order(self):
        names = [lane.name for lane in table.read(ROOT / "Scripts" / "lanes.tsv")]
        self.assertIn("build", names)

    def test_a_line_that_cannot_be_read_is_refused_with_its_number(self):
        good = "a\t1\t1\tquick\t-\tSources/*\ttrue\t-"
        for bad, word in ((good.replace("quick", "swift"), "kind"), (good.replace("1", "one", 1), "numbers"), (good.replace("a", "A b", 1), "name"),
                          (good + "\tmore", "columns"), (good.replace("1", "0", 1), "between"), (good.replace("true", ""), "empty")):
            with self.assertRaises(table.TableFault) as caught:
                read(bad)
            self.assertIn(word, str(caught.exception))
            self.assertIn("line 2", str(caught.exception))

    def test_a_lane_needs_only_what_stands_above_it(self):
        with self.assertRaises(table.TableFault):
            read("a\t1\t1\tquick\tb\tx\ttrue\t-", "b\t1\t1\tquick\t-\tx\ttrue\t-")

    def test_two_lanes_of_one_name_are_refused(self):
        with self.assertRaises(table.TableFault):
            read(*["a\t1\t1\tquick\t-\tx\ttrue\t-"] * 2)

    def test_a_change_touches_the_lanes_whose_patterns_fit(self):
        lanes = read("a\t1\t1\tquick\t-\tSources/A/* README.md\ttrue\t-", "b\t1\t1\tslow\ta\tSources/*\ttrue\t-")
        self.assertEqual([lane.name for lane in lanes if lane.is_touched(["Sources/A/deep/File.swift"])], ["a", "b"])
        self.assertEqual([lane.name for lane in lanes if lane.is_touched(["README.md"])], ["a"])
        self.assertEqual([lane.name for lane in table.with_needs([lanes[1]], lanes)], ["a", "b"])
