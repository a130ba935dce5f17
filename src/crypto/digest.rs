//! `Content-Digest` (RFC 9530): SHA-256 over the raw bytes of a body, never over re-serialised JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{BareItem, ListEntry};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::crypto::structured_field;

/// The one algorithm the protocol admits.
const SHA_256: &str = "sha-256";

/// Why a `Content-Digest` does not vouch for a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// The header is not a structured-field dictionary.
    #[error("Content-Digest is not a structured-field dictionary (RFC 9530)")]
    Malformed,
    /// Only other algorithms are present.
    #[error("Content-Digest has no sha-256 member, the only algorithm UCP uses")]
    NoSha256,
    /// The `sha-256` member is not a byte sequence of 32 bytes.
    #[error("the sha-256 member of Content-Digest must be a byte sequence of 32 bytes")]
    NotSha256Bytes,
    /// The digest is of other bytes.
    #[error("Content-Digest does not match the body: it covers the raw bytes as sent")]
    Mismatch,
}

/// The header value for a body: `sha-256=:…:`.
#[must_use]
pub fn content_digest(body: &[u8]) -> String {
    let mut value = String::with_capacity(54);
    value.push_str("sha-256=:");
    STANDARD.encode_string(Sha256::digest(body), &mut value);
    value.push(':');
    value
}

/// Checks a header value against the raw bytes of a body. Members for other algorithms beside
/// `sha-256` are ignored; several header lines must have been joined with `", "`.
///
/// # Errors
/// [`DigestError`] when the header is malformed, has no `sha-256`, or is of other bytes.
pub fn verify_content_digest(header: &[u8], body: &[u8]) -> Result<(), DigestError> {
    let dictionary = structured_field::dictionary(header).ok_or(DigestError::Malformed)?;
    let entry = dictionary.get(SHA_256).ok_or(DigestError::NoSha256)?;
    let ListEntry::Item(item) = entry else { return Err(DigestError::NotSha256Bytes) };
    let BareItem::ByteSequence(expected) = &item.bare_item else { return Err(DigestError::NotSha256Bytes) };
    if expected.len() != Sha256::output_size() {
        return Err(DigestError::NotSha256Bytes);
    }
    let actual = Sha256::digest(body);
    if bool::from(actual.as_slice().ct_eq(expected)) { Ok(()) } else { Err(DigestError::Mismatch) }
}

#[cfg(test)]
mod tests;
