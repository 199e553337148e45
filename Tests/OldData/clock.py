"""A wall clock of the programs' own, by libfaketime: a fixture's tokens and sessions live for minutes and days, and it must not rot."""

import glob
import os
import pathlib
import shutil
import subprocess
import time

# `libfaketime` takes every absolute time of a timer for one of the wall clock. Those of CLOCK_BOOTTIME are what Swift's tasks
# sleep by, and no kernel would move them.
TIMERS = r"""
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

int timerfd_settime(int timer, int flags, const struct itimerspec *next, struct itimerspec *last) {
    return syscall(SYS_timerfd_settime, timer, flags, next, last);
}
"""


class Clock:
    """Set to a moment, it goes on from there at the pace of the machine's, for every program that was started by it."""

    def __init__(self, folder):
        libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        compiler = shutil.which("cc") or shutil.which("clang")
        if not libraries or compiler is None:
            raise SystemExit("old data: libfaketime or a C compiler is missing; Scripts/setup.sh --tests installs them")
        folder = pathlib.Path(folder)
        self.file, source, timers = folder / "clock", folder / "timers.c", folder / "timers.so"
        source.write_text(TIMERS)
        subprocess.run([compiler, "-shared", "-fPIC", "-o", timers, source], check=True)
        self.environment = {
            "LD_PRELOAD": f"{timers} {libraries[0]}", "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.ahead = 0
        self.set(time.time())

    def set(self, moment):
        """Sets the clock to a moment, in seconds since the epoch."""
        self.ahead = round(moment - time.time())
        # At once, for the programs read it at each look at the clock.
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self.ahead:+d}\n")
        # PostgreSQL runs as another user.
        fresh.chmod(0o644)
        fresh.rename(self.file)

    def advance(self, seconds):
        self.set(self.now + seconds)

    @property
    def now(self):
        return time.time() + self.ahead

    @staticmethod
    def command(words):
        """The library changes the environment of the first program that it is loaded into, after which a Swift program would not find
        its arguments: so a shell comes first, and becomes the program."""
        return ["/bin/sh", "-c", 'exec "$@"', "sh", *map(str, words)]

    @staticmethod
    def clean_up(process):
        """Removes what the library leaves behind of a process."""
        for name in ("faketime_shm_", "sem.faketime_sem_"):
            with_process = pathlib.Path("/dev/shm") / f"{name}{process.pid}"
            with_process.unlink(missing_ok=True)

    def environ(self, more=None):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TESSERA_", "POSTGRES_"))}
        return kept | self.environment | (more or {})
