//! What the Universal Commerce Protocol says, as data and pure functions: no IO, no clock, no
//! randomness, no framework.

pub mod ap2;
pub mod checkout;
pub mod contract;
pub mod cursor;
pub mod idempotency;
pub mod json;
pub mod message;
pub mod money;
pub mod negotiation;
pub mod operation;
pub mod order;
pub mod payment;
pub mod profile;
pub mod version;
