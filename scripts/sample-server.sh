# Starts the official Python sample server (the user's own checkout, unmodified) on a free loopback port with
# fresh data; to be sourced. It needs SAMPLES_DIR, `here`, `work` and `name`; it sets python, binary, port and
# sample (its process), and ends the server with the shell. Exit 3: the sample cannot be run.

sample_packages=("ucp-sdk==0.1.0" "absl-py==2.3.1" "httpx==0.28.1" "fastapi==0.128.0" "uvicorn==0.40.0" "pydantic[email]==2.12.5"
  "sqlalchemy==2.0.45" "aiosqlite==0.22.1" "greenlet==3.3.0" "shortuuid==1.0.13")

if [ -z "${SAMPLES_DIR:-}" ]; then
  echo "SKIP $name: SAMPLES_DIR is not set (a checkout of Universal-Commerce-Protocol/samples)"
  exit 0
fi
server=$SAMPLES_DIR/rest/python/server
if [ ! -f "$server/server.py" ]; then
  echo "SKIP $name: $SAMPLES_DIR is not a checkout of the samples (rest/python/server/server.py is missing)"
  exit 0
fi
server=$(cd "$server" && pwd)

mkdir -p "$work/logs"
python=$work/venv/bin/python
if [ ! -x "$python" ] || [ "$(cat "$work/packages" 2>/dev/null)" != "${sample_packages[*]}" ]; then
  echo "installing ${sample_packages[*]}"
  python3 -m venv --clear "$work/venv" || { echo "$name: no virtual environment"; exit 3; }
  "$python" -m pip install --quiet --disable-pip-version-check "${sample_packages[@]}" \
    || { echo "$name: the packages cannot be installed"; exit 3; }
  echo "${sample_packages[*]}" > "$work/packages"
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
  || { echo "$name: its data cannot be loaded, see $work/logs/import.log"; exit 3; }
(cd "$server" && exec "$python" -B server.py --products_db_path="$work/products.db" \
  --transactions_db_path="$work/transactions.db" --port="$port") > "$work/logs/server.log" 2>&1 &
sample=$!
trap 'kill "$sample" 2>/dev/null || true; wait "$sample" 2>/dev/null || true' EXIT
up() { "$python" -c 'import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=1)' "http://$1:$port/.well-known/ucp" 2>/dev/null; }
for _ in $(seq 100); do
  up localhost && break
  kill -0 "$sample" 2>/dev/null || { echo "$name: it does not start, see $work/logs/server.log"; exit 3; }
  sleep 0.1
done
