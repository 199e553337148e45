"""What the figures were measured on."""

import json
import os
import platform
import subprocess
import time
from pathlib import Path

RESOLVED = Path(__file__).resolve().parents[1] / "Package.resolved"
# By which of their versions the figures would change.
PACKAGES = {"hummingbird": "Hummingbird", "jwt-kit": "JWTKit", "swift-crypto": "swift-crypto", "swift-nio": "SwiftNIO", "grdb.swift": "GRDB"}


def _output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout.strip()
    except OSError:
        return ""


def _value(path, name, separator):
    with open(path) as file:
        for line in file:
            key, _, value = line.partition(separator)
            if key.strip() == name:
                return value.strip().strip('"')
    return "unknown"


def _packages():
    """The versions of what subject and peers are made of, as the last build resolved them."""
    pins = json.loads(RESOLVED.read_text())["pins"] if RESOLVED.exists() else []
    versions = {pin["identity"]: pin["state"].get("version") for pin in pins}
    return {name: versions[identity] for identity, name in PACKAGES.items() if versions.get(identity)}


def describe():
    memory = int(_value("/proc/meminfo", "MemTotal", ":").split()[0]) / 1024 / 1024
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": _value("/proc/cpuinfo", "model name", ":"),
        "cores": os.cpu_count(),
        "memoryGiB": round(memory),
        "system": f"{_value('/etc/os-release', 'PRETTY_NAME', '=')}, Linux {platform.release()}",
        "swift": next((line for line in _output("swift", "--version").splitlines() if "Swift version" in line), "unknown"),
        "packages": _packages(),
        "commit": _output("git", "describe", "--always", "--dirty"),
        "loadBefore": os.getloadavg()[0],
    }
