//! What is replayed.

use crate::clock::Instant;
use crate::protocol::idempotency::Fingerprint;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// An answer as it is stored: everything of it that a replay repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// HTTP status.
    pub status: u16,
    /// Header fields beside those made anew for every response.
    pub headers: Vec<(String, String)>,
    /// Body, byte for byte.
    pub body: Bytes,
}

impl StoredAnswer {
    /// Bytes the answer occupies.
    #[must_use]
    pub fn weight(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + 64).sum();
        self.body.len() + headers + 64
    }
}

/// A record as a durable store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::simulator) struct StoredRecord {
    /// What the request is compared by.
    fingerprint: Fingerprint,
    /// HTTP status.
    status: u16,
    /// Header fields beside those made anew for every response.
    headers: Vec<(String, String)>,
    /// Body; always JSON text, so always UTF-8.
    body: String,
    /// When the record was made, by the session's clock.
    at: Instant,
}

impl StoredRecord {
    /// The record of an answer.
    pub(in crate::simulator) fn new(fingerprint: Fingerprint, answer: &StoredAnswer, at: Instant) -> Self {
        Self {
            fingerprint,
            status: answer.status,
            headers: answer.headers.clone(),
            body: String::from_utf8_lossy(&answer.body).into_owned(),
            at,
        }
    }

    /// Fingerprint, answer and time.
    pub(in crate::simulator) fn into_parts(self) -> (Fingerprint, StoredAnswer, Instant) {
        let answer =
            StoredAnswer { status: self.status, headers: self.headers, body: Bytes::from(self.body) };
        (self.fingerprint, answer, self.at)
    }
}
