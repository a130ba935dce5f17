//! Verifying.

use crate::crypto::http_signature::{
    RequestParts, RequestPolicy, ResponseParts, ResponsePolicy, SignatureError,
};
use crate::crypto::key::KeyLookup;

/// A signature that verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The key.
    pub keyid: String,
    /// The label of the signature chosen.
    pub label: String,
    /// The covered components as announced, in order.
    pub covered: Vec<String>,
}

/// Verifies a request. `lookup` answers with a [`KeyLookup`] or an `Option<&VerifyingKey>`.
///
/// # Errors
/// [`SignatureError`].
pub fn verify_request<'k, F, L>(
    request: &RequestParts<'_>,
    policy: &RequestPolicy,
    lookup: F,
) -> Result<Verified, SignatureError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    let _ = (request, policy, lookup("").into());
    Err(SignatureError::NoCommonLabel)
}

/// Verifies a response. `request` is the one it answers, for components with `;req`.
///
/// # Errors
/// [`SignatureError`].
pub fn verify_response<'k, F, L>(
    response: &ResponseParts<'_>,
    request: Option<&RequestParts<'_>>,
    policy: &ResponsePolicy,
    lookup: F,
) -> Result<Verified, SignatureError>
where
    F: Fn(&str) -> L,
    L: Into<KeyLookup<'k>>,
{
    let _ = (response, request, policy, lookup("").into());
    Err(SignatureError::NoCommonLabel)
}
