//! What each fault does: one function per fault, by area. Each answers whether there was anything to spoil.

pub(super) mod clock;
pub(super) mod discount;
mod edit;
pub(super) mod error;
pub(super) mod goods;
pub(super) mod http;
pub(super) mod idempotency;
pub(super) mod identity;
pub(super) mod lenient;
pub(super) mod money;
pub(super) mod negotiation;
pub(super) mod order;
pub(super) mod payment;
pub(super) mod profile;
pub(super) mod signature;
pub(super) mod state;
pub(super) mod tls;
pub(super) mod webhook;
pub(super) mod wire;
