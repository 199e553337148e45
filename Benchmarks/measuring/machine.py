"""What the figures were measured on."""

import os
import platform
import subprocess
import time


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


def describe():
    memory = int(_value("/proc/meminfo", "MemTotal", ":").split()[0]) / 1024 / 1024
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": _value("/proc/cpuinfo", "model name", ":"),
        "cores": os.cpu_count(),
        "memoryGiB": round(memory),
        "system": f"{_value('/etc/os-release', 'PRETTY_NAME', '=')}, Linux {platform.release()}",
        "swift": next((line for line in _output("swift", "--version").splitlines() if "Swift version" in line), "unknown"),
        "commit": _output("git", "describe", "--always", "--dirty"),
        "loadBefore": os.getloadavg()[0],
    }
