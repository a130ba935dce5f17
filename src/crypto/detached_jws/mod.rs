//! Detached JSON Web Signatures: `header..signature`, the payload travelling elsewhere.
//!
//! Two constructions share that look (RFC 7515 appendix F and RFC 7797); the header's `b64` tells
//! them apart. A verifier that accepts both must say which it met: [`Verified::encoding`].

mod error;
mod header;

use crate::crypto::base64url;
use crate::crypto::key::{KeyLookup, SigningKey, VerifyingKey};

pub use error::JwsError;
pub use header::{JwsHeader, PayloadEncoding};

/// A detached JWS that verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The key that signed; `None` only when the caller chose the key itself.
    pub kid: Option<String>,
    /// What the signature covers.
    pub encoding: PayloadEncoding,
}

/// Signs a payload; the result is `header..signature` with `alg` and `kid` in the header.
///
/// # Errors
/// [`JwsError::SigningFailed`].
pub fn sign(key: &SigningKey, payload: &[u8], encoding: PayloadEncoding) -> Result<String, JwsError> {
    let header = JwsHeader { alg: key.curve(), kid: Some(key.kid().to_owned()), encoding };
    sign_with_header(key, &header.to_json(), encoding, payload)
}

/// Signs a payload under a header of the caller's own writing, which is not checked: for dialects
/// with further members, and for messages that must be wrong.
///
/// # Errors
/// [`JwsError::SigningFailed`].
pub fn sign_with_header(
    key: &SigningKey,
    header: &str,
    encoding: PayloadEncoding,
    payload: &[u8],
) -> Result<String, JwsError> {
    let header = base64url::encode(header);
    let input = signing_input(&header, encoding, payload);
    let signature = key.sign(&input).map_err(|_| JwsError::SigningFailed)?;
    Ok(format!("{header}..{}", base64url::encode(signature)))
}

/// The protected header, before anything is verified: what tells the two constructions apart.
///
/// # Errors
/// [`JwsError`] when the text is no detached JWS or its header cannot be used.
pub fn header(jws: &str) -> Result<JwsHeader, JwsError> {
    Parts::split(jws).map(|parts| parts.header)
}

/// Verifies `header..signature` over a payload with the key its `kid` names.
///
/// # Errors
/// [`JwsError`] names the first thing wrong.
pub fn verify<'k, F, L>(jws: &str, payload: &[u8], lookup: F) -> Result<Verified, JwsError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    let parts = Parts::split(jws)?;
    let kid = parts.header.kid.clone().ok_or_else(|| JwsError::Header("has no \"kid\"".to_owned()))?;
    match lookup(&kid).into() {
        KeyLookup::Found(key) => parts.verify(payload, key),
        KeyLookup::NotFound => Err(JwsError::KeyNotFound(kid)),
        KeyLookup::Unusable(reason) => Err(JwsError::KeyUnusable { kid, reason: reason.to_owned() }),
    }
}

/// Verifies `header..signature` over a payload with a key the caller chose; `kid` is not looked at.
///
/// # Errors
/// [`JwsError`] names the first thing wrong.
pub fn verify_with_key(jws: &str, payload: &[u8], key: &VerifyingKey) -> Result<Verified, JwsError> {
    Parts::split(jws)?.verify(payload, key)
}

/// `header..signature`, understood.
struct Parts<'a> {
    encoded_header: &'a str,
    header: JwsHeader,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn split(jws: &'a str) -> Result<Self, JwsError> {
        let (encoded_header, signature) = jws.split_once("..").ok_or(JwsError::NotDetached)?;
        let signature = base64url::decode(signature).map_err(|_| JwsError::NotDetached)?;
        if encoded_header.is_empty() || signature.is_empty() {
            return Err(JwsError::NotDetached);
        }
        Ok(Self { encoded_header, header: JwsHeader::decode(encoded_header)?, signature })
    }

    fn verify(self, payload: &[u8], key: &VerifyingKey) -> Result<Verified, JwsError> {
        if self.header.alg != key.curve() {
            return Err(JwsError::AlgorithmMismatch {
                alg: self.header.alg.alg(),
                kid: key.kid().to_owned(),
                expected: key.curve().alg(),
            });
        }
        let input = signing_input(self.encoded_header, self.header.encoding, payload);
        key.verify(&input, &self.signature)?;
        Ok(Verified { kid: self.header.kid, encoding: self.header.encoding })
    }
}

fn signing_input(header: &str, encoding: PayloadEncoding, payload: &[u8]) -> Vec<u8> {
    let mut input = Vec::with_capacity(header.len() + 1 + payload.len() * 4 / 3 + 4);
    input.extend_from_slice(header.as_bytes());
    input.push(b'.');
    match encoding {
        PayloadEncoding::Base64Url => input.extend_from_slice(base64url::encode(payload).as_bytes()),
        PayloadEncoding::Unencoded => input.extend_from_slice(payload),
    }
    input
}

#[cfg(test)]
mod tests;
