//! Signatures as detached JSON Web Signatures over the body, where the version has them. Its text leaves
//! the format of request signatures open; this program's decision: `header..signature` over the raw
//! body, empty when there is none, on every operation; RFC 7797 when the header says `"b64": false`,
//! else RFC 7515 appendix F. Sent signatures are of the first form.

use crate::crypto::detached_jws::{self, JwsError, PayloadEncoding};
use crate::crypto::http_signature::SignatureCode;
use crate::crypto::key::{KeySet, SigningKey};
use crate::transport::failure::Failure;

/// Header of requests and webhooks.
pub(super) const REQUEST: &str = "request-signature";

/// Header of responses.
pub(super) const RESPONSE: &str = "x-detached-jwt";

/// Verifies the signature of a request over its body with a key of the platform's profile.
pub(super) fn verify(header: Option<&[u8]>, body: &[u8], keys: &KeySet) -> Result<(), Failure> {
    let header = header.ok_or_else(|| {
        let reason =
            "Request-Signature is missing: every operation is signed with a detached JWS over its body";
        Failure::new(SignatureCode::SignatureMissing.as_str(), reason)
    })?;
    let jws = std::str::from_utf8(header).map_err(|_| refusal(&JwsError::NotDetached))?;
    detached_jws::verify(jws.trim(), body, |kid| keys.lookup(kid))
        .map(|_| ())
        .map_err(|error| refusal(&error))
}

/// Signs a body.
///
/// # Errors
/// When the signing backend fails.
pub(super) fn sign(key: &SigningKey, body: &[u8]) -> Result<String, JwsError> {
    detached_jws::sign(key, body, PayloadEncoding::Unencoded)
}

/// The protocol's code of what is wrong with a signature.
const fn code(error: &JwsError) -> SignatureCode {
    match error {
        JwsError::UnsupportedAlgorithm(_) => SignatureCode::AlgorithmUnsupported,
        JwsError::KeyNotFound(_) => SignatureCode::KeyNotFound,
        JwsError::NotDetached
        | JwsError::Header(_)
        | JwsError::Critical(_)
        | JwsError::KeyUnusable { .. }
        | JwsError::AlgorithmMismatch { .. }
        | JwsError::Invalid(_)
        | JwsError::SigningFailed => SignatureCode::SignatureInvalid,
    }
}

fn refusal(error: &JwsError) -> Failure {
    Failure::new(code(error).as_str(), format!("Request-Signature: {error}"))
}
