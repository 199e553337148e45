"""What people do on a usual day, on databases of several sizes in turn, round after round."""

from statistics import median

from measuring import tessera

from .generator import Generator, expect_good, stream

# A second of it. Most of what an identity server is asked are refreshes and the account behind a token.
RATES = {"refresh": 400, "me": 200, "keySet": 60, "login": 10, "logout": 5}
WARM_UP_SECONDS = 3
WORKERS = 64


def measure(binary, program, directory, databases, rounds, seconds, say):
    runs = {one.sessions: [] for one in databases}
    for number in range(rounds):
        # In turn, and the other way round each time: what else the machine does meets all sizes alike.
        for one in databases if number % 2 == 0 else reversed(databases):
            say(f"round {number + 1} of {rounds} with {one.sessions:,} sessions")
            runs[one.sessions].append(_round(binary, program, directory, one, seconds))
    return [_summary(one, runs[one.sessions]) for one in databases]


def _round(binary, program, directory, one, seconds):
    before = one.size()
    with tessera.serve(binary, one.database, directory / "mix.log") as server:
        generator = Generator(program, server, one.accounts, one.tokens)
        streams = [stream(name, name, rate) for name, rate in RATES.items()]
        generator.run(WARM_UP_SECONDS, streams)
        idle, processor = server.memory(), server.cpu_seconds()
        mixed = generator.run(seconds, streams)
        expect_good(mixed)
        processor = server.cpu_seconds() - processor
        after = server.memory()
        most = generator.run(max(3, seconds // 3), [stream("refresh", "refresh", workers=WORKERS)])
        expect_good(most)
    return {
        "streams": mixed, "most": most["refresh"], "memoryBefore": idle, "memoryAfter": after,
        "processor": processor / seconds, "bytesBefore": before, "bytesAfter": one.size(),
        "requests": sum(stream["good"]["count"] for stream in mixed.values()) + most["refresh"]["good"]["count"],
        "signIns": mixed["login"]["good"]["count"], "putOff": mixed["login"]["refused"]["count"],
    }


def _summary(one, runs):
    def over(name, part):
        values = [run["streams"][name]["good"][part] for run in runs]
        return {"median": median(values), "smallest": min(values), "largest": max(values), "rounds": values}

    return {
        "sessions": one.sessions, "accounts": one.accounts, "seedSeconds": one.seconds,
        "seededBytes": runs[0]["bytesBefore"], "bytesAfter": runs[-1]["bytesAfter"],
        "requests": sum(run["requests"] for run in runs), "signIns": sum(run["signIns"] for run in runs),
        "putOff": sum(run["putOff"] for run in runs),
        "latency": {
            name: {part: over(name, part) for part in ("p50", "p99", "p999", "largest")} for name in RATES},
        "perSecond": median(sum(stream["goodPerSecond"] for stream in run["streams"].values()) for run in runs),
        "mostRefreshesPerSecond": median(run["most"]["goodPerSecond"] for run in runs),
        "processor": median(run["processor"] for run in runs),
        "anonymousMiB": median(run["memoryAfter"]["anonymousMiB"] for run in runs),
        "residentMiB": median(run["memoryAfter"]["residentMiB"] for run in runs),
        "lateness": max(stream["largestLatenessMilliseconds"] for run in runs for stream in run["streams"].values()),
    }
