"""What sign-in costs an Angular application: the same small one with Tessera and with its peers, built for production."""

import json
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNAVAILABLE = 69


def sizes():
    """Bytes by package; None where there is no Node, or where the packages cannot be had."""
    node = str(ROOT / "Scripts/node.sh")
    status = subprocess.run([node, "--install", "true"], cwd=ROOT).returncode
    if status == UNAVAILABLE:
        return None
    subprocess.run(["Scripts/build-angular.sh", "--if-needed"], cwd=ROOT, check=True)
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        command = [node, "--registry", node, "node", "Benchmarks/angular/sizes.mjs", result.name]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return json.loads(Path(result.name).read_text())
