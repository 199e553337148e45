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

    @property
    def is_good(self):
        return not self._failed and bool(self._passed)

    def print(self, clients, algorithms, seconds):
        rows = [("", *algorithms)]
        for client in clients:
            cells = [self._cell(client, algorithm) for algorithm in algorithms]
            rows.append((f"{client.name} {client.version}", *cells))
        for what in ("key set", "metadata", "status list", "introspection"):
            rows.append((what, *(self._count(what, algorithm) for algorithm in algorithms)))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        print("\nNumbers: tokens or promises judged as it should be; –: the client does not know it and refuses all.")
        for (who, algorithm), promises in sorted(self._failed.items()):
            for promise in promises:
                print(f"FAILED: {who}, {algorithm}: {promise}")
        passed, failed = sum(self._passed.values()), sum(map(len, self._failed.values()))
        print(f"\n{len(clients)} clients, {len(algorithms)} algorithms, {seconds:.1f} s")
        print(f"{passed} passed, {failed} failed")

    def _cell(self, client, algorithm):
        count = self._count(client.name, algorithm)
        return count if algorithm in client.algorithms or count == "FAILED" else "–"

    def _count(self, who, algorithm):
        if self._failed.get((who, algorithm)):
            return "FAILED"
        return str(self._passed.get((who, algorithm), ""))
