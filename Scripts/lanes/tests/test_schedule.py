"""The rules of the run of lanes, each test named as its promise."""

import unittest

from schedule import hopeless, next_lane
from table import Lane


def lane(name, budget=1.0, minutes=1.0, needs=(), touched_by=(), kind="quick"):
    return Lane(name, budget, minutes, kind, tuple(needs), tuple(touched_by), "true", "-")


class Schedule(unittest.TestCase):
    def test_the_longest_that_fits_begins_first(self):
        waiting = [lane("short", 1, 1), lane("long", 4, 4), lane("wide", 10, 5)]
        self.assertEqual(next_lane(waiting, [], set(), 2).name, "wide")
        self.assertEqual(next_lane(waiting, [lane("runs", 1, 1)], set(), 2).name, "long")

    def test_a_lane_waits_until_processors_are_free(self):
        self.assertIsNone(next_lane([lane("wide", 2, 1)], [lane("runs", 1, 1)], set(), 2))

    def test_a_lane_that_needs_more_than_there_is_runs_alone(self):
        self.assertEqual(next_lane([lane("huge", 8, 1)], [], set(), 2).name, "huge")

    def test_lanes_that_mostly_wait_run_beside_others(self):
        waits = lane("waits", 0.5, 5)
        self.assertIs(next_lane([waits], [lane("a"), lane("b")], set(), 2), waits)

    def test_a_lane_waits_for_what_it_needs(self):
        waiting = [lane("browser", needs=["build"])]
        self.assertIsNone(next_lane(waiting, [], set(), 2))
        self.assertEqual(next_lane(waiting, [], {"build"}, 2).name, "browser")

    def test_what_needs_a_failed_lane_is_given_up_also_over_another(self):
        waiting = [lane("c", needs=["b"]), lane("b", needs=["a"]), lane("free")]
        self.assertEqual({one.name for one in hopeless(waiting, {"a"})}, {"b", "c"})
        self.assertEqual(hopeless(waiting, set()), [])
