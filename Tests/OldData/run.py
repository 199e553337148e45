"""Takes the databases of every released version forward: restores each fixture, starts today's program on it, and looks whether its
people, clients and operators notice anything. See Documentation/upgrading.md.
"""

import argparse
import base64
import contextlib
import json
import pathlib
import sys
import tempfile
import time

import beside
import later
import promises
import verifier
from clock import Clock
from databases import EVERY_DATABASE
from report import Report
from server import Tessera

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "Fixtures"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("binary", type=pathlib.Path, help="today's tessera")
    arguments.add_argument("--beside", type=pathlib.Path, metavar="TESSERA",
                           help="the program of the older version itself: it runs on while today's migrates")
    options = arguments.parse_args()
    started, report = time.monotonic(), Report()
    fixtures = sorted(file.parent for file in FIXTURES.glob("*/facts.json"))
    assert fixtures, "there is a fixture"
    for fixture in fixtures:
        facts = json.loads((fixture / "facts.json").read_text())
        for kind in EVERY_DATABASE:
            report.about(f"{fixture.name} on {kind.name}")
            report.attempt(take_forward, report, options.binary.resolve(), fixture, kind, facts[kind.name])
            if options.beside:
                with restored(options.beside.resolve(), fixture, kind, facts[kind.name]) as old:
                    report.attempt(beside.older_node, report, old, options.binary.resolve(), facts[kind.name])
    sys.exit(report.finish(time.monotonic() - started))


def take_forward(report, binary, fixture, kind, facts):
    with restored(binary, fixture, kind, facts) as tessera:
        before = beside.schema(tessera.database, fixture)
        report.attempt(migrates, report, tessera, facts)
        report.attempt(beside.older_statements, report, tessera.database, fixture, before)
        # What older clients know by heart: a client disabled or a key rotated here is not what is looked at there.
        tessera.clock.set(facts["moment"] + 60)
        with tessera.serving() as api:
            for part in (promises.tokens_of_before, promises.subjects, promises.ended_sessions, promises.clients, promises.verifiers,
                         promises.living_sessions, promises.cookie_sessions, promises.passwords, promises.administration):
                report.attempt(part, report, api, facts)
            report.attempt(promises.audit_trail, report, api, facts, tessera.database)
            report.attempt(verifier.reads_on, report, api, tessera, fixture)
        report.attempt(promises.commands, report, tessera, facts)
        report.attempt(beside.later_migration, report, tessera, facts)
    with restored(binary, fixture, kind, facts) as tessera:
        report.attempt(later.sweeps, report, tessera, facts)


def migrates(report, tessera, facts):
    applied = tessera.command("database", "migrate", "--json")["applied"]
    migrations = tessera.database.rows("SELECT count(*) FROM tessera_migrations")[0][0]
    report.same("the tables are brought up to date", facts["rows"]["tessera_migrations"] + len(applied), migrations)
    report.same("once", tessera.command("database", "migrate", "--json")["applied"], [])
    for table, count in facts["rows"].items():
        if table != "tessera_migrations":
            now = tessera.database.rows(f"SELECT count(*) FROM {table}")[0][0]
            report.same(f"the table {table} keeps its rows", now, count)


@contextlib.contextmanager
def restored(binary, fixture, kind, facts):
    """The installation of a fixture, a minute after its last moment."""
    with tempfile.TemporaryDirectory(prefix="tessera-old-data-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o711)
        clock = Clock(folder)
        clock.set(facts["moment"] + 60)
        database = kind(folder, clock)
        try:
            database.restore(fixture)
            tessera = Tessera(binary, folder, database, clock)
            tessera.secret.touch(0o600)
            tessera.secret.write_bytes(base64.b64decode(facts["master_secret"]))
            yield tessera
        finally:
            database.stop()


if __name__ == "__main__":
    main()
