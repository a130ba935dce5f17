//! Why a message's signature is refused.

use crate::crypto::digest::DigestError;

/// The protocol's codes for signature failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureCode {
    /// A required signature header is not present.
    SignatureMissing,
    /// Verification failed.
    SignatureInvalid,
    /// The `keyid` is not among the signer's keys.
    KeyNotFound,
    /// The body is not the one digested.
    DigestMismatch,
    /// The key's algorithm is not supported.
    AlgorithmUnsupported,
}

impl SignatureCode {
    /// The code on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignatureMissing => "signature_missing",
            Self::SignatureInvalid => "signature_invalid",
            Self::KeyNotFound => "key_not_found",
            Self::DigestMismatch => "digest_mismatch",
            Self::AlgorithmUnsupported => "algorithm_unsupported",
        }
    }
}

/// Why a signature is refused; the text is fit for the `content` of an error body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// A header is absent.
    #[error("the header {0} is missing")]
    HeaderMissing(&'static str),
    /// A header is not what it should be.
    #[error("{header}: {reason}")]
    HeaderMalformed {
        /// The header.
        header: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The two headers have no label in common.
    #[error("no label of Signature-Input has a value in Signature")]
    NoCommonLabel,
    /// The signature does not say which key.
    #[error("signature \"{0}\" has no keyid")]
    KeyIdMissing(String),
    /// The key is not published.
    #[error("key \"{0}\" is not among the signer's signing_keys")]
    KeyNotFound(String),
    /// The key is published but cannot verify UCP signatures.
    #[error("key \"{keyid}\" cannot be used: {reason}")]
    KeyUnusable {
        /// The key.
        keyid: String,
        /// Why.
        reason: String,
    },
    /// A component that must be covered is not.
    #[error("signature \"{label}\" does not cover {component}")]
    NotCovered {
        /// The signature's label.
        label: String,
        /// The component.
        component: &'static str,
    },
    /// A covered component cannot be computed.
    #[error("signature \"{label}\": component {component}: {reason}")]
    Component {
        /// The signature's label.
        label: String,
        /// The component as announced.
        component: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// The signature's time is over.
    #[error("signature \"{0}\" has expired")]
    Expired(String),
    /// The signature carries parameters UCP excludes.
    #[error("signature \"{label}\": parameter {parameter}: {reason}")]
    Parameter {
        /// The signature's label.
        label: String,
        /// The parameter.
        parameter: String,
        /// What is wrong.
        reason: String,
    },
    /// The digest does not vouch for the body.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// The mathematics say no.
    #[error("signature \"{label}\" by key \"{keyid}\" is invalid: {reason}")]
    Invalid {
        /// The signature's label.
        label: String,
        /// The key.
        keyid: String,
        /// What is wrong.
        reason: String,
    },
}

impl SignatureError {
    /// The protocol's code.
    #[must_use]
    pub const fn code(&self) -> SignatureCode {
        match self {
            Self::HeaderMissing(_) => SignatureCode::SignatureMissing,
            Self::KeyNotFound(_) => SignatureCode::KeyNotFound,
            Self::KeyUnusable { .. } => SignatureCode::AlgorithmUnsupported,
            Self::Digest(_) => SignatureCode::DigestMismatch,
            Self::HeaderMalformed { .. }
            | Self::NoCommonLabel
            | Self::KeyIdMissing(_)
            | Self::NotCovered { .. }
            | Self::Component { .. }
            | Self::Expired(_)
            | Self::Parameter { .. }
            | Self::Invalid { .. } => SignatureCode::SignatureInvalid,
        }
    }
}
