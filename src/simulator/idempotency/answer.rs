//! What is replayed.

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
    /// Fingerprint of the request, hexadecimal.
    pub(in crate::simulator) fingerprint: String,
    /// HTTP status.
    pub(in crate::simulator) status: u16,
    /// Header fields beside those made anew for every response.
    pub(in crate::simulator) headers: Vec<(String, String)>,
    /// Body; always JSON text, so always UTF-8.
    pub(in crate::simulator) body: String,
    /// When the record was made, milliseconds of the session's clock.
    pub(in crate::simulator) at: i64,
}
