//! The merchant over the wire: discovery, authentication, negotiation, idempotency, bad input.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_body;
mod bad_head;
mod bad_headers;
mod bad_ids;
mod bad_numbers;
mod buyer_page;
mod discovery;
mod idempotency;
mod january;
mod lifecycle;
mod negotiation;
mod pages;
mod profiles;
mod signatures;
mod support;
mod survival;
