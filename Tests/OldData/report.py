"""What was promised, and whether it is so. A broken promise does not keep the others from being looked at."""

import traceback


class Report:
    def __init__(self):
        self.kept, self.broken, self.where = 0, [], ""

    def about(self, where):
        self.where = where

    def check(self, promise, condition, found=""):
        if condition:
            self.kept += 1
        else:
            self.broken.append(f"{self.where}: {promise}" + (f"\n    found: {str(found)[:1500]}" if found != "" else ""))

    def same(self, promise, found, expected):
        self.check(promise, found == expected, f"{found!r}, not {expected!r}")

    def attempt(self, part, *arguments):
        try:
            part(*arguments)
        except Exception:
            self.broken.append(f"{self.where}: {part.__name__} ended early\n{traceback.format_exc()}")

    def finish(self, seconds):
        for words in self.broken:
            print(f"BROKEN  {words}")
        print(f"old data: {self.kept} promises kept, {len(self.broken)} broken, {seconds:.0f} s")
        return 1 if self.broken or not self.kept else 0
