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
name="official sample"
# shellcheck source=scripts/sample-server.sh
. "$here/scripts/sample-server.sh"

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
