"""A lane as a process: time, limits, and what it leaves behind."""

import sys
import tempfile
import time
import unittest
from pathlib import Path

import process


class Process(unittest.TestCase):
    def run_lane(self, command, limit=30):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "log"
            status = process.begin("test", command, log, limit, {}).wait()
            return status, *process.used(log), log.read_text()

    def test_the_output_and_the_status_are_the_commands(self):
        status, _, _, reason, output = self.run_lane("echo out; echo err >&2; exit 3")
        self.assertEqual((status, reason, output), (3, "", "out\nerr\n"))

    def test_the_time_of_processes_that_the_lane_does_not_wait_for_counts(self):
        busy = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
        _, _, processor, reason, _ = self.run_lane(f"(setsid {sys.executable} -c '{busy}' &)")
        self.assertGreaterEqual(processor, 0.5)
        self.assertEqual(reason, "")

    def test_a_lane_that_does_not_end_is_ended_with_its_children(self):
        began = time.monotonic()
        status, _, _, reason, _ = self.run_lane("sleep 300 & sleep 300", limit=1)
        self.assertNotEqual(status, 0)
        self.assertIn("did not end", reason)
        self.assertLess(time.monotonic() - began, 100)

    def test_a_run_that_is_stopped_leaves_nothing_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            log, pid = Path(folder) / "log", Path(folder) / "pid"
            watcher = process.begin("test", f"(setsid sleep 300 & echo $! >{pid}); sleep 300", log, 100, {})
            while not pid.exists() or not pid.read_text():
                time.sleep(0.05)
            watcher.terminate()
            self.assertEqual(watcher.wait(timeout=60), 143)
            self.assertFalse(Path(f"/proc/{pid.read_text().strip()}").exists())

    def test_a_server_that_is_left_running_is_named_and_ended(self):
        status, _, _, reason, _ = self.run_lane("(setsid sleep 300 &)")
        self.assertEqual((status, reason), (0, "left running: sleep"))
