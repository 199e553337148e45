"""An older node beside a newer one: what it asks still works after the migration, and while the migration runs it waits, or says so."""

import json
import re
import subprocess
import threading
import time

from databases import PostgreSQL
from server import Tessera

# Longer than a request waits for its database.
MIGRATION_TAKES = 10
# The number of the lock that keeps two migrations apart, see Sources/Persistence/Migrator.swift.
LOCK = 0x74657373657261


# What a database demands of those who write into it.
RULES = {
    "SQLite": """
        SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'trigger' OR type = 'index' AND sql LIKE 'CREATE UNIQUE%')
        """,
    "PostgreSQL": """
        SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE 'CREATE UNIQUE%'
        UNION SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        """,
}
COLUMNS = {
    "SQLite": """
        SELECT m.name, c.name, c."notnull" AND c.dflt_value IS NULL FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'table'
        """,
    "PostgreSQL": """
        SELECT table_name, column_name,
            CAST(is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AS INTEGER)
        FROM information_schema.columns WHERE table_schema = 'public'
        """,
}


def schema(database, fixture):
    """What an older node relies on: the columns with whether they must be given, the rules, and what its statements give."""
    return {
        "columns": {(table, column): bool(needed) for table, column, needed in database.rows(COLUMNS[database.name])},
        "rules": {re.sub(r"\s+", " ", str(rule)) for (rule,) in database.rows(RULES[database.name])},
        "statements": described(database, json.loads((fixture / "statements.json").read_text())),
    }


def described(database, statements):
    """What each statement would give: its columns, or why it is refused. Nothing is executed."""
    if isinstance(database, PostgreSQL):
        script = "".join(f"{statement}\n\\gdesc\n\\echo ==\n" for statement in statements)
        done = subprocess.run(
            [database.programs / "psql", "--dbname", database.url, "--no-psqlrc", "--no-align", "--tuples-only"],
            input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
        )
        return dict(zip(statements, done.stdout.split("==\n"), strict=False))
    return {statement: database.explain(statement) for statement in statements}


def older_statements(report, database, fixture, before):
    after = schema(database, fixture)
    refused = [words for words in before["statements"].values() if "ERROR" in words]
    report.check("the older node's statements are read", len(refused) * 10 < len(before["statements"]), refused)
    for statement, words in before["statements"].items():
        report.same(f"an older node can go on to ask: {statement[:80]}", after["statements"][statement], words)
    tables = {table for table, _ in before["columns"]}
    for (table, column), needed in after["columns"].items():
        if table in tables and (table, column) not in before["columns"]:
            report.check(f"an older node may leave {table}.{column} out", not needed)
    for column in before["columns"]:
        report.check(f"the column {'.'.join(column)} is still there", column in after["columns"])
    new = {rule for rule in after["rules"] - before["rules"] if any(re.search(rf"\b{table}\b", rule) for table in tables)}
    report.same("nothing new is demanded of what an older node writes", new, set())


