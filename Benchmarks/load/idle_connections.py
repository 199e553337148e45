"""Connections that have had one answer and then do nothing: idle_connections.py PORT COUNT

Prints "ready" when each has had its answer; waits until its standard input ends, then prints how many are still open.
"""

import resource
import select
import socket
import sys

REQUEST = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


def main():
    port, count = int(sys.argv[1]), int(sys.argv[2])
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    connections = []
    for number in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(f"127.2.0.{number % 250 + 1}", 0))
        connection.sendall(REQUEST)
        if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"connection {number} was refused")
        connections.append(connection)
    print("ready", flush=True)
    sys.stdin.read()
    poll = select.poll()
    for connection in connections:
        poll.register(connection, select.POLLIN)
    # Readable means ended: nothing was asked for.
    print(len(connections) - len(poll.poll(0)), flush=True)


if __name__ == "__main__":
    main()
