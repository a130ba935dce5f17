#!/usr/bin/env bash
# Builds every fuzz target, then runs each for SECONDS (default 60; 600 is what docs/fuzzing.md reports), JOBS at a time
# (default 1), at the lowest priority. Whatever a target finds stays in fuzz/artifacts/TARGET and fails the run; a finding
# becomes a case of tests/hostile_bytes.rs. `scripts/fuzz.sh 600 2 cursor jcs` runs these two only.
# Needs cargo-fuzz (cargo install cargo-fuzz); a stable toolchain is told to allow what the fuzzer's flags need.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
jobs=${2:-1}
command -v cargo-fuzz > /dev/null || { echo "fuzz: SKIPPED, cargo-fuzz is not installed"; exit 0; }
export RUSTC_BOOTSTRAP=1
cargo fuzz build --sanitizer none
targets=("${@:3}")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)
# What the contract vectors and the worlds give each parser, where there is Python to take them out.
python3 scripts/fuzz-seeds.py fuzz/corpus || echo "fuzz: no seeds, python3 is missing"
programs=fuzz/target/$(rustc -vV | sed -n 's/^host: //p')/release

one() {
    local target=$1 seconds=$2 programs=$3
    mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target" fuzz/target/log
    nice -n 19 "$programs/$target" "fuzz/corpus/$target" -artifact_prefix="fuzz/artifacts/$target/" \
        -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        > "fuzz/target/log/$target.txt" 2>&1 || echo "$target: ended with $?"
    local log=fuzz/target/log/$target.txt
    printf '%s: %s executions, %s, %s\n' "$target" \
        "$(sed -n 's/stat::number_of_executed_units: *//p' "$log")" \
        "$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1)" \
        "$([ -z "$(ls -A "fuzz/artifacts/$target")" ] && echo nothing found || echo FOUND SOMETHING)"
}
export -f one
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c 'one "$@"' _ {} "$seconds" "$programs" | tee fuzz/target/summary.txt
! grep -qE 'FOUND SOMETHING|ended with' fuzz/target/summary.txt
