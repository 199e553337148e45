"""The parts of the measurement, in the order in which they run. Each gives some of the figures by name, and needs no other part."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import (
    angular, client, costs, decisions, footprint, hostile, key_set, login, postgres, postgres_sizes, refresh, revocation, silence,
    storm, tessera,
)


@dataclass(frozen=True)
class Bench:
    binary: Path
    peers: Path
    directory: Path
    rounds: int
    seconds: int

    @property
    def log(self):
        return self.directory / "tessera.log"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def sizes(bench):
    figures = {"sizes": footprint.sizes(bench.binary), "client": client.sizes(), "angular": angular.sizes()}
    say(f"the browser client's core: {figures['client']['core']:,} bytes gzipped")
    return figures


def start(bench):
    say("time to the first answer")
    return {"start": footprint.start_times(bench.binary, bench.directory, bench.log)}


def server(bench):
    say(f"a database with {refresh.SESSIONS} sessions")
    state = bench.directory / "state"
    state.mkdir()
    database, tokens = state / "tessera.sqlite", bench.directory / "tokens"
    refresh.seed(bench.peers, database, state / "master-secret", tessera.ISSUER, tokens)
    say("memory when idle")
    figures = {"idle": footprint.idle_memory(bench.binary, database, bench.log)}
    with tessera.serve(bench.binary, database, bench.log) as running:
        say("refresh")
        figures["refresh"] = refresh.measure(
            running, bench.peers, bench.directory, tokens, bench.rounds, bench.seconds)
        say("key set")
        figures["keySet"] = key_set.measure(running, bench.peers, bench.directory, bench.rounds, bench.seconds)
        say("sign-in")
        tessera.register_accounts(running)
        figures["login"] = login.measure(running, bench.peers, bench.rounds, bench.seconds + 1)
        say("checks and introspection")
        figures["decisions"] = decisions.measure(
            bench.binary, database, running, bench.peers, bench.directory, bench.rounds, bench.seconds)
        figures["afterLoad"] = running.memory()
    return figures


def costs_of_requests(bench):
    say("what requests, idle seconds and a start cost, on each database")
    return {"costs": costs.measure(bench.binary, bench.peers, bench.directory / "costs")}


def hostile_connections(bench):
    say(f"{hostile.CONNECTIONS} hostile connections over HTTP/2")
    return {"hostile": hostile.measure(bench.binary, bench.directory / "hostile")}


def revocations(bench):
    say(f"revocation with {revocation.VERIFIERS} verifiers connected")
    return {"revocation": revocation.measure(bench.binary, bench.peers, bench.directory)}


def storm_of_requests(bench):
    say("fifty requests of a page with an expired token")
    return {"storm": storm.measure(bench.binary, bench.directory / "storm")}


def on_postgres(bench):
    say("PostgreSQL")
    return {"postgres": postgres.measure(
        bench.binary, bench.peers, bench.directory / "postgres", bench.rounds, bench.seconds)}


def sizes_on_postgres(bench):
    return {"postgresSizes": postgres_sizes.measure(
        bench.binary, bench.directory / "postgres-sizes", bench.rounds, bench.seconds, say)}


def silence_of_database(bench):
    say("silence of the database")
    return {"silence": silence.measure(bench.binary, bench.directory / "silence")}


def signatures(bench):
    say("signatures")
    run = subprocess.run(
        [str(bench.peers / "jose-bench"), "--rounds", str(bench.rounds), "--milliseconds", "150"],
        capture_output=True, text=True, timeout=600, check=True)
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    return {
        "signatures": [line for line in lines if line["operation"] in ("sign", "verify")],
        "proofs": [line for line in lines if line["operation"] == "dpop_proof"],
        "accessTokens": [line for line in lines if line["operation"] == "access_token"],
    }


PARTS = {
    "sizes": sizes, "start": start, "server": server, "costs": costs_of_requests, "hostile": hostile_connections,
    "revocation": revocations, "storm": storm_of_requests, "postgres": on_postgres, "postgres-sizes": sizes_on_postgres, "silence": silence_of_database,
    "signatures": signatures,
}
