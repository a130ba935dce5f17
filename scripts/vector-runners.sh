#!/usr/bin/env bash
# Asks the three example runners under vectors/runners/ every contract vector they claim. Each must pass all of them.
# An interpreter that is not installed is skipped, visibly.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --locked --bin ucp-assay --example vector-runner
assay=target/debug/ucp-assay
status=0

ask() {
    local name=$1 command=$2
    echo "== $name"
    "$assay" vectors --runner "$command" | grep -v 'unsupported$' || true
    "$assay" vectors --runner "$command" > /dev/null || { echo "== $name: FAILED"; status=1; }
}

ask rust target/debug/examples/vector-runner
if python3 -c 'import cryptography' 2> /dev/null; then
    ask python "python3 vectors/runners/python/runner.py"
else
    echo "== python: SKIPPED, no python3 with the package cryptography"
fi
if command -v node > /dev/null; then
    ask node "node vectors/runners/node/runner.mjs"
else
    echo "== node: SKIPPED, no node"
fi
exit "$status"
