//! What one operation changes, as rows.

use crate::clock::Instant;
use crate::simulator::store::StoreError;
use serde::Serialize;
use std::fmt;

/// What a stored row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Facts of the session itself: its scenario, clock and keys.
    Session,
    /// A checkout.
    Checkout,
    /// An order.
    Order,
    /// Stock of one item.
    Stock,
    /// A customer.
    Customer,
    /// The answer given under an idempotency key.
    Idempotency,
    /// A webhook delivery not yet acknowledged, or given up.
    Webhook,
}

/// Every kind with the number that stands for it in the file. Numbers are never reused.
const NUMBERS: [(Kind, u8); 7] = [
    (Kind::Session, 1),
    (Kind::Checkout, 2),
    (Kind::Order, 3),
    (Kind::Stock, 4),
    (Kind::Customer, 5),
    (Kind::Idempotency, 6),
    (Kind::Webhook, 7),
];

impl Kind {
    /// The number that stands for this kind in a file.
    #[must_use]
    pub fn number(self) -> u8 {
        NUMBERS.iter().find(|(kind, _)| *kind == self).map_or(0, |(_, number)| *number)
    }

    /// The kind of that number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        NUMBERS.iter().find(|(_, known)| *known == number).map(|(kind, _)| *kind)
    }

    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        NUMBERS.iter().map(|(kind, _)| *kind)
    }
}

/// One row written or erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Write or replace.
    Put {
        /// What it is.
        kind: Kind,
        /// Its identifier, unique per session and kind.
        id: String,
        /// Its serialised value.
        value: Vec<u8>,
        /// When the row loses its meaning, by the session's clock.
        expires: Option<Instant>,
    },
    /// Erase; nothing happens when absent.
    Erase {
        /// What it is.
        kind: Kind,
        /// Its identifier.
        id: String,
    },
}

/// What happens once a commit is written.
pub type AfterWrite = Box<dyn FnOnce() + Send>;

/// Everything one operation changes in one session: written as a whole or not at all.
pub struct Commit {
    session: String,
    at: Instant,
    changes: Vec<Change>,
    after: Vec<AfterWrite>,
}

impl fmt::Debug for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Commit")
            .field("session", &self.session)
            .field("at", &self.at)
            .field("changes", &self.changes.len())
            .field("after", &self.after.len())
            .finish()
    }
}

impl Commit {
    /// An empty commit for a session, at a time of its clock. Committed as it is, it is a barrier: its acknowledgement
    /// comes after every commit queued before it.
    #[must_use]
    pub fn new(session: &str, at: Instant) -> Self {
        Self { session: session.to_owned(), at, changes: Vec::new(), after: Vec::new() }
    }

    /// Adds a value that stays until erased.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn put<T: Serialize>(&mut self, kind: Kind, id: &str, value: &T) -> Result<&mut Self, StoreError> {
        self.put_until(kind, id, value, None)
    }

    /// Adds a value that expires by the session's clock.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn put_until<T: Serialize>(
        &mut self,
        kind: Kind,
        id: &str,
        value: &T,
        expires: Option<Instant>,
    ) -> Result<&mut Self, StoreError> {
        let value = serde_json::to_vec(value).map_err(|cause| StoreError::Value {
            kind,
            id: id.to_owned(),
            cause: cause.to_string(),
        })?;
        Ok(self.change(Change::Put { kind, id: id.to_owned(), value, expires }))
    }

    /// Adds the removal of a row.
    pub fn erase(&mut self, kind: Kind, id: &str) -> &mut Self {
        self.change(Change::Erase { kind, id: id.to_owned() })
    }

    /// Adds a ready-made change.
    pub fn change(&mut self, change: Change) -> &mut Self {
        self.changes.push(change);
        self
    }

    /// Adds what happens once the commit is written (and only then), whether or not the caller is
    /// still there to await it. Runs on the writer's thread: it must be short and must not block.
    pub fn after_write(&mut self, action: impl FnOnce() + Send + 'static) -> &mut Self {
        self.after.push(Box::new(action));
        self
    }

    /// Takes what happens after the write.
    #[must_use]
    pub fn into_after(self) -> Vec<AfterWrite> {
        self.after
    }

    /// The session this belongs to.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.session
    }

    /// The session's time, by which expired rows are swept out.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The changes in order.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}
