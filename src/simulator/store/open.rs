//! The store a merchant is started with.

use crate::simulator::settings::StateBackend;
use crate::simulator::store::{MemoryStore, SqliteOptions, SqliteStore, Store, StoreError};
use std::sync::Arc;

/// Opens the store that the settings name. Blocks until a file is checked.
///
/// # Errors
/// When a state file cannot be used; the text says what to do.
pub fn open(backend: &StateBackend) -> Result<Arc<dyn Store>, StoreError> {
    match backend {
        StateBackend::Memory => Ok(Arc::new(MemoryStore)),
        StateBackend::Sqlite(path) => Ok(Arc::new(SqliteStore::open(path, &SqliteOptions::default())?)),
    }
}
