//! Records by key: in flight, answered, or answered with the answer dropped.

use super::answer::StoredAnswer;
use super::permit::Permit;
use crate::clock::Instant;
use crate::protocol::idempotency::{Fingerprint, RETENTION};
use crate::protocol::operation::Operation;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Identity of a record: platform, operation and key, hashed to 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecordKey(u128);

impl RecordKey {
    /// The record of one key of one platform for one operation.
    #[must_use]
    pub fn new(platform: &str, operation: Operation, key: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [platform, operation.name(), key] {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte)))
    }

    /// Hexadecimal form, the record's identifier in a durable store.
    #[must_use]
    pub fn hex(self) -> String {
        format!("{:032x}", self.0)
    }

    /// The key of that hexadecimal form.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        u128::from_str_radix(hex, 16).ok().map(Self)
    }
}

/// What to do with a request that carries a key.
#[derive(Debug)]
pub enum Admission {
    /// Nobody holds the key: execute, then fulfil the permit.
    Execute(Permit),
    /// Answered already: replay.
    Replay(Arc<StoredAnswer>),
    /// The key belongs to a different request.
    Conflict,
    /// The first request is still being worked on, for longer than the wait.
    InFlight,
    /// Answered, but the answer had to be dropped to stay within bounds.
    Forgotten,
}

enum State {
    InFlight(watch::Sender<()>),
    Done { at: Instant, answer: Option<Arc<StoredAnswer>> },
}

struct Record {
    fingerprint: Fingerprint,
    state: State,
}

#[derive(Default)]
struct Records {
    by_key: HashMap<RecordKey, Record>,
    /// Keys in the order in which they were answered.
    order: VecDeque<RecordKey>,
    /// How many of `order`, from the front, have lost their answer.
    emptied: usize,
    /// Bytes of kept answers.
    weight: usize,
}

/// The records of one session.
pub struct Ledger {
    records: Mutex<Records>,
    most_records: usize,
    most_bytes: usize,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let records = self.lock();
        f.debug_struct("Ledger")
            .field("records", &records.by_key.len())
            .field("bytes", &records.weight)
            .finish()
    }
}

/// What a look at a key showed.
enum Look {
    Settled(Admission),
    Wait(watch::Receiver<()>),
}

impl Ledger {
    /// An empty ledger with its bounds.
    #[must_use]
    pub fn new(most_records: usize, most_bytes: usize) -> Arc<Self> {
        Arc::new(Self { records: Mutex::default(), most_records, most_bytes })
    }

    /// Admits a request: to execute, to be replayed, or to be refused. A duplicate of a request in
    /// flight waits up to `wait` (real time) for it.
    pub async fn admit(
        self: &Arc<Self>,
        key: RecordKey,
        fingerprint: Fingerprint,
        now: Instant,
        wait: Duration,
    ) -> Admission {
        let deadline = tokio::time::Instant::now() + wait;
        loop {
            let mut flight = match self.look(key, fingerprint, now) {
                Look::Settled(admission) => return admission,
                Look::Wait(flight) => flight,
            };
            // The sender is dropped when the flight ends, whichever way; then the key is looked at again.
            if tokio::time::timeout_at(deadline, flight.changed()).await.is_err() {
                return Admission::InFlight;
            }
        }
    }

    fn look(self: &Arc<Self>, key: RecordKey, fingerprint: Fingerprint, now: Instant) -> Look {
        let mut records = self.lock();
        records.expire(now);
        match records.by_key.get(&key) {
            Some(record) if record.fingerprint != fingerprint => Look::Settled(Admission::Conflict),
            Some(Record { state: State::InFlight(flight), .. }) => Look::Wait(flight.subscribe()),
            Some(Record { state: State::Done { answer, .. }, .. }) => Look::Settled(
                answer.as_ref().map_or(Admission::Forgotten, |one| Admission::Replay(Arc::clone(one))),
            ),
            None => {
                let (flight, _) = watch::channel(());
                records.by_key.insert(key, Record { fingerprint, state: State::InFlight(flight) });
                Look::Settled(Admission::Execute(Permit::new(Arc::clone(self), key, fingerprint)))
            }
        }
    }

    /// Records the answer of a request in flight and wakes its duplicates.
    pub(super) fn settle(
        &self,
        key: RecordKey,
        fingerprint: Fingerprint,
        answer: StoredAnswer,
        now: Instant,
    ) {
        let mut records = self.lock();
        records.weight += answer.weight();
        let state = State::Done { at: now, answer: Some(Arc::new(answer)) };
        records.by_key.insert(key, Record { fingerprint, state });
        records.order.push_back(key);
        records.trim(self.most_records, self.most_bytes);
    }

    /// Forgets a request in flight that was never answered and wakes its duplicates.
    pub(super) fn abandon(&self, key: RecordKey) {
        self.lock().by_key.remove(&key);
    }

    /// Puts a record back that a durable store kept.
    pub fn restore(&self, key: RecordKey, fingerprint: Fingerprint, answer: StoredAnswer, at: Instant) {
        self.settle(key, fingerprint, answer, at);
    }

    /// Number of records held.
    pub fn len(&self) -> usize {
        self.lock().by_key.len()
    }

    /// Whether no record is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records {
    /// Drops records older than the retention; they stand in order of age.
    fn expire(&mut self, now: Instant) {
        while let Some(key) = self.order.front().copied() {
            let kept = match self.by_key.get(&key).map(|record| &record.state) {
                Some(State::Done { at, .. }) => now.since(*at) < RETENTION,
                Some(State::InFlight(_)) | None => false,
            };
            if kept {
                return;
            }
            self.drop_oldest();
        }
    }

    /// Drops the oldest answers beyond the bound in bytes, and the oldest records beyond the bound in number.
    fn trim(&mut self, most_records: usize, most_bytes: usize) {
        while self.weight > most_bytes && self.emptied < self.order.len() {
            if let Some(key) = self.order.get(self.emptied).copied() {
                self.empty(key);
            }
            self.emptied += 1;
        }
        while self.order.len() > most_records {
            self.drop_oldest();
        }
    }

    fn empty(&mut self, key: RecordKey) {
        if let Some(Record { state: State::Done { answer, .. }, .. }) = self.by_key.get_mut(&key) {
            self.weight -= answer.take().map_or(0, |dropped| dropped.weight());
        }
    }

    fn drop_oldest(&mut self) {
        let Some(key) = self.order.pop_front() else { return };
        self.empty(key);
        self.emptied = self.emptied.saturating_sub(1);
        if matches!(self.by_key.get(&key), Some(Record { state: State::Done { .. }, .. })) {
            self.by_key.remove(&key);
        }
    }
}
