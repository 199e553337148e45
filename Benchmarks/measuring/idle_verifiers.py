"""Verifiers that are connected and do nothing but read: idle_verifiers.py PORT COUNT

Prints "ready" when each has had its greeting, reads until its standard input ends, then prints how many events they got.
"""

import selectors
import socket
import sys


def main():
    port, count = int(sys.argv[1]), int(sys.argv[2])
    selector = selectors.DefaultSelector()
    waiting, events = 0, 0
    for number in range(count):
        connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        connection.sendall(
            f"GET /status/events?verifier=idle-{number} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode())
        while b"event: hello" not in (chunk := connection.recv(4096)):
            if not chunk or not chunk.startswith(b"HTTP/1.1 200") and b"data:" not in chunk and b"id:" not in chunk:
                raise RuntimeError(f"verifier {number} was refused: {chunk[:200]!r}")
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ)
        waiting += 1
    print("ready", flush=True)
    selector.register(sys.stdin, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                print(events, flush=True)
                return
            chunk = key.fileobj.recv(65536)
            if not chunk:
                raise RuntimeError("the server ended an idle verifier's stream")
            events += chunk.count(b"event: status")


if __name__ == "__main__":
    main()
