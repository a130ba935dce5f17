#!/usr/bin/env bash
# Installs real connectors into virtual environments and certifies each through its driver file. Nothing of
# them is kept in this repository; no root, no change to the machine.
#
#   [TALOS_DIR=/path/to/talos-ucp-connector] [SAMPLES_DIR=/path/to/samples] \
#     scripts/connectors.sh [ucp-mcp-server] [ucp-client] [samples-client] [talos] [-- certify options]
#
#   scripts/connectors.sh ucp-client -- --smoke        # only the first look
#
# Needs python3 with its venv module, openssl, and PyPI (or a mirror pip is configured for). Without
# TALOS_DIR or SAMPLES_DIR the connector in that checkout is left out, and it says SKIP. None of them is
# known to conform: a run is a success when it completes without an error of ours. Exit 0: all did; 1: the
# harness broke or could not begin; 2: there is no such connector.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=${UCP_ASSAY_WORK:-$here/target/connectors}
names=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do names+=("$1"); shift; done
if [ "${1:-}" = -- ]; then shift; fi
if [ ${#names[@]} -eq 0 ]; then names=(ucp-mcp-server ucp-client samples-client talos); fi

binary=${UCP_ASSAY:-}
if [ -z "$binary" ]; then
  cargo build --quiet --locked --release --manifest-path "$here/Cargo.toml" --bin ucp-assay
  binary=$here/target/release/ucp-assay
fi

# install NAME PACKAGE…: a virtual environment of these packages, made anew when they change.
install() {
  local name=$1
  shift
  if [ "$(cat "$work/$name.packages" 2>/dev/null)" != "$*" ]; then
    echo "installing $*"
    python3 -m venv --clear "$work/$name"
    "$work/$name/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
    echo "$*" > "$work/$name.packages"
  fi
}

mkdir -p "$work"
failed=0
for name in "${names[@]}"; do
  more=()
  case $name in
    ucp-mcp-server) install "$name" "ucp-mcp-server==0.2.0" "mcp<2" ;;
    ucp-client) install "$name" "ucp-client==0.0.11" "ucp-sdk==0.1.0" ;;
    samples-client)
      if [ ! -f "${SAMPLES_DIR:-}/rest/python/client/flower_shop/simple_happy_path_client.py" ]; then
        echo "SKIP samples-client: SAMPLES_DIR is not a checkout of Universal-Commerce-Protocol/samples"
        continue
      fi
      SAMPLES_DIR=$(cd "$SAMPLES_DIR" && pwd)
      export SAMPLES_DIR
      install "$name" "ucp-sdk==0.1.0" "httpx==0.28.1"
      ;;
    talos)
      if [ ! -f "${TALOS_DIR:-}/pyproject.toml" ]; then
        echo "SKIP talos: TALOS_DIR is not a checkout of talosprotocol/talos-ucp-connector"
        continue
      fi
      install "$name" "$TALOS_DIR" "mcp[cli]<2"
      # The connector signs with a key in its source; the business is told the public half.
      key=$(grep -rlE -- "-----BEGIN (EC )?PRIVATE KEY-----" "$TALOS_DIR/src" | head -n 1)
      sed -n '/-----BEGIN .*PRIVATE KEY-----/,/-----END .*PRIVATE KEY-----/p' "$key" \
        | sed -E 's/^.*(-----BEGIN)/\1/; s/(END [A-Z ]*KEY-----).*$/\1/; s/^[[:space:]]+//' \
        | openssl pkey -pubout -out "$work/talos.pem"
      more=(--talos-key "talos-dev-key-1=$work/talos.pem")
      ;;
    *)
      echo "connectors: there is no $name (there are ucp-mcp-server, ucp-client, samples-client, talos)" >&2
      exit 2
      ;;
  esac
  echo "== $name"
  code=0
  PATH="$work/$name/bin:$PATH" "$binary" certify connector --driver "$here/drivers/$name.yaml" "${more[@]}" "$@" || code=$?
  case $code in
    0 | 5 | 10 | 12) ;;
    *)
      echo "connectors: $name: exit code $code"
      failed=1
      ;;
  esac
done
exit $failed
