#!/usr/bin/env bash
# Runs the Dockerfile's stages by hand in a scratch folder, for machines without an image registry:
# plan, cook the dependencies, build, start the result and ask its health.
set -euo pipefail
cd "$(dirname "$0")/.."
source_dir=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

command -v cargo-chef >/dev/null 2>&1 || cargo install --quiet --locked cargo-chef --version 0.1.78

echo "stage planner"
git -C "$source_dir" archive HEAD | tar -x -C "$scratch"
cd "$scratch"
cargo chef prepare --recipe-path recipe.json

echo "stage builder"
mkdir cook && cp recipe.json cook/ && (cd cook && cargo chef cook --locked --profile dist --recipe-path recipe.json --target-dir "$scratch/target")
cargo build --locked --profile dist --bin ucp-assay --target-dir "$scratch/target"

echo "stage runtime"
"$scratch/target/dist/ucp-assay" merchant --host 127.0.0.1 --port 18443 --tls auto >"$scratch/merchant.log" 2>&1 &
merchant=$!
healthy=no
for _ in $(seq 1 50); do
    if "$scratch/target/dist/ucp-assay" health --url https://127.0.0.1:18443/healthz --insecure; then
        healthy=yes
        break
    fi
    sleep 0.2
done
kill "$merchant" 2>/dev/null || true
[ "$healthy" = yes ] || { cat "$scratch/merchant.log"; exit 1; }
ls -l "$scratch/target/dist/ucp-assay"
