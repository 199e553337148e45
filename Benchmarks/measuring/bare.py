"""A bare Hummingbird route with the body and the header fields of an answer of ours: the peer of an endpoint."""

from .load import wrk
from .process import Server, free_port, request
from .rounds import compare, interleave

CONNECTIONS = 32


def measure(server, peers, directory, rounds, seconds, method, path, script="get.lua", headers=(), body="", arguments=()):
    """The endpoint against a route that answers the same bytes to the same request and does nothing else."""
    status, lines, answer = request(server.port, method, path, headers, body)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    # These three are written by Hummingbird and the connection themselves.
    fields = [line for line in lines if line.split(":")[0].lower() not in ("content-length", "date", "connection")]
    name = path.strip("/").replace("/", "-").replace(".", "")
    (directory / f"{name}.body").write_bytes(answer)
    (directory / f"{name}.headers").write_text("\n".join(fields) + "\n")
    port = free_port()
    command = [
        str(peers / "bare-route"), str(port), path, str(directory / f"{name}.body"), str(directory / f"{name}.headers")]
    with Server(command, port, "/ready", directory / "bare-route.log") as peer:
        _, peer_lines, peer_answer = request(port, method, path, headers, body)
        names = sorted(line.split(":")[0].lower() for line in lines)
        if peer_answer != answer or sorted(line.split(":")[0].lower() for line in peer_lines) != names:
            raise RuntimeError(f"the bare route does not answer like {path}")

        def load(target, duration=seconds):
            return wrk(target, path, script, CONNECTIONS, duration, headers=headers, arguments=arguments)

        for each in (server, peer):
            load(each, 1)
        results = interleave(rounds, {"subject": lambda: load(server), "peer": lambda: load(peer)})
    return compare(results["subject"], results["peer"]) | {"connections": CONNECTIONS, "bodyBytes": len(answer)}
