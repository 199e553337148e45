"""Unsafe deserialisation: bodies that break readers, on every operation that takes one. An answer in bounded time, 4xx, never 500."""

import gzip
import json
import zlib

from operations import FORM, ABSENT
from targets import changes

# Longer than any honest request takes here, much shorter than what an exponential reader would need.
BOUND = 5.0


def _json_bodies(body):
    """Name → bytes that no operation may take for a good body (`body` is one)."""
    good = json.dumps(body)
    first = next(iter(body), "x")
    inside = good[1:-1] or '"x":1'
    return {
        "nothing": b"", "only space": b" \n\t", "cut off": good.encode()[:-1], "two documents": (good + good).encode(),
        "something behind": (good + "x").encode(), "a duplicate member": f'{{{inside},"{first}":"other"}}'.encode(),
        "a duplicate member, escaped": f'{{{inside},"\\u{ord(first[0]):04x}{first[1:]}":"other"}}'.encode(),
        "nested 30,000 deep": b"[" * 30_000 + b"]" * 30_000, "nested objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        "nested in a known member": f'{{"{first}":'.encode() + b"[" * 20_000 + b"]" * 20_000 + b"}",
        "open brackets": b"[" * 60_000, "open braces": b'{"' * 30_000,
        "a huge number": f'{{"{first}":{"9" * 50_000}}}'.encode(), "a huge exponent": f'{{"{first}":1e999999999}}'.encode(),
        "a tiny exponent": f'{{"{first}":1e-999999999}}'.encode(), "a negative zero": f'{{"{first}":-0}}'.encode(),
        "NaN": f'{{"{first}":NaN}}'.encode(), "Infinity": f'{{"{first}":-Infinity}}'.encode(), "hexadecimal": f'{{"{first}":0x10}}'.encode(),
        "__proto__": f'{{{inside},"__proto__":{{"administrator":true}}}}'.encode(),
        "constructor": f'{{{inside},"constructor":{{"prototype":{{"roles":["admin"]}}}}}}'.encode(),
        "a class name": f'{{{inside},"@type":"java.lang.Runtime","$type":"System.Diagnostics.Process"}}'.encode(),
        "a reference": f'{{{inside},"$ref":"file:///etc/passwd"}}'.encode(),
        "more rights": f'{{{inside},"roles":["admin"],"administrator":true}}'.encode(),
        "an array": b"[" + good.encode() + b"]", "a string": b'"' + b"a" * 100 + b'"', "null": b"null", "a number": b"7",
        "null as value": f'{{"{first}":null,"x":null}}'.encode(), "an object as value": f'{{"{first}":{{"$ne":null}},"x":1}}'.encode(),
        "an array as value": f'{{"{first}":["a"],"x":1}}'.encode(), "a truth as value": f'{{"{first}":true,"x":1}}'.encode(),
        "UTF-16": good.encode("utf-16"), "UTF-16 without a mark": good.encode("utf-16-le"), "UTF-32": good.encode("utf-32"),
        "a byte order mark": b"\xef\xbb\xbf" + good.encode(), "not UTF-8": f'{{"{first}":"'.encode() + b'\xff\xfe"}',
        "an over-long encoding": f'{{"{first}":"'.encode() + b'\xc0\xaf"}', "a surrogate": f'{{"{first}":"'.encode() + b'\xed\xa0\x80"}',
        "a lone surrogate, escaped": f'{{"{first}":"\\ud800"}}'.encode(), "a control character": f'{{"{first}":"\x01"}}'.encode(),
        "comments": f"/* x */ {good} // y".encode(), "a trailing comma": (good[:-1] + ",}").encode(), "single quotes": good.replace('"', "'").encode(),
        "many members": json.dumps({f"x{number}": number for number in range(4000)}).encode(),
        "colliding members": json.dumps({"\0" * number: 1 for number in range(1, 300)}).encode(),
        "a long member name": json.dumps({"n" * 60_000: 1}).encode(), "too large": b'{"x":"' + b"a" * 70_000 + b'"}',
        "pickle": b"\x80\x04\x95\x1b\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x8c\x06system\x93\x94.", "Java": b"\xac\xed\x00\x05sr",
        "YAML": b"!!python/object/apply:os.system ['true']", "XML": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
    }


def _form_bodies():
    return {
        "nothing": b"", "a wrong escape": b"token=%zz", "a cut escape": b"token=%2", "not UTF-8": b"token=%ff%fe", "a null": b"token=%00",
        "twice the same": b"token=a&token=b", "brackets": b"token[]=a&token[x]=b", "only separators": b"&" * 60_000, "only equals signs": b"=" * 60_000,
        "many": b"&".join(b"x%d=1" % number for number in range(7000)), "too large": b"token=" + b"a" * 70_000, "JSON": b'{"token":"a"}',
        "multipart": b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\na\r\n--x--',
    }


