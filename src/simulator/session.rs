//! One isolated world behind one authority: clock, keys, state, idempotency store, journal. Parallel
//! scenarios never share one.

use super::conditions::{Condition, ConditionKind};
use crate::clock::Clock;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// One isolated merchant.
#[derive(Debug)]
pub struct Session {
    id: String,
    base_url: String,
    clock: Clock,
    conditions: Mutex<Vec<Condition>>,
}

impl Session {
    /// A session under `base_url` (scheme and authority, no trailing slash).
    pub(super) fn open(id: String, base_url: String, clock: Clock) -> Self {
        Self { id, base_url, clock, conditions: Mutex::new(Vec::new()) }
    }

    /// The first label of the session's authority.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Scheme and authority under which the session answers, without trailing slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The session's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// In-process control over one session, for tests and the harness.
#[derive(Clone, Debug)]
pub struct SessionHandle {
    session: Arc<Session>,
}

impl SessionHandle {
    pub(super) fn new(session: Arc<Session>) -> Self {
        Self { session }
    }

    /// Scheme and authority under which the session answers, without trailing slash.
    pub fn base_url(&self) -> &str {
        self.session.base_url()
    }

    /// The first label of the session's authority.
    pub fn id(&self) -> &str {
        self.session.id()
    }

    /// The session's clock; expiry, retention, cache floors and retries follow it.
    pub fn clock(&self) -> &Clock {
        self.session.clock()
    }

    /// Moves the session's clock forward.
    pub fn advance(&self, by: Duration) {
        self.session.clock().advance(by);
    }

    /// Puts the session into a condition, replacing one of the same kind.
    pub fn condition(&self, condition: Condition) {
        self.lift(condition.kind());
        self.session.conditions.lock().unwrap_or_else(PoisonError::into_inner).push(condition);
    }

    /// Ends a condition.
    pub fn lift(&self, kind: ConditionKind) {
        let mut conditions = self.session.conditions.lock().unwrap_or_else(PoisonError::into_inner);
        conditions.retain(|condition| condition.kind() != kind);
    }
}
