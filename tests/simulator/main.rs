//! The merchant over the wire: discovery, authentication, negotiation, idempotency, bad input.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_body;
mod bad_head;
mod buyer_page;
mod discovery;
mod idempotency;
mod lifecycle;
mod negotiation;
mod profiles;
mod signatures;
mod support;
