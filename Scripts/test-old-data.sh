#!/usr/bin/env bash
# Old data goes forward: restores the databases that every released version has left under Tests/Fixtures, starts today's program on
# them, and looks whether their people, clients, verifiers and operators notice anything. On SQLite and PostgreSQL, by a clock of its
# own, so that what the fixtures hold never gets too old.
# `Scripts/test-old-data.sh --beside TESSERA` also lets the older version's own program run on while today's migrates.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

Scripts/setup.sh --tests
tessera="$(Scripts/programs.sh tessera)/tessera"
.venv/bin/python Tests/OldData/run.py "$tessera" "$@"
