"""Asks every client in the wild about real tokens of a real server, and prints who could do what.

Every verdict of every client: --show.
"""

import argparse
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import introspection
import key_set
import metadata
import status_list
from clients import EVERY_ALGORITHM, Verdict, every_client
from report import Report
from scenario import AUDIENCE, BY_STRANGER, OTHER_TYPE, scenario

# More than a small machine has cores: servers start and tokens expire meanwhile.
AT_ONCE = 4


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("binary", type=Path, help="the tessera binary")
    arguments.add_argument("algorithms", nargs="*", help="only these signing algorithms", default=EVERY_ALGORITHM)
    arguments.add_argument("--show", action="store_true", help="print every verdict of every client")
    options = arguments.parse_args()
    binary, algorithms = str(options.binary.resolve()), options.algorithms
    clients = every_client()
    report = Report(shows=options.show)
    started = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda algorithm: examine(binary, algorithm, clients, report), algorithms))
    report.print(clients, algorithms, time.monotonic() - started)
    sys.exit(0 if report.is_good else 1)


def examine(binary, algorithm, clients, report):
    try:
        with temporary_folder() as folder, scenario(binary, folder, algorithm) as made:
            for client in clients:
                examine_client(client, made, folder, report)
            key_set.judge(made.server.jwks(), report.checker("key set", algorithm))
            status_list.judge(made.server, algorithm, report.checker("status list", algorithm))
            # What does not depend on the algorithm is looked at once.
            if algorithm == EVERY_ALGORITHM[0]:
                metadata.judge(made.server.metadata(), made.server.issuer, report.checker("metadata", algorithm))
                check = report.checker("introspection", algorithm)
                introspection.judge(made.server, made.subjects["good"], AUDIENCE, folder, check)
                for client in clients:
                    examine_with_strange_keys(client, made, folder, report)
    except Exception:
        report.failed("the test itself", algorithm, traceback.format_exc())


def examine_client(client, made, folder, report):
    """The good tokens are accepted, if the library knows the algorithm, and all others are refused."""
    check = report.checker(client.name, made.algorithm)
    verdicts = ask(client, made, made.server.jwks_uri, folder)
    knows = made.algorithm in client.algorithms
    for name in made.tokens:
        verdict = verdicts[name]
        if knows and name in made.subjects:
            check(f"{name} is accepted: {verdict.text}", verdict == Verdict(True, made.subjects[name]))
        else:
            check(f"{name} is refused: {verdict.text}", not verdict.accepted)
    if made.stranger_requests:
        check("does not follow a URL out of a token", False)
        made.stranger_requests.clear()


def examine_with_strange_keys(client, made, folder, report):
    """Pointed at a stranger's key set, a client says the contrary: its verdict comes from the keys behind the URL."""
    check = report.checker(client.name, made.algorithm)
    verdicts = ask(client, made, made.stranger_url, folder)
    for name in made.tokens:
        if name in BY_STRANGER or name == OTHER_TYPE and not client.checks_type:
            check(f"{name} is accepted with the stranger's keys: {verdicts[name].text}", verdicts[name].accepted)
        else:
            check(f"{name} is refused with the stranger's keys", not verdicts[name].accepted)


def ask(client, made, jwks_uri, folder):
    return client.ask(jwks_uri, made.server.issuer, AUDIENCE, made.algorithm, made.tokens, folder)


@contextmanager
def temporary_folder():
    with tempfile.TemporaryDirectory(prefix="tessera-interoperability-") as name:
        folder = Path(name)
        # Apache serves as another user when root starts it, and must get through to its pages.
        folder.chmod(0o711)
        yield folder


if __name__ == "__main__":
    main()
