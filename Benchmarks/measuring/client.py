"""What the browser client costs a page: bytes of each entry point, minified and gzipped."""

import gzip
import shutil
import subprocess
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "Clients/web/src"
ENTRIES = {"core": "index.ts", "dpop": "dpop/index.ts", "axios": "axios/index.ts"}


def sizes():
    """Bytes by entry point. Those beside the core hold no part of it."""
    if shutil.which("esbuild") is None:
        raise RuntimeError("esbuild is missing: run Scripts/setup.sh --tests")
    return {name: _size(SOURCES / entry) for name, entry in ENTRIES.items()}


def _size(entry):
    command = ["esbuild", str(entry), "--bundle", "--format=esm", "--target=es2022", "--minify", "--log-level=warning"]
    minified = subprocess.run(command, check=True, capture_output=True).stdout
    return len(gzip.compress(minified, compresslevel=9, mtime=0))
