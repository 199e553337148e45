"""What everything above has left in the servers' logs."""

import json


def every_line_of_the_log_is_one_json_object(world):
    tessera = world.tessera
    marks = ['"}\n{"level":"info","message":"forged', "\r\n2026-11-23 forged", "\u2028forged", "\x1b[31mforged", "\\n{forged}"]
    for mark in marks:
        tessera.wire.send("POST", "/auth/login", body={"identifier": mark, "password": mark})
        tessera.wire.send("POST", "/auth/register", body={"user_name": mark, "password": mark * 3})
        tessera.wire.send("GET", "/" + "".join(f"%{byte:02x}" for byte in mark.encode()))
        tessera.wire.raw(b"GET /auth/me HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + mark.replace("\r", "").replace("\n", " ").encode() + b"\r\n\r\n")
    count = 0
    for server in _servers(world):
        for line in server.written("log").split("\n")[:-1]:
            value = json.loads(line)
            assert isinstance(value, dict) and "forged" not in value.get("message", ""), line
            count += 1
    assert count > 50, count


def no_secret_stands_in_a_log_or_on_a_screen(world):
    checked = 0
    for server in _servers(world):
        text = server.written("log") + server.written("output").replace(f"setup_token={server.setup_token}", "")
        found = [secret[:12] for secret in server.secrets if secret in text]
        assert not found, f"{server.folder.name}: {found}"
        checked += len(server.secrets)
    assert checked > 20, checked


def no_attack_was_an_error_inside(world):
    faults = []
    for server in _servers(world):
        faults += [line[:500] for line in server.written("log").split("\n") if '"level":"error"' in line or '"level":"critical"' in line]
    assert not faults, faults


def _servers(world):
    world.tessera
    return [one for one in world.running if hasattr(one, "secrets")]
