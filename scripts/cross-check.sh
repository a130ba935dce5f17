#!/usr/bin/env bash
# Our vectors against implementations nobody here wrote, from PyPI and npm, kept under target/cross-check.
# docs/cross-checks.md explains every disagreement; a new one, or one that is gone, fails.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD/target/cross-check
mkdir -p "$here/node"
status=0

rm -rf "$here/schemas"
cargo build --locked --quiet --example vector-runner --example resolved_schemas
target/debug/examples/resolved_schemas "$here/schemas"
if python3 -m venv "$here/python" && "$here/python/bin/pip" --quiet --disable-pip-version-check install \
    rfc8785==0.1.4 http-message-signatures==3.0.0 http-sf==1.5.0 iso4217==1.16.20260101 jwcrypto==1.6.1 'jsonschema[format]==4.26.0' cryptography; then
    "$here/python/bin/python" scripts/cross-check.py "$here/schemas" || status=1
    # The source package ships the corpus of RFC 8785's authors.
    if "$here/python/bin/pip" --quiet --disable-pip-version-check download --no-deps --no-binary :all: \
        --dest "$here" rfc8785==0.1.4; then
        "$here/python/bin/python" scripts/corpora.py "$here/rfc8785-0.1.4.tar.gz" target/debug/examples/vector-runner || status=1
    else
        echo "corpora: SKIPPED, the source package cannot be had"
    fi
else
    echo "python: SKIPPED, the packages cannot be had"
fi
if (cd "$here/node" && { [ -f package.json ] || npm init -y > /dev/null; } && npm install --silent --no-audit --no-fund \
    canonicalize@5.1.0 http-message-signatures@1.0.6 jose@6.2.18 structured-headers@2.1.0 ajv@8.20.0 ajv-formats@3.0.1); then
    node scripts/cross-check.mjs "$here/schemas" "$here/node" || status=1
else
    echo "node: SKIPPED, the packages cannot be had"
fi
exit "$status"
