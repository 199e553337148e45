"""What is told of the last long run."""

import datetime
import unittest

from long_run import age, commits_since

NOW = datetime.datetime(2030, 5, 20, 12, tzinfo=datetime.timezone.utc)
RECORD = "# Long run\n\ncommit: 0123456789abcdef\ndate: {}\nresult: passed\n"


def told(text, commits=12):
    return age(text, NOW, lambda commit: commits)


class LongRunTests(unittest.TestCase):
    def test_a_run_that_never_was_is_told_as_such(self):
        self.assertIn("never", told(None))

    def test_commits_and_days_are_counted(self):
        self.assertIn("12 commits and 3 days ago (commit 0123456789ab): passed", told(RECORD.format("2030-05-17T11:00Z")))
        self.assertIn("12 commits and 1 day ago", told(RECORD.format("2030-05-19T11:00:00+00:00")))
        self.assertIn("12 commits and 0 days ago", told(RECORD.format("2030-05-20")))

    def test_a_date_in_another_zone_is_the_same_moment(self):
        self.assertIn("and 1 day ago", told(RECORD.format("2030-05-19T13:30:00+02:00")))

    def test_a_commit_that_git_does_not_know_is_told_without_a_number(self):
        self.assertIn("an unknown number of commits", told(RECORD.format("2030-05-17"), None))
        self.assertIsNone(commits_since("0" * 40))
        self.assertIsNone(commits_since("--all"))
        self.assertEqual(commits_since("not an id"), None)

    def test_a_date_that_is_none_fails_nothing(self):
        self.assertIn("an unknown number of days", told(RECORD.format("yesterday")))

    def test_a_line_that_is_missing_is_named(self):
        self.assertIn("no line 'result", told("commit: 0123456\ndate: 2030-05-17\n"))
        self.assertIn("no line 'commit", told(""))

    def test_the_last_of_each_line_holds_and_a_list_may_hold_them(self):
        two = "- commit: 1111111\n- date: 2030-01-01\n- result: failed\n\n- commit: 2222222\n- date: 2030-05-18\n- result: passed\n"
        self.assertIn("2 days ago (commit 2222222): passed", told(two))


if __name__ == "__main__":
    unittest.main()
