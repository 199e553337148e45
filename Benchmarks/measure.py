"""Measures everything and writes the figures as JSON.

measure.py BINARY PEERS WORK-DIRECTORY RESULT-FILE [--rounds N] [--seconds N]
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from measuring import (
    client, decisions, footprint, hostile, key_set, login, machine, postgres, postgres_sizes, refresh, revocation, silence, tessera,
)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description="Measures the release binary beside its peers.")
    parser.add_argument("binary", type=Path)
    parser.add_argument("peers", type=Path)
    parser.add_argument("directory", type=Path, help="on the disk that is to be measured; empty")
    parser.add_argument("result", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement of a round")
    options = parser.parse_args()
    binary, peers, directory = options.binary.resolve(), options.peers.resolve(), options.directory.resolve()
    log = directory / "tessera.log"
    figures = {"machine": machine.describe(), "rounds": options.rounds, "seconds": options.seconds}
    figures["sizes"] = footprint.sizes(binary)
    figures["client"] = client.sizes()
    say(f"the browser client's core: {figures['client']['core']:,} bytes gzipped")

    say("time to the first answer")
    figures["start"] = footprint.start_times(binary, directory, log)

    say(f"a database with {refresh.SESSIONS} sessions")
    state = directory / "state"
    state.mkdir()
    database, tokens = state / "tessera.sqlite", directory / "tokens"
    refresh.seed(peers, database, state / "master-secret", tessera.ISSUER, tokens)

    say("memory when idle")
    figures["idle"] = footprint.idle_memory(binary, database, log)

    with tessera.serve(binary, database, log) as server:
        say("refresh")
        figures["refresh"] = refresh.measure(server, peers, directory, tokens, options.rounds, options.seconds)
        say("key set")
        figures["keySet"] = key_set.measure(server, peers, directory, options.rounds, options.seconds)
        say("sign-in")
        tessera.register_accounts(server)
        figures["login"] = login.measure(server, peers, options.rounds, options.seconds + 1)
        say("checks and introspection")
        figures["decisions"] = decisions.measure(
            binary, database, server, peers, directory, options.rounds, options.seconds)
        figures["afterLoad"] = server.memory()

    say(f"{hostile.CONNECTIONS} hostile connections over HTTP/2")
    figures["hostile"] = hostile.measure(binary, directory / "hostile")

    say(f"revocation with {revocation.VERIFIERS} verifiers connected")
    figures["revocation"] = revocation.measure(binary, peers, directory)

    say("PostgreSQL")
    figures["postgres"] = postgres.measure(binary, peers, directory / "postgres", options.rounds, options.seconds)
    figures["postgresSizes"] = postgres_sizes.measure(
        binary, directory / "postgres-sizes", options.rounds, options.seconds, say)

    say("silence of the database")
    figures["silence"] = silence.measure(binary, directory / "silence")

    say("signatures")
    run = subprocess.run(
        [str(peers / "jose-bench"), "--rounds", str(options.rounds), "--milliseconds", "150"],
        capture_output=True, text=True, timeout=600, check=True)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    figures["signatures"] = [line for line in lines if line["operation"] in ("sign", "verify")]
    figures["proofs"] = [line for line in lines if line["operation"] == "dpop_proof"]
    figures["accessTokens"] = [line for line in lines if line["operation"] == "access_token"]
    figures["machine"]["loadAfter"] = os.getloadavg()[0]
    options.result.write_text(json.dumps(figures, indent=2) + "\n")


main()
