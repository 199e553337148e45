"""Holds the small YAML reader of the page /docs against a whole one, on the API document. Needs node; says so when it is absent."""

import json
import pathlib
import shutil
import subprocess
import sys

import yaml

ASSETS = pathlib.Path(__file__).resolve().parents[2] / "Sources/IdentityServer/Pages/Assets"

node = shutil.which("node")
if node is None:
    print("compare_yaml: node is absent, so the YAML reader of /docs was not looked at")
    sys.exit(0)
text = (ASSETS / "openapi.yaml").read_text()
script = (ASSETS / "yaml.js").read_text() + f"\nconsole.log(JSON.stringify(parseYAML({json.dumps(text)})));\n"
ours = json.loads(subprocess.run([node, "--input-type=module", "-"], input=script, check=True, capture_output=True, text=True).stdout)
if ours != yaml.safe_load(text):
    sys.exit("compare_yaml: the page /docs reads the API document differently from PyYAML")
print("compare_yaml: the page /docs reads the API document as PyYAML does")
