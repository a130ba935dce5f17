#!/usr/bin/env bash
# Starts the official Python sample server (the user's own checkout, unmodified) and buys there with the
# reference connector, from discovery to the order. Nothing of the sample is kept here.
#
#   SAMPLES_DIR=/path/to/samples scripts/buy-sample.sh [buy options ...]
#
# Needs python3, its venv module and PyPI (or a mirror pip is configured for). Exit 0: an order was placed and
# the sample knows it; 1: none was; 3: the sample cannot be run. Without SAMPLES_DIR it says SKIP.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
work=${UCP_ASSAY_WORK:-$here/target/official-sample}
name="buy at the sample"
# shellcheck source=scripts/sample-server.sh
. "$here/scripts/sample-server.sh"

# What it needs beyond the protocol is named here one by one; docs/official.md says why.
status=0
"$binary" buy --url "http://localhost:$port" --allow-plain-http --lenient \
  --accommodate item_title --accommodate risk_signals --accommodate destination_id --accommodate unasked_delivery \
  --item bouquet_roses:2 --buyer-email john.doe@example.com --buyer-name "John Doe" \
  --address "123 Main St, Springfield, IL, 62704, US" --payment-token success_token \
  --payment-handler google_pay --json "$@" \
  > "$work/buy.jsonl" || status=$?
"$python" - "$work/buy.jsonl" "$work/transactions.db" "$status" <<'CHECK'
import json, sqlite3, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
for line in lines[:-1]:
    said = line.get("what", line)
    print("  ", json.dumps(said)[:160])
receipt = lines[-1] if lines else {}
outcome = receipt.get("outcome", {})
print(f"ending {receipt.get('ending')}, order {outcome.get('order_id')}, total {outcome.get('total')}, exit {sys.argv[3]}")
known = [row[0] for row in sqlite3.connect(sys.argv[2]).execute("select id from orders")]
if sys.argv[3] != "0" or receipt.get("ending") != "placed" or not outcome.get("order_id"):
    sys.exit("buy at the sample: no order was placed")
if known != [outcome["order_id"]]:
    sys.exit(f"buy at the sample: the sample knows the orders {known}")
CHECK
echo "buy at the sample: an order was placed, and the sample has it"
