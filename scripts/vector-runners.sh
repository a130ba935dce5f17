#!/usr/bin/env bash
# Asks the three example runners under vectors/runners/ every contract vector they claim. Each must pass all of them.
# Python gets a private environment under target/ when the package cryptography is missing. What cannot be had is
# skipped, visibly.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --locked --bin ucp-assay --example vector-runner
assay=target/debug/ucp-assay
status=0

ask() {
    local name=$1 command=$2
    echo "== $name"
    "$assay" vectors --runner "$command" > "target/vector-runners-$name.txt" || { echo "== $name: FAILED"; status=1; }
    grep -v 'unsupported$' "target/vector-runners-$name.txt" || true
}

# Prints a python that has the package cryptography; makes one when need be.
python_with_cryptography() {
    local own=target/vector-runners/bin/python
    if python3 -c 'import cryptography' 2> /dev/null; then
        echo python3
    elif "$own" -c 'import cryptography' 2> /dev/null; then
        echo "$own"
    elif python3 -m venv target/vector-runners > /dev/null && "$own" -m pip --quiet install 'cryptography>=42' >&2; then
        echo "$own"
    else
        return 1
    fi
}

ask rust target/debug/examples/vector-runner
if ! command -v python3 > /dev/null; then
    echo "== python: SKIPPED, no python3"
elif python=$(python_with_cryptography); then
    ask python "$python vectors/runners/python/runner.py"
else
    echo "== python: SKIPPED, the package cryptography is not installed and cannot be had"
fi
if command -v node > /dev/null; then
    ask node "node vectors/runners/node/runner.mjs"
else
    echo "== node: SKIPPED, no node"
fi
exit "$status"
