#!/usr/bin/env bash
# Runs every fuzz target for SECONDS (default 60). Needs cargo-fuzz; a stable toolchain is told to allow what the
# fuzzer's flags need.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
command -v cargo-fuzz > /dev/null || { echo "fuzz: SKIPPED, cargo-fuzz is not installed"; exit 0; }
export RUSTC_BOOTSTRAP=1
status=0
for target in $(cargo fuzz list); do
    mkdir -p "fuzz/corpus/$target"
    echo "== $target"
    cargo fuzz run --sanitizer none "$target" -- -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 2>&1 | grep -E 'stat::(number_of_executed|average_exec)|SUMMARY|panicked|ERROR' || true
    [ -z "$(ls -A "fuzz/artifacts/$target" 2> /dev/null)" ] || { echo "== $target: FOUND SOMETHING"; status=1; }
done
exit "$status"
