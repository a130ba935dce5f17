//! The merchant over the wire: discovery, authentication, negotiation, idempotency, bad input.

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
