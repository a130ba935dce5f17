//! Conditions a session can be put into so that the protocol's rarer answers can be observed without
//! changing code: rate limiting, unavailability, failing storage, an internal failure.

use crate::clock::Instant;
use crate::transport::failure::{Failure, code};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
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

impl ConditionKind {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::RateLimit, Self::IdempotencyStorageDown, Self::InternalFailure, Self::Unavailable];

    /// The kind's name, for people and programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::IdempotencyStorageDown => "idempotency_storage_down",
            Self::InternalFailure => "internal_failure",
            Self::Unavailable => "unavailable",
        }
    }
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

/// When to try again after a temporary failure.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(1);

/// A window of a rate limit: when it began and how many operations it saw.
#[derive(Clone, Copy, Debug)]
struct Window {
    began: Instant,
    seen: u32,
}

#[derive(Debug, Default)]
struct State {
    list: Vec<Condition>,
    window: Option<Window>,
}

/// The conditions of one session.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    /// Whether any condition holds: all that healthy sessions look at.
    any: AtomicBool,
    state: Mutex<State>,
}

impl Conditions {
    /// Begins a condition, replacing one of the same kind.
    pub(super) fn set(&self, condition: Condition) {
        self.lift(condition.kind());
        self.lock().list.push(condition);
        self.any.store(true, Ordering::SeqCst);
    }

    /// Ends a condition.
    pub(super) fn lift(&self, kind: ConditionKind) {
        let mut state = self.lock();
        state.list.retain(|condition| condition.kind() != kind);
        if kind == ConditionKind::RateLimit {
            state.window = None;
        }
        self.any.store(!state.list.is_empty(), Ordering::SeqCst);
    }

    /// Every condition that holds.
    pub(super) fn list(&self) -> Vec<Condition> {
        self.lock().list.clone()
    }

    /// Whether idempotency records can be used.
    pub(super) fn idempotency_storage_is_down(&self) -> bool {
        self.any.load(Ordering::SeqCst) && self.lock().list.contains(&Condition::IdempotencyStorageDown)
    }

    /// Whether an operation may begin.
    pub(super) fn admit(&self, now: Instant) -> Result<(), Failure> {
        if !self.any.load(Ordering::SeqCst) {
            return Ok(());
        }
        let mut state = self.lock();
        let State { list, window } = &mut *state;
        list.iter().try_for_each(|condition| match condition {
            Condition::Unavailable => {
                Err(Failure::new(code::SERVICE_UNAVAILABLE, "the business is temporarily unavailable")
                    .retry_after(RETRY_AFTER))
            }
            Condition::InternalFailure => {
                Err(Failure::new(code::INTERNAL_ERROR, "the business failed unexpectedly"))
            }
            Condition::RateLimit { requests, window: length } => count(window, now, *requests, *length)
                .map_err(|after| {
                    Failure::new(code::RATE_LIMITED, "too many requests in this window").retry_after(after)
                }),
            Condition::IdempotencyStorageDown => Ok(()),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts an operation; `Err` is the time until the next window.
fn count(window: &mut Option<Window>, now: Instant, requests: u32, length: Duration) -> Result<(), Duration> {
    let current = match window {
        Some(current) if now.since(current.began) < length => current,
        Some(_) | None => window.insert(Window { began: now, seen: 0 }),
    };
    if current.seen >= requests {
        return Err(current.began.plus(length).since(now));
    }
    current.seen += 1;
    Ok(())
}
