"""The goals, and whether they are met. No goal is changed by what was measured."""

from dataclasses import dataclass

# The curves' names as JWS has them: those whose verification must cost what the bare call costs.
VERIFIED_AT_BARE_COST = ("ES256", "ES384", "ES512", "EdDSA")


@dataclass(frozen=True)
class Goal:
    name: str
    value: float
    limit: float
    unit: str = ""
    at_least: bool = True
    note: str = ""

    @property
    def is_met(self):
        return self.value >= self.limit if self.at_least else self.value < self.limit

    @property
    def fraction(self):
        """How far it got: 1 is the goal, more is better."""
        return self.value / self.limit if self.at_least else self.limit / self.value

    @property
    def value_text(self):
        return f"{self.value:.1f} {self.unit}" if self.unit else f"{self.value:.3f}"

    @property
    def goal_text(self):
        return f"{'≥' if self.at_least else '<'} {self.limit:g}{' ' + self.unit if self.unit else ''}"


# How much faster than JWTKit with the same checks.
TIMES_JWTKIT = {"ES256": 1.3, "HS256": 6}


def verifier_goals(line):
    """An access token through the verifier with every policy."""
    algorithm, found = line["algorithm"], []
    if algorithm in VERIFIED_AT_BARE_COST:
        found += [
            Goal(f"Access token {algorithm} ÷ bare swift-crypto", line["verifier_to_raw"], 0.9),
            Goal(f"Access token {algorithm} ÷ bare swift-crypto, two tasks", line["verifier_to_raw_two_tasks"], 0.9),
            Goal(f"Repeated {algorithm} token", line["repeated_per_second"], 500_000, "/s"),
        ]
    if algorithm in TIMES_JWTKIT:
        found.append(Goal(
            f"Access token {algorithm} ÷ JWTKit", line["verifier_to_jwtkit"], TIMES_JWTKIT[algorithm]))
    return found


# 25 KiB for each connection and each of its streams, and 8,192 of both together. It stays the goal although a connection under TLS
# takes 68 KiB and a stream 28 (Documentation/decisions.md): what is measured changes no goal.
PLACES, KIBIBYTES_A_PLACE = 8192, 25
# The limit for answers that are not taken is 30 s. Then the end is announced, and a second later the connection may be closed; TLS
# says good-bye; and what asks for 150,000 answers at once has some of them begin a second or two late.
SECONDS_UNTIL_CUT = 35
# The server looks every 15 s whether it holds so much that it does not use, and then gives all of that back (MemoryWatch).
MEBIBYTES_KEPT = 48


def hostile_goals(hostile):
    """Connections that ask for much over HTTP/2 and take nothing: together they may cost what all places cost."""
    if not hostile:
        return []
    connections = hostile["connections"]
    bound = PLACES * KIBIBYTES_A_PLACE / connections
    return [
        Goal("HTTP/2: memory per hostile connection", hostile["kibibytesPerConnection"], round(bound), "KiB", at_least=False),
        Goal("HTTP/2: hostile connections cut off", hostile["ended"] / connections, 1),
        Goal("HTTP/2: the last of them, after", hostile["secondsToLastEnd"], SECONDS_UNTIL_CUT, "s", at_least=False),
        Goal("HTTP/2: memory kept after them", hostile["afterMiB"] - hostile["beforeMiB"], MEBIBYTES_KEPT, "MiB", at_least=False),
    ]


def goals(figures):
    found = [
        Goal("Sign-in ÷ bare Argon2id", figures["login"]["ratio"], 0.95),
        Goal("Refresh through HTTP ÷ bare durable UPDATE", figures["refresh"]["http"]["ratio"], 0.6),
        Goal("Refresh in process ÷ bare durable UPDATE", figures["refresh"]["inProcess"]["ratio"], 0.6),
        Goal("Key set ÷ bare Hummingbird route", figures["keySet"]["ratio"], 0.9),
        Goal("Check for reverse proxies ÷ bare route", figures["decisions"]["check"]["ratio"], 0.7),
        Goal("Introspection ÷ bare route", figures["decisions"]["introspection"]["ratio"], 0.7),
        Goal("Sign-out to refusal elsewhere, p99", figures["revocation"]["p99Milliseconds"], 250, "ms", at_least=False),
    ]
    if figures.get("postgres"):
        found += [
            Goal("PostgreSQL: update by the driver ÷ pgbench", figures["postgres"]["update"]["ratio"], 0.8),
            Goal("PostgreSQL: refresh through HTTP ÷ pgbench", figures["postgres"]["http"]["ratio"], 0.6),
        ]
    if figures.get("postgresSizes"):
        found.append(Goal(
            "PostgreSQL: refresh p50, 1,000,000 ÷ 10,000 sessions", figures["postgresSizes"]["ratio"], 1.3, at_least=False))
    if figures.get("silence"):
        found.append(Goal(
            "Silence of the database: longest wait of a request", figures["silence"]["longestSeconds"], 10, "s", at_least=False))
    for line in figures["signatures"]:
        if line["operation"] == "verify" and line["algorithm"] in VERIFIED_AT_BARE_COST:
            found.append(Goal(f"Verify {line['algorithm']} ÷ bare swift-crypto", line["tessera_to_raw"], 0.95))
    for line in figures["accessTokens"]:
        found += verifier_goals(line)
    return found + [
        Goal("Start on an existing database", figures["start"]["existing"]["median"], 300, "ms", at_least=False),
        Goal("Start from nothing", figures["start"]["fromNothing"]["median"], 300, "ms", at_least=False),
        Goal("Idle memory, resident", figures["idle"]["residentMiB"], 50, "MiB", at_least=False),
        Goal("Idle memory, anonymous", figures["idle"]["anonymousMiB"], 12, "MiB", at_least=False),
        *hostile_goals(figures.get("hostile")),
        Goal("Browser client's core, gzipped", figures["client"]["core"], 6000, "bytes", at_least=False),
    ]
