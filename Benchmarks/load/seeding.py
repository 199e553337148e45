"""Databases with many sessions, by the product's own command."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .generator import PASSWORD

SESSIONS_PER_ACCOUNT = 10
TOKENS = 100_000


@dataclass
class Seeded:
    sessions: int
    accounts: int
    database: Path
    tokens: Path
    seconds: float

    def size(self):
        """Bytes of the database with its write-ahead log."""
        files = [self.database, self.database.with_name(self.database.name + "-wal")]
        return sum(file.stat().st_size for file in files if file.exists())


def seed(binary, directory, sessions):
    accounts = max(1, sessions // SESSIONS_PER_ACCOUNT)
    folder = directory / f"sessions-{sessions}"
    folder.mkdir()
    database, tokens = folder / "tessera.sqlite", folder / "tokens"
    command = [
        str(binary), "database", "seed", "--for-load-test", "--users", str(accounts), "--sessions", str(sessions),
        "--tokens", str(tokens), "--token-count", str(TOKENS), "--database-path", str(database), "--json"]
    run = subprocess.run(command, input=PASSWORD + "\n", capture_output=True, text=True, timeout=3600)
    if run.returncode != 0:
        raise RuntimeError(f"the database could not be filled: {run.stderr}")
    return Seeded(sessions, accounts, database, tokens, json.loads(run.stdout)["milliseconds"] / 1000)