def no_body_breaks_a_reader(world):
    tessera, faults, tried = world.tessera, [], 0
    tokens = {"user": tessera.sign_in("ada")["access_token"], "administrator": tessera.sign_in("root")["access_token"]}
    before = tessera.state()
    for operation in world.operations:
        if operation.takes_json:
            bodies, kind = _json_bodies(operation.body), "application/json"
        elif operation.takes_form:
            bodies, kind = _form_bodies(), FORM
        else:
            continue
        token = tokens["administrator" if operation.path.startswith("/admin") else "user"]
        for name, body in bodies.items():
            if not operation.takes_form and name == "nothing" and operation.id == "logout":
                continue  # a log-out by access token needs no body, and is one
            answer = tessera.wire.send(operation.method, operation.url(default=tessera.bob["id"]), {"Content-Type": kind}, body, token=token)
            tried += 1
            if not 400 <= answer.status < 500 or answer.seconds > BOUND:
                faults.append(f"{operation} {name}: {answer.status} in {answer.seconds:.1f} s {answer.text()[:200]}")
    assert not faults, faults
    assert tried > 400, tried
    assert not changes(before, tessera.state()), changes(before, tessera.state())


def only_the_content_types_of_the_document_are_read(world):
    tessera, faults = world.tessera, []
    token = tessera.sign_in("ada")["access_token"]
    before = tessera.state()
    wrong = [None, "", "text/plain", "text/json", "application/x-json", "application/jsonp", "application/json-patch+json", "application/xml", "*/*",
             "multipart/form-data; boundary=x", "application/octet-stream", "application/vnd.api+json", "text/plain; x=application/json",
             "text/plain, application/json", "application/json, text/plain", "application/ json", "json", "application"]
    for operation in world.operations:
        body, _ = operation.content()
        if body is None:
            continue
        for kind in [*wrong, FORM if operation.takes_json else "application/json"]:
            answer = tessera.wire.send(operation.method, operation.url(), {"Content-Type": kind}, body, token=token)
            if operation.takes_form and kind == FORM:
                continue
            if not 400 <= answer.status < 500:
                faults.append(f"{operation} {kind!r}: {answer.status} {answer.text()[:100]}")
    assert not faults, faults
    assert not changes(before, tessera.state()), changes(before, tessera.state())


def a_compressed_body_is_never_unpacked(world):
    tessera = world.tessera
    token = tessera.sign_in("ada")["access_token"]
    bomb = b'{"display_name":"' + b"a" * 50_000_000 + b'"}'
    packed = {"gzip": gzip.compress(bomb, 9), "deflate": zlib.compress(bomb, 9), "gzip, gzip": gzip.compress(gzip.compress(bomb, 9))}
    for coding, body in packed.items():
        for operation in world.operations:
            if operation.media_types:
                kind = operation.media_types[0]
                answer = tessera.wire.send(operation.method, operation.url(), {"Content-Type": kind, "Content-Encoding": coding}, body, token=token)
                assert 400 <= answer.status < 500 and answer.seconds < BOUND, f"{operation} {coding}: {answer.status} in {answer.seconds:.1f} s"
        answer = world.notes.wire.send("POST", "/notes", {"Content-Type": "application/json", "Content-Encoding": coding}, body, token=token)
        assert 400 <= answer.status < 500


def the_notes_api_reads_as_strictly(world):
    token = world.tessera.sign_in("ada")["access_token"]
    wire = world.notes.wire
    for method, path in (("POST", "/notes"), ("PUT", f"/notes/{ABSENT}")):
        for name, body in _json_bodies({"title": "a", "text": "b"}).items():
            answer = wire.send(method, path, {"Content-Type": "application/json"}, body, token=token)
            assert 400 <= answer.status < 500 and answer.seconds < BOUND, f"{method} {name}: {answer.status}"
    assert wire.ok("GET", "/notes", token=world.tessera.sign_in("ada")["access_token"]) is not None


def malformed_credentials_are_refused_quickly(world):
    nested = "eyJ" + "W" * 20_000
    for text in ("Bearer " + "a" * 8000, "Bearer " + ".".join(["a"] * 2000), "Bearer " + nested, f"Bearer {nested}.{nested}.x", "Bearer eyJhbGciOiJub25lIn0.e30.",
                 "Bearer \x00", "Bearer a b", "Bearer\ta.b.c", "DPoP x", "Digest x", "Bearer " + "\xff" * 10, "Basic " + "A" * 8000, "Basic ====", "Basic Og=="):
        for path, method in (("/auth/me", "GET"), ("/auth/check", "GET"), ("/oauth2/introspect", "POST")):
            answer = world.tessera.wire.send(method, path, {"Authorization": text, "Content-Type": FORM}, b"token=a" if method == "POST" else None)
            assert 400 <= answer.status < 500 and answer.seconds < BOUND, f"{path} {text[:30]!r}: {answer.status}"
