//! Idempotency keys: what a key may look like, and when two requests under one key are the same.

use crate::protocol::version::IdempotencyComparator;
use sha2::{Digest, Sha256};
use std::time::Duration;

#[cfg(test)]
mod tests;

/// How long a result is replayed.
pub const RETENTION: Duration = Duration::from_hours(24);

/// Shortest key: 22 base64url characters, or a UUID without hyphens, hold 128 bits.
pub const SHORTEST: usize = 16;

/// Longest key stored.
pub const LONGEST: usize = 255;

/// Why a key was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyDefect {
    /// No key, or an empty one.
    #[error("is empty")]
    Empty,
    /// Too short to be unguessable and unique.
    #[error("has {0} characters, at least {SHORTEST} are needed (a UUID is a good key)")]
    TooShort(usize),
    /// Too long to be stored.
    #[error("has {0} characters, at most {LONGEST} are allowed")]
    TooLong(usize),
    /// A character outside letters, digits, `-`, `_`, `.`, `:`, `~`.
    #[error("contains {0:?}; letters, digits and - _ . : ~ are allowed")]
    Character(char),
}

/// Checks a key. The protocol recommends UUIDs or 22 and more alphanumerics; what is refused is what
/// cannot be a sensible key at all.
///
/// # Errors
/// When the key is empty, too short, too long, or holds other characters.
pub fn check_key(key: &str) -> Result<(), KeyDefect> {
    if key.is_empty() {
        return Err(KeyDefect::Empty);
    }
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "-_.:~".contains(*c);
    if let Some(other) = key.chars().find(|c| !allowed(c)) {
        return Err(KeyDefect::Character(other));
    }
    match key.len() {
        length if length < SHORTEST => Err(KeyDefect::TooShort(length)),
        length if length > LONGEST => Err(KeyDefect::TooLong(length)),
        _ => Ok(()),
    }
}

/// What a request is compared by: 32 bytes that differ when the request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint(pub(crate) [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a request; every part is length-prefixed, so no two requests share one.
    #[must_use]
    pub fn of(comparator: IdempotencyComparator, method: &str, target: &str, body: &[u8]) -> Self {
        match comparator {
            IdempotencyComparator::RawBody => {
                let mut hash = Sha256::new();
                for part in [method.as_bytes(), target.as_bytes(), body] {
                    hash.update(part.len().to_be_bytes());
                    hash.update(part);
                }
                Self(hash.finalize().into())
            }
        }
    }
}
