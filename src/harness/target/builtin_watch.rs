//! What the sessions of a run did, counted as each ends.

use crate::simulator::SessionHandle;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What one fault rule counted in one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Occasions at which there was something to spoil.
    pub occasions: u64,
    /// How many of them were spoilt.
    pub fired: u64,
}

/// What one scenario's session did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Operations that were called, by name.
    pub operations: BTreeSet<String>,
    /// Fault rule to what it counted.
    pub rules: BTreeMap<String, Counted>,
}

/// Watches the sessions of a run.
#[derive(Debug, Default)]
pub struct Watch {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    open: BTreeMap<String, (String, SessionHandle)>,
    touched: BTreeMap<String, Touched>,
}

impl Watch {
    /// A scenario's session opened.
    pub(super) fn opened(&self, session: &str, case: &str, handle: SessionHandle) {
        self.lock().open.insert(session.to_owned(), (case.to_owned(), handle));
    }

    /// A session ends.
    pub(super) fn closing(&self, session: &str) {
        let mut inner = self.lock();
        if let Some((case, handle)) = inner.open.remove(session) {
            inner.count(case, &handle);
        }
    }

    /// No session is looked at any more; those still open are counted as they are.
    pub fn end(&self) {
        let mut inner = self.lock();
        for (_, (case, handle)) in std::mem::take(&mut inner.open) {
            inner.count(case, &handle);
        }
    }

    /// Scenario to what its session did.
    #[must_use]
    pub fn touched(&self) -> BTreeMap<String, Touched> {
        self.lock().touched.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn count(&mut self, case: String, handle: &SessionHandle) {
        let touched = self.touched.entry(case).or_default();
        let exchanges = handle.journal().raw();
        let operations = exchanges.iter().filter_map(|exchange| exchange.operation);
        touched.operations.extend(operations.map(|operation| operation.name().to_owned()));
        for rule in handle.faults().list() {
            let counted = touched.rules.entry(rule.id.to_string()).or_default();
            counted.occasions += rule.occasions;
            counted.fired += rule.fired;
        }
    }
}
