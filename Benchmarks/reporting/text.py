"""results.md."""

from .costs import costs_part
from .table import table


def number(value):
    """Thousands with a separator; small numbers with what digits they need."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def document(figures, goals, plot_name):
    machine = figures["machine"]
    met = sum(goal.is_met for goal in goals)
    parts = [
        "# Benchmarks",
        "<!-- Written by `make bench`. Do not edit by hand. -->",
        f"{met} of {len(goals)} goals are met." if met < len(goals) else f"All {met} goals are met.",
        f"![The measured value of each goal in relation to the goal]({plot_name})",
        table(
            ["", "measured", "goal", ""],
            [[goal.name, goal.value_text, goal.goal_text, "met" if goal.is_met else "**missed**"] for goal in goals]),
        "## The machine",
        f"- {machine['cores']} cores of {machine['processor']}, {machine['memoryGiB']} GiB of memory\n"
        f"- {machine['system']}; {machine['swift']}\n"
        f"- {', '.join(f'{name} {version}' for name, version in machine['packages'].items()) or 'versions of packages unknown'}\n"
        f"- {machine['date']}, at commit {machine['commit']}; load average before the run {machine['loadBefore']:.2f}\n"
        f"- server, peers and load generator share the cores; the database lies on the disk of the working copy",
        "Again on your machine: `make bench`. The server is the release as shipped (`make release`), with its default settings and log "
        "but for the throttles, which would rightly refuse such a load from one address; its log goes to a file. Subject and peer "
        f"are measured in turn for {figures['rounds']} rounds of {figures['seconds']} seconds (sign-in one more); rates are medians, "
        "a ratio is the median of the rounds' ratios, with the smallest and largest in parentheses. One answer that is not a "
        "good one fails the whole run.",
        *server_part(figures),
        *costs_part(figures.get("costs")),
        *revocation_part(figures["revocation"]),
        *storm_part(figures.get("storm")),
        *postgres_part(figures.get("postgres"), figures.get("postgresSizes")),
        *silence_part(figures.get("silence")),
        *signature_part(figures["signatures"]),
        *proof_part(figures["proofs"]),
        *access_token_part(figures["accessTokens"]),
        *footprint_part(figures),
    ]
    return "\n\n".join(parts) + "\n"


def ratio(comparison):
    return f"**{comparison['ratio']:.2f}** ({comparison['smallest']:.2f} to {comparison['largest']:.2f})"


def server_part(figures):
    login, key_set, refresh = figures["login"], figures["keySet"], figures["refresh"]
    check, introspection = figures["decisions"]["check"], figures["decisions"]["introspection"]
    rows = [
        ["sign-in", number(login["subject"]["perSecond"]), number(login["peer"]["perSecond"]), ratio(login)],
        ["refresh through HTTP", number(refresh["http"]["subject"]["perSecond"]),
         number(refresh["http"]["peer"]["perSecond"]), ratio(refresh["http"])],
        ["refresh in process", number(refresh["inProcess"]["subject"]["perSecond"]),
         number(refresh["inProcess"]["peer"]["perSecond"]), ratio(refresh["inProcess"])],
        *([name, number(one["subject"]["perSecond"]), number(one["peer"]["perSecond"]), ratio(one)]
          for name, one in (("key set", key_set), ("check for reverse proxies", check), ("introspection", introspection))),
    ]
    costs = []
    for name, one in (("sign-in", login), ("refresh", refresh["http"]), ("key set", key_set), ("check", check),
                      ("introspection", introspection)):
        subject = one["subject"]
        costs.append([
            name, number(subject["serverMicroseconds"]), number(subject["generatorMicroseconds"]),
            number(subject["p50Milliseconds"]), number(subject["p99Milliseconds"])])
    bare = key_set["peer"]
    costs.append([
        "bare Hummingbird route", number(bare["serverMicroseconds"]), number(bare["generatorMicroseconds"]),
        number(bare["p50Milliseconds"]), number(bare["p99Milliseconds"])])
    return [
        "## The server",
        table(["per second", "Tessera", "peer", "ratio"], rows),
        f"- **Sign-in**: `POST /auth/login` over {login['connections']} connections. Peer: Argon2id by libsodium, m = "
        f"{login['memoryKiB']} KiB, t = {login['passes']}, on {login['threads']} threads at nice +10, and nothing else.\n"
        f"- **Refresh**: `POST /auth/refresh` with the newest token of {refresh['http']['sessions']} sessions, "
        f"{refresh['http']['concurrency']} at once; the answer is durable. Peer: `UPDATE … RETURNING` of one row by primary key "
        f"through the same group commit, {refresh['http']['concurrency']} tasks, without HTTP, token and signature; "
        f"{number(refresh['http']['peer']['operationsPerCommit'])} updates share a commit. In process: the same refresh without HTTP, "
        f"{number(refresh['inProcess']['subject']['operationsPerCommit'])} to a commit.\n"
        f"- **Key set**: `GET /.well-known/jwks.json` over {key_set['connections']} connections, {key_set['bodyBytes']} bytes. Peer: one "
        "Hummingbird route with the same body and header fields and no middleware, on as many event loops.\n"
        "- **Check**: `GET /auth/check`, and **introspection**: `POST /oauth2/introspect` by a confidential client, of one access token "
        f"again and again over {check['connections']} connections. Peer: such a route with the same answer.",
        "Processor time of one operation, in all threads, and latency under that full load:",
        table(["", "server µs", "generator µs", "p50 ms", "p99 ms"], costs),
    ]


def revocation_part(one):
    rows = [
        ["sign-out answered → access token refused, p50", f"{one['p50Milliseconds']:.1f} ms"],
        ["p99", f"{one['p99Milliseconds']:.1f} ms"],
        ["slowest", f"{one['largestMilliseconds']:.1f} ms"],
        ["the server's memory for a connected verifier", f"{one['kibibytesPerVerifier']:.1f} KiB"],
        ["after all of these events", f"{one['kibibytesPerVerifierAfterEvents']:.1f} KiB"],
    ]
    return [
        "## Revocation",
        f"{one['sessions']} sessions are ended one after the other, by push to a verifier in another process, while "
        f"{one['verifiers']:,} more verifiers are connected and get every event. Memory is anonymous memory, "
        "measured before and after they connect.",
        table(["", ""], rows),
    ]


def storm_part(storm):
    """Nothing where there was no Node to measure with."""
    if not storm:
        return []
    return [
        "## A page at the end of its token",
        f"{storm['requests']} requests at once by the browser client, all with an access token that has expired: {storm['requests']} "
        f"answers 401, one refresh, {storm['requests']} repeats and as many right answers take **{storm['expiredMilliseconds']:.0f} ms**, "
        f"{storm['requests']} with a good token {storm['goodMilliseconds']:.0f} ms. Ratio {storm['ratio']:.2f} ({storm['smallest']:.2f} to "
        f"{storm['largest']:.2f}, {storm['rounds']} rounds). The client runs in Node, and its clock stands still: with one that goes it "
        "would have refreshed before, and met no 401."]


def postgres_part(postgres, sizes):
    """Nothing where no PostgreSQL was there to measure."""
    if not postgres:
        return []
    names = {"update": "update by the driver", "refresh": "refresh in process", "http": "refresh through HTTP"}
    rows = [
        [text, number(postgres[name]["subject"]["perSecond"]), number(postgres[name]["peer"]["perSecond"]),
         f"**{postgres[name]['ratio']:.2f}** ({postgres[name]['smallest']:.2f} to {postgres[name]['largest']:.2f})"]
        for name, text in names.items()
    ]
    one = postgres["update"]
    return [
        "## PostgreSQL",
        f"`UPDATE … RETURNING` of one row by primary key, {one['concurrency']} at once over {one['connections']} connections, against "
        "`pgbench --protocol=prepared` with the same statement, as many clients and two threads; commits wait for the disk. Server, "
        "database and generator share the cores.",
        table(["per second", "Tessera", "pgbench", "ratio"], rows),
        *postgres_nodes_part(postgres.get("nodes"), one),
        *postgres_sizes_part(sizes),
    ]


def postgres_nodes_part(nodes, one):
    if not nodes:
        return []
    return [
        f"{nodes['count']} nodes do **{nodes['ratio']:.2f}** ({nodes['smallest']:.2f} to {nodes['largest']:.2f}) of what one does: "
        f"{number(nodes['subject']['perSecond'])} refreshes a second against {number(nodes['peer']['perSecond'])}, as many at once, by "
        "the same generators. All of them share the cores that one node fills already, so this is what they cost each other, and not "
        "what they bring on machines of their own."]


def postgres_sizes_part(sizes):
    if not sizes:
        return []
    rows = [
        [number(one["sessions"]), f"{one['p50Milliseconds']:.2f}", number(one["rows"]), number(one["rowsPerSecond"]),
         f"{one['copySeconds']:.1f} s", f"{one['copyMiB']:.0f} MiB"]
        for one in sizes["sizes"]]
    return [
        "By the number of sessions, in databases that `tessera database copy` filled from SQLite, counts and checksums compared. "
        f"Refreshes two at once; ratio of their medians **{sizes['ratio']:.2f}** ({sizes['smallest']:.2f} to {sizes['largest']:.2f}).",
        table(["sessions", "refresh, p50 in ms", "rows copied", "rows a second", "the copy took", "its memory"], rows),
    ]


def silence_part(silence):
    if not silence:
        return []
    return [
        f"While the database is silent for {silence['silenceSeconds']} s (a TCP relay before it is stopped), {silence['readers']} readers of "
        f"`/auth/me` and {silence['writers']} writers get 503 ({silence['refused']} times here) after at most "
        f"**{silence['longestSeconds']:.1f} s**."]


def signature_part(lines):
    rows = [
        [f"{line['algorithm']} {line['operation']}", number(line["tessera_per_second"]), number(line["raw_per_second"]),
         f"{line['tessera_to_raw']:.2f}", number(line["jwtkit_per_second"]), f"{line['tessera_to_jwtkit']:.2f}"]
        for line in lines
    ]
    return [
        "## Signatures",
        "A whole compact JWS against the bare call of swift-crypto over the same bytes, and against JWTKit; one thread, per second.",
        table(["", "Tessera", "bare call", "ratio", "JWTKit", "ratio"], rows),
    ]


def proof_part(lines):
    rows = [
        [line["algorithm"], number(line["proof_per_second"]), number(line["raw_per_second"]), f"{line['proof_to_raw']:.2f}",
         str(line["allocations"])]
        for line in lines
    ]
    return [
        "## Proofs of possession",
        "A DPoP proof (RFC 9449) checked with its header, key, claims, URI and the memory of used ones, against the bare verification of "
        "its signature; one thread, per second.",
        table(["", "proof", "bare call", "ratio", "allocations"], rows),
    ]


def access_token_part(lines):
    rates = [
        [line["algorithm"], number(line["verifier_per_second"]), number(line["raw_per_second"]),
         f"{line['verifier_to_raw']:.2f}", f"{line['verifier_to_raw_two_tasks']:.2f}",
         number(line["jwtkit_per_second"]), f"{line['verifier_to_jwtkit']:.2f}",
         number(line["repeated_per_second"]), number(line["repeated_per_second_two_tasks"])]
        for line in lines
    ]
    allocations = [
        [line["algorithm"], str(line["allocations"]), str(line["allocations_claims"]), str(line["allocations_raw"]),
         str(line["allocations_jwtkit"]), str(line["allocations_repeated"])]
        for line in lines
    ]
    return [
        "## Access tokens",
        "Through `TesseraVerifier` with every policy: signature, type, claims, issuer, audience, client, times, binding, and the "
        "status from a list of 131,072 entries. JWTKit does the same checks, but for `typ`. One task, per second of processor "
        "time; two tasks by the clock on the wall. A repeated token comes from the cache.",
        table(["", "Tessera", "bare call", "ratio", "two tasks", "JWTKit", "ratio", "repeated", "by two tasks"], rates),
        "Requests for memory of one verification: with every policy, of signature and claims alone, of the bare call, of JWTKit, "
        "and of a repetition:",
        table(["", "Tessera", "claims", "bare call", "JWTKit", "repeated"], allocations),
    ]


def footprint_part(figures):
    sizes, idle, after, start = figures["sizes"], figures["idle"], figures["afterLoad"], figures["start"]
    mebi = 1024 * 1024
    rows = [
        ["size of the stripped release", f"{sizes['binaryBytes'] / mebi:.1f} MiB"],
        ["files beside it", f"{sizes['besideBytes'] / mebi:.1f} MiB"],
        ["idle: resident", f"{idle['residentMiB']:.1f} MiB"],
        ["idle: of which anonymous", f"{idle['anonymousMiB']:.1f} MiB"],
        ["idle: threads", f"{idle['threads']}"],
        ["after all of the load: resident", f"{after['residentMiB']:.1f} MiB"],
        ["after all of the load: of which anonymous", f"{after['anonymousMiB']:.1f} MiB"],
        ["at its peak", f"{after['peakMiB']:.1f} MiB"],
    ]
    if hostile := figures.get("hostile"):
        rows.append([
            f"{hostile['connections']:,} hostile HTTP/2 connections with {hostile['streams']} requests each: before, at the peak, afterwards",
            f"{hostile['beforeMiB']:.1f}, {hostile['peakMiB']:.1f}, {hostile['afterMiB']:.1f} MiB"])
    for name, kind in (("existing database", "existing"), ("nothing there", "fromNothing")):
        one = start[kind]
        rows.append([
            f"start to first answer, {name}",
            f"{one['median']:.0f} ms ({one['smallest']:.0f} to {one['largest']:.0f}, {one['times']} starts)"])
    for name, bytes_ in figures["client"].items():
        rows.append([f"browser client, {name}, minified and gzipped", f"{bytes_:,} bytes"])
    return ["## Footprint", table(["", ""], rows), *angular_sizes(figures.get("angular"))]


def angular_sizes(sizes):
    """What sign-in adds to an Angular application, beside peers; nothing where it could not be built."""
    if not sizes:
        return []
    rows = []
    for size in sizes:
        is_base = size["name"] == "base"
        name = "without sign-in" if is_base else f"{size['name']} {size['version']}".strip()
        over = "" if is_base else f"{size['over'] / 1000:.1f}"
        rows.append([name, *(f"{size[kind] / 1000:.1f}" for kind in ("raw", "brotli", "gzip")), over])
    return [
        "### Sign-in in an Angular application",
        "The same small application (router, `HttpClient`, one interceptor, one guard, the service), built for production by Angular's own "
        "command line: kilobytes of what is loaded at the start.",
        table(["application", "raw", "Brotli", "gzip", "gzip over the first"], rows),
    ]
