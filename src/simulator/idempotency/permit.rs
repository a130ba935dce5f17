//! The right to execute a request once.

use super::answer::StoredAnswer;
use super::ledger::{Ledger, RecordKey};
use crate::clock::Instant;
use crate::protocol::idempotency::Fingerprint;
use std::sync::Arc;

/// The right to execute the one request behind a key. Dropped unfulfilled, the key is free again.
#[derive(Debug)]
pub struct Permit {
    ledger: Option<Arc<Ledger>>,
    key: RecordKey,
    fingerprint: Fingerprint,
}

impl Permit {
    pub(super) fn new(ledger: Arc<Ledger>, key: RecordKey, fingerprint: Fingerprint) -> Self {
        Self { ledger: Some(ledger), key, fingerprint }
    }

    /// The record this permit will fill.
    #[must_use]
    pub fn key(&self) -> RecordKey {
        self.key
    }

    /// The request it was given for.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Records the answer; duplicates replay it from now on.
    pub fn fulfil(mut self, answer: StoredAnswer, now: Instant) {
        if let Some(ledger) = self.ledger.take() {
            ledger.settle(self.key, self.fingerprint, answer, now);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(ledger) = self.ledger.take() {
            ledger.abandon(self.key);
        }
    }
}
