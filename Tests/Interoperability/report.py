"""What held and what did not, and the matrix of clients and algorithms."""

import threading
from collections import defaultdict


class Report:
    """Collects the outcome of every check; from several threads."""

    def __init__(self, shows=False):
        self._shows = shows
        self._lock = threading.Lock()
        self._passed = defaultdict(int)
        self._failed = defaultdict(list)
        self._skipped = []

    def checker(self, who, algorithm):
        """A function that notes down whether a promise holds for a client and an algorithm."""

        def check(promise, holds):
            if self._shows:
                print(f"{'as promised' if holds else 'NOT SO'}: {who}, {algorithm}: {promise}")
            if holds:
                with self._lock:
                    self._passed[who, algorithm] += 1
            else:
                self.failed(who, algorithm, promise)

        return check

    def failed(self, who, algorithm, promise):
        with self._lock:
            self._failed[who, algorithm].append(promise)

    def skipped(self, who, algorithm, reason):
        with self._lock:
            self._skipped.append(f"{who}, {algorithm}: {reason}")

    @property
    def is_good(self):
        return not self._failed and bool(self._passed)

    def print(self, clients, algorithms, seconds):
        rows = [("", *algorithms)]
        for client in clients:
            cells = [self._cell(client, algorithm) for algorithm in algorithms]
            rows.append((f"{client.name} {client.version}", *cells))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        print("\nNumbers: tokens judged as they should be; –: the client does not know the algorithm and refuses all.")
        for (who, algorithm), promises in sorted(self._failed.items()):
            for promise in promises:
                print(f"FAILED: {who}, {algorithm}: {promise}")
        for line in self._skipped:
            print(f"skipped: {line}")
        passed, failed = sum(self._passed.values()), sum(map(len, self._failed.values()))
        print(f"\n{len(clients)} clients, {len(algorithms)} algorithms, {seconds:.1f} s")
        print(f"{passed} passed, {failed} failed, {len(self._skipped)} skipped")

    def _cell(self, client, algorithm):
        if self._failed.get((client.name, algorithm)):
            return "FAILED"
        count = self._passed[client.name, algorithm]
        return str(count) if algorithm in client.algorithms else "–"
