#!/usr/bin/env bash
# Installs real connectors into virtual environments and takes a first look at each through its driver:
# it starts, discovers, opens a checkout. Nothing of them is kept in this repository.
#
#   [TALOS_DIR=/path/to/talos-ucp-connector] [SAMPLES_DIR=/path/to/samples] \
#     scripts/connectors.sh [ucp_mcp_server] [ucp_client] [samples_client] [talos]
#
# Needs python3 with its venv module, openssl, and PyPI (or a mirror pip is configured for). Without
# TALOS_DIR or SAMPLES_DIR the connector in that checkout is left out, and it says SKIP.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=${UCP_ASSAY_WORK:-$here/target/connectors}
names=("$@")
if [ ${#names[@]} -eq 0 ]; then names=(ucp_mcp_server ucp_client samples_client talos); fi

# install NAME PACKAGE…: a virtual environment of these packages, made when they change.
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

# look NAME: runs the one test of that name with its environment first on PATH.
look() {
  PATH="$work/$1/bin:$PATH" cargo test --quiet --locked --manifest-path "$here/Cargo.toml" --test drivers -- \
    --ignored --exact "foreign::$1" --nocapture
}

mkdir -p "$work"
for name in "${names[@]}"; do
  case $name in
    ucp_mcp_server) install "$name" "ucp-mcp-server==0.2.0" "mcp<2" ;;
    ucp_client) install "$name" "ucp-client==0.0.11" "ucp-sdk==0.1.0" ;;
    samples_client)
      if [ ! -f "${SAMPLES_DIR:-}/rest/python/client/flower_shop/simple_happy_path_client.py" ]; then
        echo "SKIP samples_client: SAMPLES_DIR is not a checkout of Universal-Commerce-Protocol/samples"
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
      key=$(grep -rlE -- "-----BEGIN (EC )?PRIVATE KEY-----" "$TALOS_DIR/src" | head -1)
      sed -n '/-----BEGIN .*PRIVATE KEY-----/,/-----END .*PRIVATE KEY-----/p' "$key" \
        | sed -E 's/^.*(-----BEGIN)/\1/; s/(KEY-----).*$/\1/; s/^[[:space:]]+//' \
        | openssl pkey -pubout -out "$work/talos.pem"
      export TALOS_PUBLIC_KEY=$work/talos.pem
      ;;
    *)
      echo "connectors: there is no $name (there are ucp_mcp_server, ucp_client, samples_client, talos)" >&2
      exit 2
      ;;
  esac
  look "$name"
done
