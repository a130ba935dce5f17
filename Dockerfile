# syntax=docker/dockerfile:1
# Stages: chef (tool) -> planner (dependency recipe) -> builder (dependencies, then us) -> runtime.

FROM rust:1.95-slim-bookworm AS chef
# A C compiler for the cryptography provider, SQLite and the allocator.
RUN apt-get update && apt-get install -y --no-install-recommends gcc g++ make libc6-dev \
    && rm -rf /var/lib/apt/lists/*
RUN cargo install --locked cargo-chef --version 0.1.78
WORKDIR /build

FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM chef AS builder
COPY --from=planner /build/recipe.json recipe.json
RUN cargo chef cook --locked --profile dist --recipe-path recipe.json
COPY . .
RUN cargo build --locked --profile dist --bin ucp-assay

FROM debian:bookworm-slim AS runtime
RUN useradd --system --uid 10001 --home-dir /var/lib/ucp-assay --create-home assay
COPY --from=builder /build/target/dist/ucp-assay /usr/local/bin/ucp-assay
USER 10001:10001
WORKDIR /var/lib/ucp-assay
# The merchant's own port; nothing else listens.
EXPOSE 8443
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["ucp-assay", "health", "--url", "https://127.0.0.1:8443/healthz", "--insecure"]
ENTRYPOINT ["ucp-assay"]
CMD ["merchant", "--host", "0.0.0.0", "--port", "8443", "--tls", "auto"]
