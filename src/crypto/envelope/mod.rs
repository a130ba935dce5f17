//! Signatures over a JCS envelope of a request: what Talos connectors send in `Request-Signature`.
//!
//! The envelope is never transmitted. Signer and verifier build it from the request: method, path below
//! the service endpoint, query, some headers, the JSON body, and the `iat` and `jti` of the header
//! `Talos-Signature-Meta`. Its canonical form (RFC 8785) is the payload of a detached JWS. Neither scheme
//! and host, nor the endpoint's own path, nor `Request-Id` are in it.
//!
//! A second form signs the raw body and nothing else (RFC 7797); the protected header tells which.

mod meta;
mod parts;

use crate::crypto::detached_jws::{self, JwsError, PayloadEncoding};
use crate::crypto::jcs::{self, JcsError};
use crate::crypto::key::KeyLookup;
use serde_json::Value;

pub use meta::{META_HEADER, MetaError, SignatureMeta};
pub use parts::EnvelopeParts;

/// Header that carries the signature.
pub const SIGNATURE_HEADER: &str = "request-signature";

/// Why a request is not signed in either form.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// `Talos-Signature-Meta` is absent or not usable.
    #[error(transparent)]
    Meta(#[from] MetaError),
    /// The JWS is not one, names an unknown key or does not verify.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// The body has a number that no canonical form exists for.
    #[error("the envelope: {0}")]
    Canonical(#[from] JcsError),
}

/// How the body stood in what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedBody {
    /// As it was sent.
    AsSent,
    /// As `null`, although an empty object was sent.
    NullForEmpty,
}

/// What a verified signature covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covered {
    /// The envelope.
    Envelope {
        /// When it was signed, and its one-time identifier.
        meta: SignatureMeta,
        /// The body within it.
        body: SignedBody,
    },
    /// The raw body alone: nothing dates the request or tells it from a repetition.
    Body,
}

/// A signature that verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedEnvelope {
    /// The key that signed.
    pub kid: String,
    /// What it covers.
    pub covered: Covered,
}

/// Verifies the signature of a request with the key its `kid` names. Whether the signature is fresh and
/// was not seen before is for the caller to judge: [`Covered::Envelope`] says what to judge by.
///
/// # Errors
/// [`EnvelopeError`] names the first thing wrong.
pub fn verify<'k, F, L>(
    jws: &str,
    parts: &EnvelopeParts<'_>,
    lookup: F,
) -> Result<VerifiedEnvelope, EnvelopeError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    match detached_jws::header(jws)?.encoding {
        PayloadEncoding::Unencoded => {
            let verified = detached_jws::verify(jws, parts.raw_body, lookup)?;
            Ok(VerifiedEnvelope { kid: verified.kid.unwrap_or_default(), covered: Covered::Body })
        }
        PayloadEncoding::Base64Url => {
            let meta = SignatureMeta::parse(parts.header(META_HEADER))?;
            let (kid, body) = over_envelope(jws, parts, &meta, lookup)?;
            Ok(VerifiedEnvelope { kid, covered: Covered::Envelope { meta, body } })
        }
    }
}

/// Tries the body as sent, and `null` where an empty object was sent.
fn over_envelope<'k, F, L>(
    jws: &str,
    parts: &EnvelopeParts<'_>,
    meta: &SignatureMeta,
    lookup: F,
) -> Result<(String, SignedBody), EnvelopeError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    let sent = parts.body.cloned().unwrap_or(Value::Null);
    let is_empty = sent.as_object().is_some_and(serde_json::Map::is_empty);
    let payload = jcs::canonicalize(&parts.envelope(meta, &sent))?;
    match detached_jws::verify(jws, &payload, &lookup) {
        Ok(verified) => Ok((verified.kid.unwrap_or_default(), SignedBody::AsSent)),
        Err(JwsError::Invalid(_)) if is_empty => {
            let payload = jcs::canonicalize(&parts.envelope(meta, &Value::Null))?;
            let verified = detached_jws::verify(jws, &payload, &lookup)?;
            Ok((verified.kid.unwrap_or_default(), SignedBody::NullForEmpty))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
