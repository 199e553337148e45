"""The two databases: how a server is told where they are, how a fixture is taken out of them and put back, and how one looks inside."""

import contextlib
import glob
import lzma
import os
import pathlib
import pwd
import re
import shutil
import signal
import sqlite3
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))
from programs import eventually, free_port  # noqa: E402


class SQLite:
    name, fixture = "SQLite", "tessera.sqlite.xz"

    def __init__(self, folder, clock):
        self.path = pathlib.Path(folder) / "tessera.sqlite"

    @property
    def settings(self):
        return {"database_path": str(self.path)}

    def store(self, fixture):
        """Keeps the database, which no program has open."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (fixture / self.fixture).write_bytes(lzma.compress(self.path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))

    def restore(self, fixture):
        self.path.write_bytes(lzma.decompress((fixture / self.fixture).read_bytes()))
        self.path.chmod(0o600)

    def rows(self, statement):
        """What a question that any program may ask gives, as tuples."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as connection:
            return connection.execute(statement).fetchall()

    def explain(self, statement):
        """Why a statement would be refused; nothing when it would not."""
        values = {number: None for number in re.findall(r"\$(\d+)", statement)}
        with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as connection:
            try:
                connection.execute(f"EXPLAIN {statement}", values)
                return ""
            except sqlite3.Error as error:
                # PostgreSQL's own ways of saying things stand in the list, too.
                return f"refused: {error}"

    @contextlib.contextmanager
    def changing(self):
        """A transaction of another program that holds its locks until the block ends; gives what takes statements."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection.execute
            connection.execute("COMMIT")

    def stop(self):
        """There is no program to end."""


class PostgreSQL:
    name, fixture = "PostgreSQL", "postgresql.sql.xz"

    def __init__(self, folder, clock, settings=()):
        self.programs = pathlib.Path(max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[4])))
        self.folder, self.clock, self.port = pathlib.Path(folder) / "postgresql", clock, free_port()
        self.folder.mkdir()
        if os.geteuid() == 0:
            # It refuses to run as root.
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        data = self.folder / "data"
        self._run("initdb", "--pgdata", data, "--username", "tessera", "--auth", "trust", "--encoding", "UTF8",
                  "--locale", "C", "--no-sync")
        flags = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off",
                 "max_connections": 60, "shared_buffers": "32MB", **dict(settings)}
        words = [word for name, value in flags.items() for word in ("-c", f"{name}={value}")]
        with open(self.folder.parent / "postgresql.log", "w") as log:
            # The clock comes in when the user has changed, for what the library makes belongs to one user.
            by_clock = ["env", *(f"{name}={value}" for name, value in clock.environment.items())]
            server = clock.command([self.programs / "postgres", "-D", data, *words])
            self.process = subprocess.Popen(
                self._as_server(*by_clock, *server), cwd=self.folder, stdout=log, stderr=log,
            )
        eventually("PostgreSQL answered", self._answers, deadline=30)
        self.psql("CREATE DATABASE tessera", database="postgres")

    @property
    def url(self):
        return f"postgresql://tessera@127.0.0.1:{self.port}/tessera"

    @property
    def settings(self):
        return {"database_url": self.url, "http_drain_delay": "0s"}

    def store(self, fixture):
        dump = self._run("pg_dump", "--dbname", self.url, "--no-owner", "--no-privileges", "--format", "plain")
        # A newer pg_dump shuts psql's own commands out by a password of its own in each dump.
        lines = [line for line in dump.splitlines(keepends=True) if not line.startswith(("\\restrict", "\\unrestrict"))]
        text = "".join(lines).encode()
        (fixture / self.fixture).write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))

    def restore(self, fixture):
        self._run("psql", "--dbname", self.url, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1",
                  text=lzma.decompress((fixture / self.fixture).read_bytes()).decode())

    def rows(self, statement):
        # Separators that no text of ours has.
        text = self.psql(statement, flags=("--field-separator", "\x1f", "--record-separator", "\x1e"))
        return [tuple(int(field) if re.fullmatch(r"-?\d+", field) else field for field in line.split("\x1f"))
                for line in text.removesuffix("\n").split("\x1e") if line]

    @contextlib.contextmanager
    def changing(self):
        process = subprocess.Popen(
            [self.programs / "psql", "--dbname", self.url, "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set",
             "ON_ERROR_STOP=1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )

        def execute(statement):
            process.stdin.write(f"{statement};\n\\echo done\n")
            process.stdin.flush()
            for line in process.stdout:
                if line == "done\n":
                    return
            raise AssertionError(f"psql ended at: {statement}")

        execute("BEGIN")
        yield execute
        execute("COMMIT")
        process.stdin.close()
        assert process.wait(20) == 0

    def psql(self, statement, database="tessera", flags=()):
        return self._run("psql", "--dbname", self.url.rsplit("/", 1)[0] + "/" + database, "--no-psqlrc", "--quiet",
                         "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1", *flags, "--command", statement)

    def stop(self):
        # SIGQUIT: the children of a killed postmaster would keep the files for a while.
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)
        self.clock.clean_up(self.process)
        shutil.rmtree(self.folder)

    def _answers(self):
        assert self.process.poll() is None, "PostgreSQL ended:\n" + (self.folder.parent / "postgresql.log").read_text()
        command = [self.programs / "pg_isready", "--host", "127.0.0.1", "--port", str(self.port), "--quiet"]
        return subprocess.run(command).returncode == 0

    def _as_server(self, *words):
        user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--"] if os.geteuid() == 0 else []
        return [*user, *map(str, words)]

    def _run(self, program, *words, text=None):
        command = [self.programs / program, *map(str, words)]
        if program == "initdb":
            command = self._as_server(*command)
        done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=self.folder, timeout=120)
        assert done.returncode == 0, f"{program} failed: {done.stderr}"
        return done.stdout


EVERY_DATABASE = (SQLite, PostgreSQL)
