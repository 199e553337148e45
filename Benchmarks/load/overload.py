"""Three times as many sign-ins as the machine can hash, while sessions go on being refreshed."""

from measuring import tessera

from .generator import Generator, expect_good, stream

FACTOR = 3
CAPACITY_WORKERS = 8
CALM_SECONDS, STORM_SECONDS, AFTER_SECONDS = 4, 12, 8
# Beside the storm: those who would be there on any day.
REFRESHES, LOOKS = 100, 50
# The storm from thousands of addresses, as a botnet makes it, and from a few, as one that guesses passwords does.
STORMS = {"many": 4000, "few": 4}
# A sign-in that takes longer than this is not what people are used to.
USUAL_SIGN_IN_MILLISECONDS = 250


def measure(binary, program, directory, one, say):
    found = {}
    with tessera.serve(binary, one.database, directory / "overload.log") as server:
        generator = Generator(program, server, one.accounts, one.tokens)
        say("the rate of sign-ins that can be sustained")
        capacity = generator.run(
            8, [stream("login", "login", workers=CAPACITY_WORKERS, sources=CAPACITY_WORKERS)])
        expect_good(capacity)
        found["sustainable"] = capacity["login"]["goodPerSecond"]
        for name, sources in STORMS.items():
            say(f"a storm of {FACTOR} × {found['sustainable']:.0f} sign-ins a second from {sources} addresses")
            found[name] = _storm(server, generator, found["sustainable"], sources)
    return found | {"factor": FACTOR, "stormSeconds": STORM_SECONDS}


def _storm(server, generator, sustainable, sources):
    begin, end = CALM_SECONDS, CALM_SECONDS + STORM_SECONDS
    total = end + AFTER_SECONDS
    people, storm = sustainable / 2, sustainable * FACTOR - sustainable / 2
    phases = {"calm": (0, begin), "storm": (begin, end), "after": (end, total)}
    streams = [stream("storm", "login", storm, start=begin, until=end, sources=sources)]
    for phase, (start, until) in phases.items():
        streams += [
            stream(f"people, {phase}", "login", people, start=start, until=until),
            stream(f"refresh, {phase}", "refresh", REFRESHES, start=start, until=until),
            stream(f"me, {phase}", "me", LOOKS, start=start, until=until),
        ]
    server.forget_peak()
    before = server.memory()
    # People come from addresses of their own, behind those of the storm.
    answers = generator.run(total, streams, sources=max(STORMS.values()))
    after = server.memory()
    return {
        "streams": answers, "rate": sustainable * FACTOR, "recoverySeconds": _recovery(answers["people, after"], end),
        "memoryBefore": before, "memoryAfter": after, "sources": sources,
    }


def _recovery(people, end):
    """From the end of the storm to the end of the last tenth of a second in which somebody was refused or waited."""
    troubled = [
        window["seconds"] + 0.1 - end for window in people["windows"]
        if window["refused"] or window["failed"] or window["worstMilliseconds"] > USUAL_SIGN_IN_MILLISECONDS
    ]
    return max(troubled, default=0.0)
