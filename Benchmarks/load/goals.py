"""The goals under load, and whether they are met. No goal is changed by what was measured."""

from statistics import median

from reporting.goals import Goal


# For so long the generator waits for an answer.
UNANSWERED_MILLISECONDS = 10_000


def _p99(stream):
    """Of those who wanted an answer; who got none, or another one, waited for nothing."""
    others = stream["failures"] + sum(stream["statuses"].values()) - stream["good"]["count"]
    return UNANSWERED_MILLISECONDS if others * 100 >= stream["good"]["count"] else stream["good"]["p99"]


def refresh_ratios(one, smallest):
    """How many times as long as with the fewest sessions, round by round: what else the machine does meets both alike."""
    pairs = zip(one["latency"]["refresh"]["p50"]["rounds"], smallest["latency"]["refresh"]["p50"]["rounds"])
    return [large / small for large, small in pairs]


def goals(figures):
    sizes, found = figures["sizes"], []
    smallest = sizes[0]
    for one in sizes[1:]:
        found.append(Goal(
            f"Refresh p50, {one['sessions']:,} ÷ {smallest['sessions']:,} sessions",
            median(refresh_ratios(one, smallest)), 1.3, at_least=False))
    for name, text in (("many", "many addresses"), ("few", "few addresses")):
        storm = figures["overload"][name]
        streams = storm["streams"]
        found += [
            Goal(f"Storm from {text}: 503 to the excess, p99", streams["storm"]["refused"]["p99"], 100, "ms", at_least=False),
            Goal(f"Storm from {text}: refresh p99", _p99(streams["refresh, storm"]), 50, "ms", at_least=False),
            Goal(f"Storm from {text}: recovery", storm["recoverySeconds"], 2, "s", at_least=False),
        ]
    for phase in figures["connections"]["phases"][1:]:
        worst = max(_p99(stream) for stream in phase["streams"].values())
        found.append(Goal(f"Others' p99: {phase['name']}", worst, 50, "ms", at_least=False))
    return found
