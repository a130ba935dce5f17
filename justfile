# One door: developers and CI call the same recipes. `just --list` shows them.

set shell := ["bash", "-euo", "pipefail", "-c"]

# Everything CI does, in its order.
ci:
    bash .ci/run

# Formatting.
format:
    cargo fmt --check

# Lints, warnings are errors.
lint:
    cargo clippy --locked --all-targets -- -D warnings

# Documentation builds without warnings.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

# The README's test command.
test:
    cargo test --locked

# The README's first command.
certify *ARGS:
    cargo run --locked --release -- certify builtin {{ ARGS }}

# Every fault of the merchant against the scenarios, at every version; `just kill --fault totals.not_summing`.
kill *ARGS:
    cargo run --locked --release -- kill {{ ARGS }}

# Import direction, file and function size, version dates.
gates:
    cargo test --locked --test architecture

# Our schemas against the official ones (needs ../shared/spec/official or UCP_ASSAY_OFFICIAL).
differential:
    cargo test --locked --test differential -- --nocapture

# Licences, bans, sources and, where the advisory database can be had, advisories.
supply-chain:
    bash scripts/supply-chain.sh

# Benches: verify, sign, validate, create, complete.
bench *ARGS:
    cargo bench --locked {{ ARGS }}

# Complete signed checkouts over HTTP against a merchant on this machine.
load *ARGS:
    cargo build --locked --release --bin ucp-assay
    cargo run --locked --release --example load -- {{ ARGS }}

# The three example runners against every contract vector they claim.
vector-runners:
    bash scripts/vector-runners.sh

# Our vectors against implementations nobody here wrote (needs PyPI and npm; nothing fetched is kept).
cross-check:
    bash scripts/cross-check.sh

# Fuzz targets, SECONDS each, JOBS at a time (needs cargo-fuzz).
fuzz SECONDS="60" JOBS="1":
    bash scripts/fuzz.sh {{ SECONDS }} {{ JOBS }}

# Mutants of src/crypto and src/protocol against the contract vectors (needs cargo-mutants; docs/mutants.md).
mutants FOLDER="target/mutants":
    python3 scripts/mutants.py {{ FOLDER }} prepare
    python3 scripts/mutants.py {{ FOLDER }} run
    python3 scripts/mutants.py {{ FOLDER }} alone
    python3 scripts/mutants.py {{ FOLDER }} table

# The dashboard in headless Chromium; says so when there is no browser.
dashboard-test *ARGS:
    bash scripts/dashboard-test.sh {{ ARGS }}

# Random faults at load, with invariants, memory, tasks and descriptors watched: `just soak --minutes 30`.
soak *ARGS:
    cargo run --locked --release --example soak -- {{ ARGS }}

# The container image's stages, by hand, for machines without a registry.
docker-stages:
    bash scripts/docker-stages.sh

# Regenerates golden reports, the step index and the generated numbers in the docs.
regenerate:
    UCP_ASSAY_UPDATE=1 UCP_ASSAY_UPDATE_GOLDEN=1 cargo test --locked

# The official conformance suite, unmodified, against our merchant: SUITE_DIR=checkout just official-suite.
official-suite *FILES:
    bash scripts/official-suite.sh {{ FILES }}

# The official Python sample server, certified as a foreign merchant: SAMPLES_DIR=checkout just official-sample.
official-sample *ARGS:
    bash scripts/official-sample.sh {{ ARGS }}

# Real connectors, certified through their drivers (PyPI; TALOS_DIR=checkout SAMPLES_DIR=checkout for two of them):
# `just connectors ucp-client -- --smoke`.
connectors *ARGS:
    bash scripts/connectors.sh {{ ARGS }}

# The reference connector buys at the official Python sample server: SAMPLES_DIR=checkout just buy-sample.
buy-sample *ARGS:
    bash scripts/buy-sample.sh {{ ARGS }}
