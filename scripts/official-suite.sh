#!/usr/bin/env bash
# Runs the official conformance suite (the user's own checkout, unmodified) against our merchant with
# --compat official-suite. Nothing of the suite is kept here.
#
#   SUITE_DIR=/path/to/conformance scripts/official-suite.sh [file_test.py ...]
#
# Needs python3, its venv module and PyPI (or a mirror pip is configured for). Exit 0: every test passed;
# 1: some did not; 3: the suite cannot be run. Without SUITE_DIR it says SKIP and succeeds.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=${UCP_ASSAY_WORK:-$here/target/official-suite}
expected=${EXPECTED_TESTS:-59}
# The suite was written against these; ucp-sdk 0.3 and later renamed the modules it imports.
packages=("ucp-sdk==0.1.0" "absl-py==2.3.1" "httpx==0.28.1" "fastapi==0.128.0" "uvicorn==0.40.0" "pydantic[email]==2.12.5")

if [ -z "${SUITE_DIR:-}" ]; then
  echo "SKIP official suite: SUITE_DIR is not set (a checkout of Universal-Commerce-Protocol/conformance)"
  exit 0
fi
if [ ! -f "$SUITE_DIR/integration_test_utils.py" ]; then
  echo "SKIP official suite: $SUITE_DIR is not a checkout of the suite (integration_test_utils.py is missing)"
  exit 0
fi
suite=$(cd "$SUITE_DIR" && pwd)
if [ $# -gt 0 ]; then files=("$@"); expected=""; else mapfile -t files < <(cd "$suite" && ls ./*_test.py | sed 's|^\./||'); fi

mkdir -p "$work/logs"
python=$work/venv/bin/python
if [ ! -x "$python" ] || [ "$(cat "$work/packages" 2>/dev/null)" != "${packages[*]}" ]; then
  echo "installing ${packages[*]}"
  python3 -m venv --clear "$work/venv" || { echo "official suite: no virtual environment"; exit 3; }
  "$python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" \
    || { echo "official suite: the packages cannot be installed"; exit 3; }
  echo "${packages[*]}" > "$work/packages"
fi

binary=${UCP_ASSAY:-}
if [ -z "$binary" ]; then
  cargo build --quiet --locked --release --manifest-path "$here/Cargo.toml" --bin ucp-assay
  binary=${CARGO_TARGET_DIR:-$here/target}/release/ucp-assay
fi

free_port() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

secret=$work/secret
(umask 077 && "$python" -c 'import secrets; print(secrets.token_urlsafe(24))' > "$secret")
"$binary" merchant --version 2026-01-11 --scenario flower-shop --tls off --port 0 \
  --compat official-suite --simulation-secret-file "$secret" > "$work/logs/merchant.out" 2> "$work/logs/merchant.err" &
merchant=$!
trap 'kill "$merchant" 2>/dev/null || true; wait "$merchant" 2>/dev/null || true; rm -f "$secret"' EXIT
url=""
for _ in $(seq 100); do
  url=$(sed -n 's/^merchant  *\(http[^ ]*\).*/\1/p' "$work/logs/merchant.out" | head -1)
  [ -n "$url" ] && break
  kill -0 "$merchant" 2>/dev/null || break
  sleep 0.1
done
if [ -z "$url" ]; then echo "official suite: the merchant does not start"; cat "$work/logs/merchant.err"; exit 3; fi
echo "merchant at $url, suite at $suite"

ran=0 failed=0
for file in "${files[@]}"; do
  log=$work/logs/$file.log
  webhook=$(free_port) agent=$(free_port)
  status=0
  (cd "$suite" && "$python" -B "$file" --server_url="$url" --simulation_secret="$(cat "$secret")" \
    --mock_webhook_port="$webhook" --mock_agent_port="$agent") > "$log" 2>&1 || status=$?
  tests=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\}.*/\1/p' "$log" | tail -1)
  bad=$(grep -cE '^(FAIL|ERROR): ' "$log" || true)
  if [ -z "$tests" ]; then tests=0; bad=1; echo "  $file: did not run, see $log"; fi
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  ran=$((ran + tests)); failed=$((failed + bad))
  printf '  %-36s %2d of %2d pass\n' "$file" "$((tests - bad))" "$tests"
  grep -hE '^(FAIL|ERROR): ' "$log" | sed 's/^/      /' || true
done
kill "$merchant"; wait "$merchant" 2>/dev/null || true
sed -n '/^conceded in this run/,$p' "$work/logs/merchant.out"
echo "official suite: $((ran - failed)) of $ran pass"
if [ -n "$expected" ] && [ "$ran" -ne "$expected" ]; then
  echo "official suite: $expected tests were expected, $ran ran"
  exit 1
fi
[ "$failed" -eq 0 ]
