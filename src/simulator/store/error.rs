//! Why the store refused or failed.

use crate::simulator::store::Kind;
use std::path::PathBuf;

/// Why the store refused or failed. On the wire every one of them is 503 `service_unavailable`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// More work is queued than the store accepts.
    #[error("the store's queue is full; retry later")]
    Overloaded,
    /// A write failed earlier or now; nothing more is accepted until a restart.
    #[error("the store failed ({0}); restart the merchant to continue from what was written")]
    Failed(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The file cannot be opened or read.
    #[error("cannot open the state file {}: {cause}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What happened and what to do.
        cause: String,
    },
    /// A value cannot be written as, or read from, JSON.
    #[error("stored {kind:?} {id:?}: {cause}")]
    Value {
        /// What it is.
        kind: Kind,
        /// Its identifier.
        id: String,
        /// Why.
        cause: String,
    },
}
