#!/usr/bin/env bash
# Starts the official Python sample server (the user's own checkout, unmodified) and certifies it as a
# foreign merchant. Nothing of the sample is kept here.
#
#   SAMPLES_DIR=/path/to/samples scripts/official-sample.sh [certify options ...]
#
# Needs python3, its venv module and PyPI (or a mirror pip is configured for). The sample is known not to
# conform: the run is a success when it completes, without an error of ours, and finds that. Exit 0: it did;
# 1: the harness broke, or found nothing; 3: the sample cannot be run. Without SAMPLES_DIR it says SKIP.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=${UCP_ASSAY_WORK:-$here/target/official-sample}
packages=("ucp-sdk==0.1.0" "absl-py==2.3.1" "httpx==0.28.1" "fastapi==0.128.0" "uvicorn==0.40.0" "pydantic[email]==2.12.5"
  "sqlalchemy==2.0.45" "aiosqlite==0.22.1" "greenlet==3.3.0" "shortuuid==1.0.13")

if [ -z "${SAMPLES_DIR:-}" ]; then
  echo "SKIP official sample: SAMPLES_DIR is not set (a checkout of Universal-Commerce-Protocol/samples)"
  exit 0
fi
server=$SAMPLES_DIR/rest/python/server
if [ ! -f "$server/server.py" ]; then
  echo "SKIP official sample: $SAMPLES_DIR is not a checkout of the samples (rest/python/server/server.py is missing)"
  exit 0
fi
server=$(cd "$server" && pwd)

mkdir -p "$work/logs"
python=$work/venv/bin/python
if [ ! -x "$python" ] || [ "$(cat "$work/packages" 2>/dev/null)" != "${packages[*]}" ]; then
  echo "installing ${packages[*]}"
  python3 -m venv --clear "$work/venv" || { echo "official sample: no virtual environment"; exit 3; }
  "$python" -m pip install --quiet --disable-pip-version-check "${packages[@]}" \
    || { echo "official sample: the packages cannot be installed"; exit 3; }
  echo "${packages[*]}" > "$work/packages"
fi

binary=${UCP_ASSAY:-}
if [ -z "$binary" ]; then
  cargo build --quiet --locked --release --manifest-path "$here/Cargo.toml" --bin ucp-assay
  binary=${CARGO_TARGET_DIR:-$here/target}/release/ucp-assay
fi

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
rm -f "$work"/*.db*
(cd "$server" && "$python" -B import_csv.py --products_db_path="$work/products.db" \
  --transactions_db_path="$work/transactions.db" --data_dir=../test_data/flower_shop) > "$work/logs/import.log" 2>&1 \
  || { echo "official sample: its data cannot be loaded, see $work/logs/import.log"; exit 3; }
(cd "$server" && exec "$python" -B server.py --products_db_path="$work/products.db" \
  --transactions_db_path="$work/transactions.db" --port="$port") > "$work/logs/server.log" 2>&1 &
sample=$!
trap 'kill "$sample" 2>/dev/null || true; wait "$sample" 2>/dev/null || true' EXIT
up() { "$python" -c 'import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=1)' "http://$1:$port/.well-known/ucp" 2>/dev/null; }
for _ in $(seq 100); do
  up localhost && break
  kill -0 "$sample" 2>/dev/null || { echo "official sample: it does not start, see $work/logs/server.log"; exit 3; }
  sleep 0.1
done

# What a server binds is no clause of the protocol, and is told all the same.
for address in $(hostname -I 2>/dev/null || true); do
  case $address in
    *:*) ;;
    *) up "$address" && echo "remark: the sample also answers on $address: it binds every interface" ;;
  esac
done

report=${REPORT_DIR:-$work/report}
rm -rf "$report"
status=0
# One scenario at a time: its database locks under parallel requests, and that one defect would hide others.
"$binary" certify merchant --url "http://localhost:$port" --plan "$here/scenarios/plans/official-sample.yaml" \
  --report "$report" --quiet --jobs 1 "$@" || status=$?
case $status in
  10) echo "official sample: certified as not conformant, which it is" ;;
  *) echo "official sample: exit $status, where 10 (not conformant) was expected"; exit 1 ;;
esac
"$python" - "$report/report.json" <<'CHECK'
import json, sys
report = json.load(open(sys.argv[1]))
broken = [s["id"] for s in report["scenarios"] if s["verdict"]["kind"] == "harness_error"]
if broken:
    sys.exit("official sample: the harness broke in " + ", ".join(broken))
CHECK
