//! The journal of a session: every exchange with its raw bytes, bounded; redacted when read out. Waiting
//! for exchanges is part of it, so that nobody has to poll or sleep.

mod entry;
mod log;

#[cfg(test)]
mod tests;

pub use entry::{Entry, Finding, FindingKind, RawCall, Species};
pub use log::{Journal, WaitTimeout};
