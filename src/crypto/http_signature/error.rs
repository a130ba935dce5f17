//! Why a message's signature is refused.

use crate::crypto::digest::DigestError;
use crate::crypto::signature_base::ComponentProblem;

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
    /// The key's or the announced algorithm is not supported.
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
///
/// The variants are in the order of verification: of several signatures refused, the one that got
/// furthest is reported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// `Signature-Input`, `Signature`, or `Content-Digest` of a body is absent.
    #[error("the header {0} is missing")]
    HeaderMissing(&'static str),
    /// A header is not the dictionary it should be.
    #[error("{header} is not {expected}")]
    HeaderMalformed {
        /// The header.
        header: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A label announced in `Signature-Input` has no value in `Signature`.
    #[error("signature \"{0}\" is announced in Signature-Input but absent from Signature")]
    LabelUnmatched(String),
    /// A parameter has the wrong type.
    #[error("signature \"{label}\": the parameter {parameter} must be {expected}")]
    ParameterType {
        /// The signature's label.
        label: String,
        /// The parameter.
        parameter: &'static str,
        /// The type demanded.
        expected: &'static str,
    },
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
    /// The `alg` parameter, which UCP leaves out, names an algorithm UCP does not have.
    #[error(
        "signature \"{label}\": the algorithm \"{alg}\" is not supported, and UCP sends no alg parameter"
    )]
    AlgorithmUnsupported {
        /// The signature's label.
        label: String,
        /// The announced algorithm.
        alg: String,
    },
    /// The `alg` parameter, which UCP leaves out, contradicts the key.
    #[error(
        "signature \"{label}\": alg is \"{alg}\" but the key is {expected}, and UCP sends no alg parameter"
    )]
    AlgorithmMismatch {
        /// The signature's label.
        label: String,
        /// The announced algorithm.
        alg: String,
        /// The key's algorithm.
        expected: &'static str,
    },
    /// The signer set an end to the signature's life, and it is over.
    #[error("signature \"{label}\" expired at {expires}")]
    Expired {
        /// The signature's label.
        label: String,
        /// Seconds since the epoch.
        expires: i64,
    },
    /// A component that must be covered is not.
    #[error("signature \"{label}\" does not cover \"{component}\"")]
    NotCovered {
        /// The signature's label.
        label: String,
        /// The component.
        component: &'static str,
    },
    /// The digest does not vouch for the body.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// A covered component cannot be computed.
    #[error("signature \"{label}\": component {component}: {problem}")]
    Component {
        /// The signature's label.
        label: String,
        /// The component as announced.
        component: String,
        /// What is wrong.
        problem: ComponentProblem,
    },
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
        self.rank().1
    }

    /// How far verification came.
    pub(super) const fn stage(&self) -> u8 {
        self.rank().0
    }

    const fn rank(&self) -> (u8, SignatureCode) {
        match self {
            Self::HeaderMissing(_) => (0, SignatureCode::SignatureMissing),
            Self::HeaderMalformed { .. } => (1, SignatureCode::SignatureInvalid),
            Self::LabelUnmatched(_) => (2, SignatureCode::SignatureInvalid),
            Self::ParameterType { .. } => (3, SignatureCode::SignatureInvalid),
            Self::KeyIdMissing(_) => (4, SignatureCode::SignatureInvalid),
            Self::KeyNotFound(_) => (5, SignatureCode::KeyNotFound),
            Self::KeyUnusable { .. } => (6, SignatureCode::AlgorithmUnsupported),
            Self::AlgorithmUnsupported { .. } => (7, SignatureCode::AlgorithmUnsupported),
            Self::AlgorithmMismatch { .. } => (8, SignatureCode::SignatureInvalid),
            Self::Expired { .. } => (9, SignatureCode::SignatureInvalid),
            Self::NotCovered { .. } => (10, SignatureCode::SignatureInvalid),
            Self::Digest(_) => (11, SignatureCode::DigestMismatch),
            Self::Component { .. } => (12, SignatureCode::SignatureInvalid),
            Self::Invalid { .. } => (13, SignatureCode::SignatureInvalid),
        }
    }
}
