//! The store of a merchant that keeps nothing: state lives in its sessions and dies with them.

use crate::simulator::store::{Commit, Health, Pending, Slot, Snapshot, Store, StoreError};
use futures::FutureExt;
use futures::future::ready;

/// Keeps nothing and never refuses.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemoryStore;

impl Store for MemoryStore {
    fn is_durable(&self) -> bool {
        false
    }

    fn reserve(&self) -> Result<Slot, StoreError> {
        Ok(Slot(None))
    }

    fn commit(&self, _slot: Slot, commit: Commit) -> Pending<()> {
        commit.into_after().into_iter().for_each(|action| action());
        ready(Ok(())).boxed()
    }

    fn sessions(&self) -> Pending<Vec<String>> {
        ready(Ok(Vec::new())).boxed()
    }

    fn load(&self, _session: &str) -> Pending<Snapshot> {
        ready(Ok(Snapshot::default())).boxed()
    }

    fn remove(&self, _session: &str) -> Pending<()> {
        ready(Ok(())).boxed()
    }

    fn health(&self) -> Health {
        Health::Ready
    }

    fn close(&self) -> Pending<()> {
        ready(Ok(())).boxed()
    }
}
