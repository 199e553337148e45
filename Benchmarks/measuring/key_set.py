"""The key set against a bare Hummingbird route."""

from . import bare


def measure(server, peers, directory, rounds, seconds):
    return bare.measure(server, peers, directory, rounds, seconds, "GET", "/.well-known/jwks.json")
