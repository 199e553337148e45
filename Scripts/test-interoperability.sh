#!/usr/bin/env bash
# Clients in the wild against the real server: seven libraries and programs that know nothing of Tessera verify its
# access tokens by the URL of its key set, with every signing algorithm, and refuse what is not one. Prints the matrix.
# Arguments go to Tests/Interoperability/run.py: `Scripts/test-interoperability.sh ES256 --show`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
tessera="$(Scripts/programs.sh tessera)/tessera"
.venv/bin/python Tests/Interoperability/run.py "$tessera" "$@"
