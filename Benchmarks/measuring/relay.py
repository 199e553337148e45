"""A TCP relay in a process of its own, which SIGSTOP makes silent: relay.py PORT TARGET-PORT."""

import socket
import sys
import threading


def forward(source, target):
    try:
        while chunk := source.recv(65536):
            target.sendall(chunk)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def main():
    port, target = int(sys.argv[1]), int(sys.argv[2])
    with socket.create_server(("127.0.0.1", port), backlog=64) as listener:
        print("ready", flush=True)
        while True:
            inbound, _ = listener.accept()
            outbound = socket.create_connection(("127.0.0.1", target))
            for pair in ((inbound, outbound), (outbound, inbound)):
                threading.Thread(target=forward, args=pair, daemon=True).start()


main()
