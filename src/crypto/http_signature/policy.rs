//! What a verifier insists on beyond the mathematics.

use crate::clock::Instant;

/// When a header must be among the covered components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Whenever the message carries the header.
    WhenPresent,
    /// Always: a message without the header is refused.
    Always,
}

/// What a signed request must cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestPolicy {
    /// `idempotency-key`.
    pub idempotency_key: Coverage,
    /// `webhook-id` and `webhook-timestamp`.
    pub webhook: Option<Coverage>,
    /// The verifier's time, against which `expires` is held.
    pub now: Instant,
}

impl RequestPolicy {
    /// For a platform's request: every header the protocol names is covered whenever it is present.
    /// That a state-changing operation *needs* an idempotency key is the operation's rule and has
    /// its own error code; the signature only has to cover the key that is there.
    #[must_use]
    pub const fn request(now: Instant) -> Self {
        Self { idempotency_key: Coverage::WhenPresent, webhook: None, now }
    }

    /// For a business's webhook: `Webhook-Id` and `Webhook-Timestamp` are covered when present.
    #[must_use]
    pub const fn webhook(now: Instant) -> Self {
        Self { idempotency_key: Coverage::WhenPresent, webhook: Some(Coverage::WhenPresent), now }
    }
}

/// What a signed response must cover (`@status`, and digest and type of a body) and when it expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponsePolicy {
    /// The verifier's time, against which `expires` is held.
    pub now: Instant,
}
