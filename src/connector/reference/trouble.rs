//! What went wrong with an attempt, and whether another one can help. Pure.

use std::time::Duration;

use super::backoff;
use crate::clock::Instant;
use crate::connector::problem::Code;
use crate::platform::outbound::OutboundError;
use crate::platform::signed_client::Call;

/// An attempt without a usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// What kind.
    pub(super) code: Code,
    /// For people.
    pub(super) detail: String,
    /// Whether another attempt may help.
    pub(super) repeatable: bool,
    /// What the business asks to wait.
    pub(super) retry_after: Option<Duration>,
}

/// The kind of problem a failure of the connection is.
pub(super) fn code_of(error: &OutboundError) -> Code {
    match error {
        OutboundError::BadRequest(_) | OutboundError::Refused(_) => Code::InvalidUrl,
        OutboundError::Unresolvable { .. } | OutboundError::Connect(_) | OutboundError::Broken(_) => {
            Code::Unreachable
        }
        OutboundError::Tls(_) => Code::TlsFailed,
        OutboundError::Timeout(_) => Code::TimedOut,
        OutboundError::TooLarge { .. } => Code::InvalidAnswer,
        OutboundError::Redirect { .. } => Code::RedirectRefused,
        OutboundError::Status(_) => Code::Unavailable,
    }
}

/// What went wrong; `None` when there is an answer to read, be it a refusal.
pub(super) fn of(call: &Call, now: Instant) -> Option<Trouble> {
    if let Some(error) = &call.failure {
        let code = code_of(error);
        let repeatable = code.is_retryable();
        return Some(Trouble { code, detail: error.to_string(), repeatable, retry_after: None });
    }
    let answer = call.exchange.response.as_ref()?;
    match answer.status {
        408 | 429 | 500 | 502..=504 => {
            let wait = super::cache::header(&answer.headers, "retry-after");
            Some(Trouble {
                code: Code::Unavailable,
                detail: format!("status {}", answer.status),
                repeatable: true,
                retry_after: wait.and_then(|wait| backoff::retry_after(wait, now)),
            })
        }
        _ => None,
    }
}
