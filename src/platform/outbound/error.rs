//! Every way an outbound request fails, told apart: the protocol answers them differently.

use super::AddressKind;

/// Why there is no (acceptable) answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The URL, or another part of the request, cannot be put on the wire.
    #[error("not a usable request: {0}")]
    BadRequest(String),
    /// The URL is well formed but leads where this client does not go.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The name does not resolve to any address.
    #[error("the name {name} does not resolve: {reason}")]
    Unresolvable {
        /// The name.
        name: String,
        /// What the resolver said.
        reason: String,
    },
    /// No connection: refused, reset or unreachable.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The TLS handshake failed: version, certificate, or not TLS at all.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// A bound of time was reached.
    #[error("timed out while {}", .0.words())]
    Timeout(Phase),
    /// The connection broke, or carried something that is not HTTP, before the answer was complete.
    #[error("the exchange broke off: {0}")]
    Broken(String),
    /// The answer is larger than the cap.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The cap in bytes.
        limit: usize,
    },
    /// The answer is a redirect, which is never followed.
    #[error("status {status} redirects to {}, and redirects are not followed", location.as_deref().unwrap_or("nowhere"))]
    Redirect {
        /// The status.
        status: u16,
        /// Its `Location`, if it has one.
        location: Option<String>,
    },
    /// The answer has a status other than 2xx.
    #[error("status {0}")]
    Status(u16),
}

/// What was being waited for when the time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Name resolution, connection and TLS handshake.
    Connecting,
    /// The head or the body of the answer.
    Answer,
}

impl Phase {
    /// The phase in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Answer => "waiting for the answer",
        }
    }
}

/// Why a well-formed URL is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The scheme is neither https nor http.
    #[error("only https URLs are followed")]
    Scheme,
    /// Plain http where https is a must.
    #[error("plain http is not accepted, use https")]
    PlainHttp,
    /// The URL carries a user name or a password.
    #[error("a URL with a user name or password is not accepted")]
    Credentials,
    /// The URL names an address instead of a host.
    #[error("an IP address in place of a host name is not accepted")]
    LiteralAddress,
    /// The host leads to an address that is off limits.
    #[error("the host leads to {}", .0.words())]
    Address(AddressKind),
}
