"""The statements of an older version, by which it is seen whether a node of it can go on after a later migration.

They are taken from PostgreSQL's log while that version's program tells its story.
"""

import csv
import re

LOGGED = {"log_statement": "all", "log_destination": "csvlog", "logging_collector": "on", "log_directory": "log",
          "log_rotation_size": "0"}
# Of a start, which an older version refuses on a newer database, and of the tools.
NOT_OF_A_NODE = re.compile(r"(?i)^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|RESET|SHOW|LISTEN|UNLISTEN|CREATE|ALTER|DROP|COPY|DO|"
                           r"LOCK|START|DISCARD|DEALLOCATE|COMMENT|GRANT|\()")


# Longer ones fill a database for a load test, hundreds of rows a statement; no node does.
LONGEST = 5000


def recorded(database):
    """Every statement that the program has asked of this PostgreSQL, once."""
    found = set()
    for file in (database.folder / "data/log").glob("*.csv"):
        with open(file, newline="") as log:
            for entry in csv.reader(log):
                user_database, message = entry[2], entry[13]
                match = re.match(r"execute [^:]*: (.*)", message, re.DOTALL)
                if user_database == "tessera" and match and not NOT_OF_A_NODE.match(match.group(1)) and len(match.group(1)) < LONGEST:
                    found.add(match.group(1))
    return sorted(found)
