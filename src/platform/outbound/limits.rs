//! How long and how much.

use std::time::Duration;

/// The bounds of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time to resolve the name, connect and finish the TLS handshake; shorter than `read`, which
    /// runs at the same time.
    pub connect: Duration,
    /// Longest silence while the answer is awaited or read.
    pub read: Duration,
    /// Longest time from start to last byte.
    pub total: Duration,
    /// Largest body of an answer, in bytes.
    pub body: usize,
    /// Longest a connection is kept open unused, for the next request; zero keeps none.
    pub idle: Duration,
}

impl Limits {
    /// For fetching small public documents, such as profiles.
    pub const DOCUMENT: Self = Self {
        connect: Duration::from_secs(2),
        read: Duration::from_secs(3),
        total: Duration::from_secs(5),
        body: 256 * 1024,
        idle: Duration::from_secs(30),
    };

    /// For calling operations of a business, which may work for a while.
    pub const OPERATION: Self = Self {
        connect: Duration::from_secs(10),
        read: Duration::from_secs(30),
        total: Duration::from_mins(1),
        body: 8 * 1024 * 1024,
        idle: Duration::from_secs(30),
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DOCUMENT
    }
}
