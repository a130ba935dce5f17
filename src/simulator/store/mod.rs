//! Where a merchant's state outlives the process.
//!
//! The truth of a running session lives in memory; the store is its log of record. Everything one
//! operation changes goes into ONE [`Commit`] (state, idempotency record, webhooks), written in one
//! transaction: after a crash either all of it is there or none.
//!
//! Order of work in the pipeline, under the session's lock:
//! 1. [`Store::reserve`] a slot (refuses with 503 *before* anything is applied),
//! 2. apply the command in memory and render the answer,
//! 3. [`Store::commit`] (queued in call order), release the lock, await,
//! 4. answer. Webhooks staged in the commit leave by themselves once it is written.
//!
//! An idempotency record is only ever written together with the effect it guards, so a request cut
//! off by a crash either left nothing (a retry executes it) or left its answer (a retry replays it).

mod commit;
mod error;
mod memory;
mod open;
mod snapshot;
mod sqlite;
#[cfg(test)]
mod tests;

pub use commit::{AfterWrite, Change, Commit, Kind};
pub use error::StoreError;
pub use memory::MemoryStore;
pub use open::open;
pub use snapshot::{Record, Snapshot};
pub use sqlite::{Durability, SqliteOptions, SqliteStore};

use futures::future::BoxFuture;
use sqlite::Ticket;

/// An answer of the store that is still on its way. The work was queued when the method was called;
/// dropping this only forgets the answer.
pub type Pending<T> = BoxFuture<'static, Result<T, StoreError>>;

/// A place in the store's queue, held while a command is applied.
#[derive(Debug)]
pub struct Slot(Option<Ticket>);

/// Whether the store can take work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// Taking work.
    Ready,
    /// A write failed. Memory may be ahead of the file, so everything is refused until a restart,
    /// which continues from what was written.
    Failed(String),
    /// Closed by [`Store::close`].
    Closed,
}

/// Durable (or not) state of sessions.
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Whether commits are kept. When not, callers spare themselves the work of building rows.
    fn is_durable(&self) -> bool;

    /// Reserves a place in the queue.
    ///
    /// # Errors
    /// When the queue is full or the store has failed: answer 503 and change nothing.
    fn reserve(&self) -> Result<Slot, StoreError>;

    /// Queues a commit, in call order, and returns its acknowledgement: resolved once written.
    fn commit(&self, slot: Slot, commit: Commit) -> Pending<()>;

    /// Names of every stored session.
    fn sessions(&self) -> Pending<Vec<String>>;

    /// Everything stored for a session, in order of last write; empty for an unknown one.
    fn load(&self, session: &str) -> Pending<Snapshot>;

    /// Forgets a session.
    fn remove(&self, session: &str) -> Pending<()>;

    /// Whether the store can take work.
    fn health(&self) -> Health;

    /// Writes what is queued and closes; later calls are refused.
    fn close(&self) -> Pending<()>;
}
