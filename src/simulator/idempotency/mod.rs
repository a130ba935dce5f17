//! The idempotency store of one session: one effect per key, its answer replayed for 24 hours.
//!
//! Decisions the protocol leaves open, and why:
//! * A duplicate of a request still in flight waits for that request's answer and replays it; when
//!   the wait grows long it gets `idempotency_in_flight`.
//! * Stored are answers of the merchant (business outcomes included), never refusals before the
//!   merchant decided: a request that was refused for a bad signature may be repeated corrected.
//! * Replayed are status, headers and body bytes. Signature, date and echoed request identifier are
//!   made anew, so that a replay verifies after the signing key was rotated.
//! * Answers are bounded in bytes. A record whose answer was dropped keeps its key: a duplicate is
//!   refused with 503, because executing it again would be the one wrong answer.

mod answer;
mod ledger;
mod permit;

#[cfg(test)]
mod tests;

pub use answer::StoredAnswer;
pub(super) use answer::StoredRecord;
pub use ledger::{Admission, Ledger, RecordKey};
pub use permit::Permit;
