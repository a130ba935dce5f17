//! Cursors of paged answers: opaque to platforms, tamper-proof for the business that reads them
//! back, and what a page's `pagination` asks a platform to do next.
//!
//! The protocol leaves the content open. This business writes base64url of
//! `1 ‖ offset (8 bytes) ‖ query (16 bytes) ‖ tag (16 bytes)`: the tag is HMAC-SHA-256 over
//! everything before it, cut to 16 bytes, and the query is a digest of the search the cursor belongs to, so that a
//! cursor is of no use with another search.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::crypto::base64url;

const FORMAT: u8 = 1;
const HALF: usize = 16;
const OFFSET_BYTES: usize = size_of::<u64>();
const OFFSET_END: usize = 1 + OFFSET_BYTES;
const QUERY_END: usize = OFFSET_END + HALF;
const LENGTH: usize = QUERY_END + HALF;

/// Why a cursor is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// Not a text that this business ever wrote.
    #[error("the cursor is not one of ours")]
    Malformed,
    /// The tag does not fit: changed, or written under another secret.
    #[error("the cursor was changed, or is not one of ours")]
    Forged,
    /// It belongs to another search.
    #[error("the cursor belongs to another search")]
    OtherQuery,
}

/// Writes and reads cursors under one secret.
#[derive(Clone)]
pub struct CursorCodec {
    mac: Hmac<Sha256>,
}

impl std::fmt::Debug for CursorCodec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CursorCodec").finish_non_exhaustive()
    }
}

impl CursorCodec {
    /// A codec of a secret; HMAC takes any length.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        // Longer keys are hashed, shorter ones padded: only the trait's signature can fail.
        let mac = Hmac::new_from_slice(secret).unwrap_or_else(|_| Hmac::new(&[0; 64].into()));
        Self { mac }
    }

    /// The cursor of the page that begins at `offset` of the search `query` (any bytes that name it).
    #[must_use]
    pub fn encode(&self, offset: u64, query: &[u8]) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&offset.to_be_bytes());
        bytes.extend_from_slice(&half(&Sha256::digest(query)));
        let tag = self.tag(&bytes);
        bytes.extend_from_slice(&tag);
        base64url::encode(bytes)
    }

    /// The offset in a cursor of the search `query`.
    ///
    /// # Errors
    /// [`CursorError`]; the tag is compared in constant time, before anything else is looked at.
    pub fn decode(&self, cursor: &str, query: &[u8]) -> Result<u64, CursorError> {
        let bytes = base64url::decode(cursor).map_err(|_| CursorError::Malformed)?;
        if bytes.len() != LENGTH || bytes.first() != Some(&FORMAT) {
            return Err(CursorError::Malformed);
        }
        let (signed, tag) = bytes.split_at(QUERY_END);
        if !bool::from(self.tag(signed).ct_eq(tag)) {
            return Err(CursorError::Forged);
        }
        if signed[OFFSET_END..] != half(&Sha256::digest(query)) {
            return Err(CursorError::OtherQuery);
        }
        let mut offset = [0; OFFSET_BYTES];
        offset.copy_from_slice(&signed[1..OFFSET_END]);
        Ok(u64::from_be_bytes(offset))
    }

    fn tag(&self, signed: &[u8]) -> [u8; HALF] {
        half(&self.mac.clone().chain_update(signed).finalize().into_bytes())
    }
}

fn half(digest: &[u8]) -> [u8; HALF] {
    let mut half = [0; HALF];
    half.iter_mut().zip(digest).for_each(|(into, from)| *into = *from);
    half
}

/// Why `pagination` cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaginationError {
    /// Not an object with a boolean `has_next_page`.
    #[error("pagination needs a boolean has_next_page")]
    Malformed,
    /// There is a next page, but nothing leads to it.
    #[error("has_next_page is true, so a cursor must be a non-empty string")]
    NoCursor,
}

/// The cursor that asks for the next page, exactly as given; `None` on the last page, whatever
/// cursor it carries.
///
/// # Errors
/// [`PaginationError`].
pub fn next_page(pagination: &Value) -> Result<Option<&str>, PaginationError> {
    let more = pagination.get("has_next_page").and_then(Value::as_bool);
    if !more.ok_or(PaginationError::Malformed)? {
        return Ok(None);
    }
    let cursor = pagination.get("cursor").and_then(Value::as_str).filter(|cursor| !cursor.is_empty());
    cursor.map(Some).ok_or(PaginationError::NoCursor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[test]
    fn debug_output_keeps_the_secret() {
        assert_eq!(format!("{:?}", CursorCodec::new(b"sesame")), "CursorCodec { .. }");
    }

    #[rstest]
    #[case(0)]
    #[case(10)]
    #[case(u64::MAX)]
    fn round_trip(#[case] offset: u64) {
        let codec = CursorCodec::new(b"secret");
        let cursor = codec.encode(offset, b"roses");
        assert_eq!(codec.decode(&cursor, b"roses"), Ok(offset));
        assert_eq!(codec.decode(&cursor, b"tulips"), Err(CursorError::OtherQuery));
        assert_eq!(CursorCodec::new(b"other").decode(&cursor, b"roses"), Err(CursorError::Forged));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let codec = CursorCodec::new(b"secret");
        let bytes = base64url::decode(&codec.encode(7, b"q")).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(codec.decode(&base64url::encode(changed), b"q").is_err(), "byte {at}");
        }
        for length in 0..bytes.len() {
            assert!(codec.decode(&base64url::encode(&bytes[..length]), b"q").is_err());
        }
    }

    #[rstest]
    #[case(json!({"has_next_page": false}), Ok(None))]
    #[case(json!({"has_next_page": false, "cursor": "c"}), Ok(None))]
    #[case(json!({"has_next_page": true, "cursor": "c"}), Ok(Some("c")))]
    #[case(json!({"has_next_page": true}), Err(PaginationError::NoCursor))]
    #[case(json!({"has_next_page": true, "cursor": ""}), Err(PaginationError::NoCursor))]
    #[case(json!({"has_next_page": "true", "cursor": "c"}), Err(PaginationError::Malformed))]
    #[case(json!(null), Err(PaginationError::Malformed))]
    fn pages(#[case] pagination: Value, #[case] expected: Result<Option<&str>, PaginationError>) {
        assert_eq!(next_page(&pagination), expected);
    }
}
