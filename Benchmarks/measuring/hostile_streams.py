"""HTTP/2 connections that ask for much and take nothing: hostile_streams.py PORT CONNECTIONS STREAMS

Each gives its answers no room (SETTINGS_INITIAL_WINDOW_SIZE 0), and asks for the API document on each of its streams. Prints "ready"
when all have asked; waits until its standard input ends, then prints how many the server has ended, and after how many seconds since
they asked the first and the last of them.
"""

import resource
import selectors
import socket
import ssl
import struct
import sys
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS, HEADERS = 4, 1
END_STREAM, END_HEADERS = 1, 4
INITIAL_WINDOW_SIZE = 4
PATH = b"/openapi.yaml"


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def request():
    """A header block without a table (RFC 7541): GET, https, the path and the authority as literals."""
    return b"\x82\x87" + b"\x04" + bytes([len(PATH)]) + PATH + b"\x01\x09localhost"


def connect(port, number, context):
    plain = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(f"127.3.0.{number % 250 + 1}", 0))
    return context.wrap_socket(plain, server_hostname="localhost")


def main():
    port, count, streams = (int(argument) for argument in sys.argv[1:4])
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    ask = PREFACE + frame(SETTINGS, 0, 0, struct.pack(">HI", INITIAL_WINDOW_SIZE, 0))
    ask += b"".join(frame(HEADERS, END_STREAM | END_HEADERS, 2 * number + 1, request()) for number in range(streams))
    selector, asked, ended = selectors.DefaultSelector(), {}, []
    for number in range(count):
        try:
            connection = connect(port, number, context)
            if connection.selected_alpn_protocol() != "h2":
                raise RuntimeError("the server does not speak HTTP/2")
            connection.sendall(ask)
        except (ConnectionError, ssl.SSLError, TimeoutError):
            # It was the server that ended it.
            ended.append(0.0)
            continue
        connection.setblocking(False)
        asked[connection] = time.monotonic()
        selector.register(connection, selectors.EVENT_READ)
        look(selector, asked, ended, 0)
    print("ready", flush=True)
    selector.register(sys.stdin, selectors.EVENT_READ)
    while look(selector, asked, ended, None):
        pass
    print(len(ended), min(ended, default=0), max(ended, default=0), flush=True)


def look(selector, asked, ended, timeout):
    """Notes which connections the server has ended; false when it is time to say so."""
    for key, _ in selector.select(timeout):
        if key.fileobj is sys.stdin:
            return False
        if is_ended(key.fileobj):
            ended.append(time.monotonic() - asked[key.fileobj])
            selector.unregister(key.fileobj)
            key.fileobj.close()
    return True


def is_ended(connection):
    """Reads the control frames that come in any case."""
    try:
        while True:
            if not connection.recv(65536):
                return True
    except (ssl.SSLWantReadError, BlockingIOError):
        return False
    except (ssl.SSLError, OSError):
        return True


if __name__ == "__main__":
    main()
