//! The merchant over the wire: discovery, authentication, negotiation, idempotency, bad input.

mod discovery;
mod support;
