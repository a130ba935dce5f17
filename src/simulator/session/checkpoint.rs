//! A session's state at one moment, to be gone back to; and the end of a session whose place another takes.

use super::open::put_keys;
use super::parts::Session;
use crate::clock::Instant;
use crate::simulator::idempotency::StoredRecord;
use crate::simulator::prices;
use crate::simulator::store::{Change, Commit, Kind, Record, Snapshot, StoreError};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// What a session remembers at one moment: checkouts, orders, stock, customers, prices, idempotency records,
/// webhooks and signing keys, as a durable store would keep them. Not the journal, nor conditions and faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// When it was taken, by the session's clock.
    pub taken_at: Instant,
    rows: Snapshot,
}

impl Checkpoint {
    /// How many rows of a kind it holds.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.rows.records().iter().filter(|record| record.kind == kind).count()
    }

    /// SHA-256 over the rows in order of kind and identifier, lower-case hex: two checkpoints with the same
    /// digest remember the same.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut records: Vec<&Record> = self.rows.records().iter().collect();
        records.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        let mut hash = Sha256::new();
        for record in records {
            for part in [&[record.kind.number()][..], record.id.as_bytes(), &record.value] {
                hash.update(part.len().to_be_bytes());
                hash.update(part);
            }
        }
        hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string does not fail.
            let _written = write!(text, "{byte:02x}");
            text
        })
    }

    /// The rows.
    pub(in crate::simulator) fn into_rows(self) -> Snapshot {
        self.rows
    }
}

impl Session {
    /// Everything the session remembers. A request that is being answered at this moment is in it with its
    /// effect or not at all; with a durable store its idempotency record may be missing.
    pub(in crate::simulator) fn checkpoint(&self) -> Result<Checkpoint, StoreError> {
        let taken_at = self.clock.now();
        let mut commit = Commit::new(&self.id, taken_at);
        let state = self.state();
        put_keys(&self.keys, &mut commit)?;
        prices::write(&self.pristine, &self.world(), &mut commit)?;
        for checkout in state.checkouts() {
            commit.put(Kind::Checkout, &checkout.snapshot.checkout.id, checkout)?;
        }
        for order in state.orders() {
            commit.put(Kind::Order, &order.view.id, order)?;
        }
        for level in state.stock_levels() {
            commit.put(Kind::Stock, &level.product, level)?;
        }
        for customer in state.customers() {
            commit.put(Kind::Customer, &customer.email, customer)?;
        }
        for (key, fingerprint, answer, at) in self.ledger.answered() {
            let expires = at.plus(crate::protocol::idempotency::RETENTION);
            let record = StoredRecord::new(fingerprint, &answer, at);
            commit.put_until(Kind::Idempotency, &key.hex(), &record, Some(expires))?;
        }
        self.outbox.export(&mut commit)?;
        drop(state);
        Ok(Checkpoint { taken_at, rows: rows(&commit) })
    }

    /// What a session that begins anew takes over: the signing keys, which platforms know.
    pub(in crate::simulator) fn beginning(&self) -> Result<Snapshot, StoreError> {
        let mut commit = Commit::new(&self.id, self.clock.now());
        put_keys(&self.keys, &mut commit)?;
        Ok(rows(&commit))
    }

    /// Ends the session so that another can take its place: nothing is decided here any more, what was
    /// decided is written, and no webhook leaves.
    pub(in crate::simulator) async fn retire(&self) -> Result<(), StoreError> {
        let queued = {
            let _no_decision = self.state();
            let slot = self.store.reserve()?;
            self.retired.store(true, Ordering::SeqCst);
            self.store.commit(slot, Commit::new(&self.id, self.clock.now()))
        };
        let written = queued.await;
        self.outbox.close(Duration::ZERO).await;
        self.journal.wake();
        written
    }
}

fn rows(commit: &Commit) -> Snapshot {
    let written = commit.changes().iter().filter_map(|change| match change.clone() {
        Change::Put { kind, id, value, expires } => Some(Record { kind, id, value, expires }),
        Change::Erase { .. } => None,
    });
    Snapshot::new(written.collect())
}
