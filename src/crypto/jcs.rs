//! JSON canonicalisation (RFC 8785), used for durable artefacts only, never for HTTP signatures.

use serde_json::Value;

/// The value cannot be canonicalised.
#[derive(Debug, thiserror::Error)]
#[error("cannot canonicalise: {0}")]
pub struct JcsError(#[from] serde_json::Error);

/// The canonical bytes of a JSON value.
///
/// # Errors
/// [`JcsError`] for a number that an IEEE 754 double cannot hold.
pub fn canonicalize(value: &Value) -> Result<Vec<u8>, JcsError> {
    serde_json_canonicalizer::to_vec(value).map_err(JcsError)
}
