//! Conditions a session can be put into so that the protocol's rarer answers can be observed without
//! changing code: rate limiting, unavailability, failing storage, an internal failure.

use std::time::Duration;

/// One condition. Each lasts until it is lifted with [`super::SessionHandle::lift`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// At most `requests` operations per `window` of the session's clock; more get 429.
    RateLimit {
        /// Operations allowed per window.
        requests: u32,
        /// Length of the window.
        window: Duration,
    },
    /// Idempotency records can be neither read nor written; mutations get 503.
    IdempotencyStorageDown,
    /// Every operation fails with 500.
    InternalFailure,
    /// Every operation gets 503 with `Retry-After`.
    Unavailable,
}

/// The condition to lift, without its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionKind {
    /// See [`Condition::RateLimit`].
    RateLimit,
    /// See [`Condition::IdempotencyStorageDown`].
    IdempotencyStorageDown,
    /// See [`Condition::InternalFailure`].
    InternalFailure,
    /// See [`Condition::Unavailable`].
    Unavailable,
}

impl Condition {
    /// The condition without its parameters.
    #[must_use]
    pub const fn kind(&self) -> ConditionKind {
        match self {
            Self::RateLimit { .. } => ConditionKind::RateLimit,
            Self::IdempotencyStorageDown => ConditionKind::IdempotencyStorageDown,
            Self::InternalFailure => ConditionKind::InternalFailure,
            Self::Unavailable => ConditionKind::Unavailable,
        }
    }
}
