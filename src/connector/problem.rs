//! Why a connector does not go on: a closed list of codes, each with whether trying again can help.

use std::fmt;

use crate::transport::view::MessageView;

/// Why a connector does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The address of the business cannot be used: no URL, not https, off limits.
    InvalidUrl,
    /// No connection, or none that holds.
    Unreachable,
    /// TLS failed: version or certificate.
    TlsFailed,
    /// No answer in time.
    TimedOut,
    /// A redirect was answered; none is followed.
    RedirectRefused,
    /// The profile is not one, or lacks what is needed.
    ProfileMalformed,
    /// No version in common.
    VersionUnsupported,
    /// Nothing to work with was negotiated.
    CapabilitiesIncompatible,
    /// The version has no such operation.
    OperationUnsupported,
    /// The business kept answering that it cannot answer now.
    Unavailable,
    /// The answer is not JSON, or not what the media type says.
    NotJson,
    /// The answer breaks its schema.
    InvalidAnswer,
    /// The answer is of another version than was agreed on.
    WrongVersion,
    /// The answer is about something else.
    WrongResource,
    /// The answer is older than the question.
    StaleAnswer,
    /// The answer's signature does not verify, or is missing where it is demanded.
    SignatureRefused,
    /// The business refused, with a code of its own.
    Refused,
    /// The request would break its schema.
    InvalidRequest,
    /// The totals do not add up.
    TotalsMismatch,
    /// The price is not the one agreed to.
    PriceChanged,
    /// The currency is not the one agreed to.
    CurrencyChanged,
    /// Nobody agreed to the price.
    NoConsent,
    /// The checkout is not ready.
    NotReady,
    /// The buyer has to act on the business's own page.
    BuyerNeeded,
    /// The checkout is past its expiry.
    Expired,
    /// The checkout can no longer change.
    Closed,
    /// No payment handler can be used.
    NoPaymentHandler,
}

impl Code {
    /// The code as it is printed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidUrl => "invalid_url",
            Self::Unreachable => "unreachable",
            Self::TlsFailed => "tls_failed",
            Self::TimedOut => "timed_out",
            Self::RedirectRefused => "redirect_refused",
            Self::ProfileMalformed => "profile_malformed",
            Self::VersionUnsupported => "version_unsupported",
            Self::CapabilitiesIncompatible => "capabilities_incompatible",
            Self::OperationUnsupported => "operation_unsupported",
            Self::Unavailable => "unavailable",
            Self::NotJson => "not_json",
            Self::InvalidAnswer => "invalid_answer",
            Self::WrongVersion => "wrong_version",
            Self::WrongResource => "wrong_resource",
            Self::StaleAnswer => "stale_answer",
            Self::SignatureRefused => "signature_refused",
            Self::Refused => "refused",
            Self::InvalidRequest => "invalid_request",
            Self::TotalsMismatch => "totals_mismatch",
            Self::PriceChanged => "price_changed",
            Self::CurrencyChanged => "currency_changed",
            Self::NoConsent => "no_consent",
            Self::NotReady => "not_ready",
            Self::BuyerNeeded => "buyer_needed",
            Self::Expired => "expired",
            Self::Closed => "closed",
            Self::NoPaymentHandler => "no_payment_handler",
        }
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::Unreachable | Self::TimedOut | Self::Unavailable)
    }
}

/// Why a connector does not go on, with what it knows for those who have to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem.
    pub code: Code,
    /// What, where, and what was expected.
    pub detail: Box<str>,
    /// Code of the business, when it refused with one.
    pub business_code: Option<Box<str>>,
    /// What the business says to it.
    pub messages: Vec<MessageView>,
    /// Where the buyer can go on.
    pub continue_url: Option<Box<str>>,
    /// The resource concerned.
    pub id: Option<Box<str>>,
    /// Its state.
    pub status: Option<Box<str>>,
}

impl Problem {
    /// A problem without anything from the business.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into().into_boxed_str(),
            business_code: None,
            messages: Vec::new(),
            continue_url: None,
            id: None,
            status: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.business_code.as_deref().unwrap_or(self.code.name()), self.detail)
    }
}

impl std::error::Error for Problem {}
