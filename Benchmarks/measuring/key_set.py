"""The key set against a bare Hummingbird route with the same body and header fields."""

from .load import wrk
from .process import Server, free_port, get
from .rounds import compare, interleave

PATH = "/.well-known/jwks.json"
CONNECTIONS = 32


def measure(server, peers, directory, rounds, seconds):
    status, lines, body = get(server.port, PATH)
    if status != 200:
        raise RuntimeError(f"{PATH} answered {status}")
    # These three are written by Hummingbird and the connection themselves.
    fields = [line for line in lines if line.split(":")[0].lower() not in ("content-length", "date", "connection")]
    (directory / "body").write_bytes(body)
    (directory / "headers").write_text("\n".join(fields) + "\n")
    port = free_port()
    command = [str(peers / "bare-route"), str(port), PATH, str(directory / "body"), str(directory / "headers")]
    with Server(command, port, PATH, directory / "bare-route.log") as peer:
        _, peer_lines, peer_body = get(port, PATH)
        names = sorted(line.split(":")[0].lower() for line in lines)
        if peer_body != body or sorted(line.split(":")[0].lower() for line in peer_lines) != names:
            raise RuntimeError("the bare route does not answer like the key set")
        for each in (server, peer):
            wrk(each, PATH, "get.lua", CONNECTIONS, 1)
        results = interleave(rounds, {
            "subject": lambda: wrk(server, PATH, "get.lua", CONNECTIONS, seconds),
            "peer": lambda: wrk(peer, PATH, "get.lua", CONNECTIONS, seconds),
        })
    return compare(results["subject"], results["peer"]) | {"connections": CONNECTIONS, "bodyBytes": len(body)}
