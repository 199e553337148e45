"""The section about load in results.md."""

from reporting.table import table
from reporting.text import number

NAMES = {
    "refresh": "`POST /auth/refresh`", "me": "`GET /auth/me`", "keySet": "`GET /.well-known/jwks.json`",
    "login": "`POST /auth/login`", "logout": "`POST /auth/logout`",
}
MEBI = 1024 * 1024


def section(figures, goals, plots):
    machine = figures["machine"]
    busy = machine["loadBefore"] >= 1
    parts = [
        "## Load",
        "<!-- Written by `make load`. Do not edit by hand. -->",
        *(["**The machine was busy with other work: the figures are worse than its own.**"] if busy else []),
        table(
            ["", "measured", "goal", ""],
            [[goal.name, goal.value_text, goal.goal_text, "met" if goal.is_met else "**missed**"] for goal in goals]),
        f"Again on your machine: `make load`. Measured on {machine['date']} at commit {machine['commit']}, on {machine['cores']} cores of "
        f"{machine['processor']} that server and load generator share; load average before {machine['loadBefore']:.2f}, after "
        f"{machine['loadAfter']:.2f}. The server is the release with its default settings but for the throttles of sign-ins. Requests come at "
        "random moments that do not wait for the server (Poisson); times count from the moment when a request was due.",
        *_sizes(figures, plots["latency"]),
        *_overload(figures["overload"], plots["storm"]),
        *_connections(figures["connections"]),
    ]
    return "\n\n".join(parts) + "\n"


def _sizes(figures, plot):
    sizes = figures["sizes"]
    rates = ", ".join(f"{rate} {NAMES[name]}" for name, rate in figures["rates"].items())
    latency = [
        [f"{NAMES[name]}, {one['sessions']:,}", *(number(one["latency"][name][part]["median"]) for part in ("p50", "p99", "p999", "largest"))]
        for name in NAMES for one in sizes]
    rows = [
        ["accounts", *(f"{one['accounts']:,}" for one in sizes)],
        ["filled by `tessera database seed` in", *(f"{one['seedSeconds']:.1f} s" for one in sizes)],
        ["database", *(f"{one['seededBytes'] / MEBI:,.1f} MiB" for one in sizes)],
        ["bytes a session, with its share of the account", *(number(one["seededBytes"] / one["sessions"]) for one in sizes)],
        ["requests sent", *(f"{one['requests']:,}" for one in sizes)],
        ["of which sign-ins", *(f"{one['signIns']:,}" for one in sizes)],
        ["further sign-ins, answered 503", *(f"{one['putOff']:,}" for one in sizes)],
        ["database afterwards", *(f"{one['bytesAfter'] / MEBI:,.1f} MiB" for one in sizes)],
        ["requests a second in the mix", *(number(one["perSecond"]) for one in sizes)],
        ["cores that the server was busy", *(number(one["processor"]) for one in sizes)],
        ["most refreshes a second, 64 at once", *(number(one["mostRefreshesPerSecond"]) for one in sizes)],
        ["memory of the server, resident", *(f"{one['residentMiB']:.1f} MiB" for one in sizes)],
        ["of which anonymous", *(f"{one['anonymousMiB']:.1f} MiB" for one in sizes)],
    ]
    return [
        "### By the number of sessions",
        f"A second of it: {rates}. Medians of {figures['rounds']} rounds of {figures['seconds']} s, the sizes in turn; milliseconds.",
        table(["", "p50", "p99", "p99.9", "slowest"], latency),
        f"![Latency by request and number of sessions]({plot})",
        table(["sessions", *(f"{one['sessions']:,}" for one in sizes)], rows),
    ]


def _overload(one, plot):
    def times(stream, part):
        return [number(stream[part][name]) if stream[part]["count"] else "–" for name in ("p50", "p99", "largest")]

    rows, memory = [], []
    for name in ("many", "few"):
        storm = one[name]
        streams, where = storm["streams"], f"{storm['sources']:,} addresses"
        for text, stream, part in (
            ("excess, answered 503", streams["storm"], "refused"),
            ("sign-ins of the storm, answered 200", streams["storm"], "good"),
            ("sign-ins of people, before", streams["people, calm"], "good"),
            ("sign-ins of people, in the storm", streams["people, storm"], "good"),
            ("of these answered 503", streams["people, storm"], "refused"),
            ("sign-ins of people, afterwards", streams["people, after"], "good"),
            ("refresh, before", streams["refresh, calm"], "good"),
            ("refresh, in the storm", streams["refresh, storm"], "good"),
            ("`/auth/me`, in the storm", streams["me, storm"], "good"),
        ):
            rows.append([f"{text} ({where})", f"{stream[part]['count']:,}", *times(stream, part)])
        missing = sum(stream["refusedWithoutRetryAfter"] for stream in streams.values())
        unanswered = sum(stream["failures"] for stream in streams.values())
        memory.append([
            where, f"{storm['rate']:.0f} /s", f"{storm['memoryBefore']['anonymousMiB']:.1f} MiB",
            f"{storm['memoryAfter']['peakMiB']:.1f} MiB", f"{storm['recoverySeconds']:.1f} s", str(missing), str(unanswered)])
    return [
        "### Overload",
        f"{one['sustainable']:.0f} sign-ins a second can be sustained here. For {one['stormSeconds']} s there come {one['factor']} × as many: half of "
        "the sustainable rate from people, who are there before and afterwards, too, and the rest from a storm. Milliseconds.",
        table(["", "requests", "p50", "p99", "slowest"], rows),
        f"![The storm, tenth of a second by tenth of a second]({plot})",
        table(
            ["storm from", "sign-ins", "anonymous memory before", "resident at its peak", "recovered after", "503 without Retry-After",
             "unanswered"], memory),
    ]


def _connections(one):
    rows = [
        [phase["name"], *(
            f"{number(stream['good']['p50'])} / {number(stream['good']['p99'])}" for stream in phase["streams"].values()),
         str(sum(stream["failures"] for stream in phase["streams"].values())), f"{phase['memory']['anonymousMiB']:.1f} MiB"]
        for phase in one["phases"]]
    return [
        "### Idle and slow connections",
        f"{one['idle']:,} connections that have had one answer and stay, and {one['slow']} more by slowhttptest. What others wait meanwhile, p50 / p99 "
        f"in milliseconds. {one['idleLeft']:,} of the idle ones were open at the end; one takes {one['kibibytesPerConnection']:.1f} KiB.",
        table(["", *(NAMES[name] for name in one["phases"][0]["streams"]), "unanswered", "anonymous memory"], rows),
    ]
