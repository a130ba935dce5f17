//! Why a detached JWS is refused.

use crate::crypto::key::VerifyError;

/// Why a detached JWS cannot be made or does not verify.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Not `header..signature` in base64url.
    #[error("not a detached JWS: expected header..signature in base64url, the middle part empty")]
    NotDetached,
    /// The header is not base64url of a JSON object, or a member is absent or of the wrong type.
    #[error("the JWS header {0}")]
    Header(String),
    /// `alg` is neither ES256 nor ES384; `none` is no exception.
    #[error("JWS algorithm \"{0}\" is not supported: ES256 and ES384 are")]
    UnsupportedAlgorithm(String),
    /// `crit` names an extension that this verifier does not know or the header does not have.
    #[error("the JWS header demands \"{0}\", which is unknown or absent")]
    Critical(String),
    /// The key named by `kid` is not published.
    #[error("no key \"{0}\" is published")]
    KeyNotFound(String),
    /// The key named by `kid` is published but cannot be used.
    #[error("key \"{kid}\" cannot be used: {reason}")]
    KeyUnusable {
        /// The key.
        kid: String,
        /// Why.
        reason: String,
    },
    /// `alg` and the key's curve disagree.
    #[error("the JWS says {alg} but the key \"{kid}\" is for {expected}")]
    AlgorithmMismatch {
        /// The header's `alg`.
        alg: &'static str,
        /// The key.
        kid: String,
        /// What the key's curve means.
        expected: &'static str,
    },
    /// The signature does not verify.
    #[error("JWS: {0}")]
    Invalid(#[from] VerifyError),
    /// The backend refused to sign.
    #[error("the signing backend failed")]
    SigningFailed,
}
