//! Snapshots of sessions, kept in the process: what they hold never leaves it.

use crate::simulator::session::Checkpoint;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Snapshots kept in all.
const ALL: usize = 256;

/// Snapshots by session and name.
#[derive(Debug)]
pub(super) struct Snapshots {
    most: usize,
    kept: Mutex<HashMap<String, BTreeMap<String, Checkpoint>>>,
}

impl Snapshots {
    pub(super) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    /// Keeps one, replacing one of the same name; false when there is no room.
    pub(super) fn keep(&self, session: &str, name: &str, checkpoint: Checkpoint) -> bool {
        let mut kept = self.lock();
        let all: usize = kept.values().map(BTreeMap::len).sum();
        let of_session = kept.entry(session.to_owned()).or_default();
        if (of_session.len() >= self.most || all >= ALL) && !of_session.contains_key(name) {
            return false;
        }
        of_session.insert(name.to_owned(), checkpoint);
        true
    }

    /// Those of a session, by name.
    pub(super) fn of(&self, session: &str) -> BTreeMap<String, Checkpoint> {
        self.lock().get(session).cloned().unwrap_or_default()
    }

    /// One of them.
    pub(super) fn get(&self, session: &str, name: &str) -> Option<Checkpoint> {
        self.lock().get(session)?.get(name).cloned()
    }

    /// Forgets one; whether there was one.
    pub(super) fn forget(&self, session: &str, name: &str) -> bool {
        self.lock().get_mut(session).is_some_and(|of_session| of_session.remove(name).is_some())
    }

    /// Forgets those of a session.
    pub(super) fn forget_all(&self, session: &str) {
        self.lock().remove(session);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, BTreeMap<String, Checkpoint>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