def later_migration(report, tessera, facts):
    """Today's node is the older one here: a later version migrates while it serves."""
    database = tessera.database
    with tessera.serving() as api:
        people = [Person(api, tokens["refresh_token"]) for tokens in map(api.sign_in, ("person-070", "person-071", "person-072"))]
        stop = threading.Event()
        threads = [threading.Thread(target=person.refreshes_until, args=(stop,)) for person in people]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        try:
            with database.changing() as execute:
                if isinstance(database, PostgreSQL):
                    execute(f"SELECT pg_advisory_xact_lock({LOCK})")
                execute("ALTER TABLE sessions ADD COLUMN of_later INTEGER NOT NULL DEFAULT 7")
                execute("ALTER TABLE accounts ADD COLUMN of_later INTEGER")
                execute("INSERT INTO tessera_migrations (position, name, fingerprint, applied_at) VALUES (1000, 'of_later', '0', 0)")
                time.sleep(MIGRATION_TAKES)
                report.same("a node that waits is alive", api.get("/health/live").status_code, 200)
            time.sleep(1)
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
        for person in people:
            report.same("whoever waits for the migration is answered, or gets 503 with a sentence", person.odd, [])
            report.check("and goes on after it", person.last == 200, person.last)
        refusals = [refusal for person in people for refusal in person.refusals]
        report.check("who waits longer than 8 s gets the sentence", refusals, [person.count for person in people])
        for refusal in refusals:
            report.check("it says what to do and when", refusal.headers.get("Retry-After") and "again" in refusal.json()["detail"],
                         refusal.text)
        # Everything that writes, by statements that this node had prepared before.
        tokens = api.sign_in("person-073")
        api.register("latecomer")
        api.done(204, "POST", "/auth/logout", {"refresh_token": tokens["refresh_token"]})
        report.same("a sign-out is one", api.get("/auth/me", token=tokens["access_token"]).status_code, 401)
        report.same("a node of the older version is ready", api.get("/health/ready").status_code, 200)
        for words in (("serve",), ("user", "list"), ("key", "rotate")):
            refused = tessera.run(*words)
            report.check(f"`{' '.join(words)}` of the older version is refused with a sentence",
                         refused.returncode != 0 and "it was used by a newer version; start that version" in refused.stderr,
                         f"{refused.returncode} {refused.stderr}")


class Person:
    """Refreshes all the time, and repeats what was refused, with the same attempt."""

    def __init__(self, api, token):
        self.api, self.token, self.count, self.last, self.odd, self.refusals = api, token, 0, 0, [], []

    def refreshes_until(self, stop):
        while not stop.is_set() or self.last != 200:
            self.refresh()

    def refresh(self):
        attempt = f"beside-{self.count}"
        for _ in range(20):
            answer = self.api.refresh(self.token, attempt)
            self.last = answer.status_code
            if answer.status_code == 200:
                self.count, self.token = self.count + 1, answer.json()["refresh_token"]
                return
            if answer.status_code != 503:
                self.odd.append(answer.text)
                return
            self.refusals.append(answer)
            time.sleep(0.2)


def older_node(report, old, binary, facts):
    """The older version's own program, still running, beside today's."""
    new = Tessera(binary, old.folder, old.database, old.clock)
    with old.serving() as older:
        people = [Person(older, tokens["refresh_token"]) for tokens in facts["sessions"]["living"][:3]]
        stop = threading.Event()
        threads = [threading.Thread(target=person.refreshes_until, args=(stop,)) for person in people]
        for thread in threads:
            thread.start()
        try:
            report.check("today's program migrates beside it", new.command("database", "migrate", "--json")["applied"])
            time.sleep(2)
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
        with new.serving() as newer:
            for person in people:
                report.same("nobody is signed out at the older node", (person.odd, person.last), ([], 200))
            for number, (makes, takes) in enumerate(((older, newer), (newer, older)) * 3):
                name = f"beside-{number}"
                makes.register(name)
                tokens = takes.sign_in(name)
                for api in (makes, takes):
                    report.same("both nodes take the token", api.get("/auth/me", token=tokens["access_token"]).status_code, 200)
                answer = makes.refresh(tokens["refresh_token"], "one")
                report.same("both refresh", (answer.status_code, takes.refresh(answer.json()["refresh_token"], "two").status_code),
                            (200, 200))
                ended = makes.sign_in(name)
                takes.done(204, "POST", "/auth/logout", {"refresh_token": ended["refresh_token"]})
                report.same("what one ends has ended at the other",
                            makes.refresh(ended["refresh_token"], "three").json().get("cause"), "signed_out")
            new.command("key", "rotate", "--immediately", "--json")
            time.sleep(5)
            for makes, takes in ((older, newer), (newer, older)):
                tokens = makes.sign_in("beside-0")
                report.same("both sign with a key that both take",
                            takes.get("/auth/me", token=tokens["access_token"]).status_code, 200)
            refused = old.run("serve")
            report.check("started again, the older version refuses with a sentence",
                         refused.returncode != 0 and "newer version" in refused.stderr, f"{refused.returncode} {refused.stderr}")
            report.same("`database check` finds nothing", new.run("database", "check").returncode, 0)
