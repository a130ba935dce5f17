//! Connectors driven by their files: real child processes against the built-in merchant over TLS.
#![cfg(unix)]
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod exec;
mod foreign;
mod lint;
mod mcp_http;
mod misbehaving;
mod names;
mod reference;
mod smoke;
mod stage;
mod webhook;
