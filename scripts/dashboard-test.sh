#!/usr/bin/env bash
# The dashboard in headless Chromium (scripts/dashboard/test.mjs). Needs node, a Chromium, and playwright-core, which
# is taken from npm into target/ when it is not there. Says so and succeeds when one of them cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

modules=$PWD/target/dashboard-test/node_modules
if ! command -v node >/dev/null; then
    echo "dashboard-test: SKIPPED, no node here"
    exit 0
fi
if [ ! -d "$modules/playwright-core" ]; then
    mkdir -p target/dashboard-test
    npm install --prefix target/dashboard-test --no-save --no-audit --no-fund --ignore-scripts \
        playwright-core@1.65.1 >/dev/null 2>&1 || true
fi
cargo build --locked --bin ucp-assay
status=0
node scripts/dashboard/test.mjs target/debug/ucp-assay "$modules" "${1:-target/dashboard-test/dashboard.png}" || status=$?
[ "$status" -eq 77 ] && exit 0
exit "$status"
