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

/// Identity of a record: platform, operation and key, hashed to 128 bits. Bytes and not a number,
/// so that a table of them has no padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecordKey([u8; 16]);

impl RecordKey {
    /// The record of one key of one platform for one operation.
    #[must_use]
    pub fn new(platform: &str, operation: Operation, key: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [platform, operation.name(), key] {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        let number = hash.finalize().iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte));
        Self(number.to_be_bytes())
    }

    /// Hexadecimal form, the record's identifier in a durable store.
    #[must_use]
    pub fn hex(self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }

    /// The key of that hexadecimal form.
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        u128::from_str_radix(hex, 16).ok().map(|number| Self(number.to_be_bytes()))
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
    Done { at: Instant, answer: Arc<StoredAnswer> },
}

struct Record {
    fingerprint: Fingerprint,
    state: State,
}

/// What is left of a record whose answer was dropped: enough to refuse, never to execute again. A
/// day of keys has to fit, so it is eight bytes.
struct Faded {
    /// The fingerprint, shortened.
    fingerprint: u32,
    /// Seconds since the epoch.
    at: u32,
}

impl Faded {
    /// The first 32 bits of a fingerprint.
    const fn short(Fingerprint([a, b, c, d, ..]): Fingerprint) -> u32 {
        u32::from_be_bytes([a, b, c, d])
    }
}

#[derive(Default)]
struct Records {
    /// In flight, or with their answer.
    by_key: HashMap<RecordKey, Record>,
    /// Without their answer.
    faded: HashMap<RecordKey, Faded>,
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
        f.debug_struct("Ledger").field("records", &records.len()).field("bytes", &records.weight).finish()
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
        if let Some(faded) = records.faded.get(&key) {
            let same = faded.fingerprint == Faded::short(fingerprint);
            return Look::Settled(if same { Admission::Forgotten } else { Admission::Conflict });
        }
        match records.by_key.get(&key) {
            Some(record) if record.fingerprint != fingerprint => Look::Settled(Admission::Conflict),
            Some(Record { state: State::InFlight(flight), .. }) => Look::Wait(flight.subscribe()),
            Some(Record { state: State::Done { answer, .. }, .. }) => {
                Look::Settled(Admission::Replay(Arc::clone(answer)))
            }
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
        let state = State::Done { at: now, answer: Arc::new(answer) };
        records.by_key.insert(key, Record { fingerprint, state });
        records.order.push_back(key);
        records.trim(self.most_records, self.most_bytes);
    }

    /// Forgets a request in flight that was never answered and wakes its duplicates.
    pub(super) fn abandon(&self, key: RecordKey) {
        self.lock().by_key.remove(&key);
    }

    /// Forgets every record that is not in flight, as a store that lost its data would.
    pub fn forget(&self) {
        let mut records = self.lock();
        records.by_key.retain(|_, record| matches!(record.state, State::InFlight(_)));
        records.faded.clear();
        records.order.clear();
        (records.emptied, records.weight) = (0, 0);
    }

    /// The answer kept under a key, whatever it was asked with.
    pub fn answer(&self, key: RecordKey) -> Option<Arc<StoredAnswer>> {
        match &self.lock().by_key.get(&key)?.state {
            State::Done { answer, .. } => Some(Arc::clone(answer)),
            State::InFlight(_) => None,
        }
    }

    /// Puts a record back that a durable store kept.
    pub fn restore(&self, key: RecordKey, fingerprint: Fingerprint, answer: StoredAnswer, at: Instant) {
        self.settle(key, fingerprint, answer, at);
    }

    /// Every record that has its answer, oldest first: what a durable store would keep.
    pub fn answered(&self) -> Vec<(RecordKey, Fingerprint, Arc<StoredAnswer>, Instant)> {
        let records = self.lock();
        let kept = |key: &RecordKey| match records.by_key.get(key) {
            Some(Record { fingerprint, state: State::Done { at, answer } }) => {
                Some((*key, *fingerprint, Arc::clone(answer), *at))
            }
            Some(Record { state: State::InFlight(_), .. }) | None => None,
        };
        records.order.iter().filter_map(kept).collect()
    }

    /// Number of records held.
    pub fn len(&self) -> usize {
        self.lock().len()
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
    fn len(&self) -> usize {
        self.by_key.len() + self.faded.len()
    }

    /// Drops records older than the retention; they stand in order of age.
    fn expire(&mut self, now: Instant) {
        while let Some(key) = self.order.front().copied() {
            if self.made_at(key).is_some_and(|at| now.since(at) < RETENTION) {
                return;
            }
            self.drop_oldest();
        }
    }

    /// When a settled record was made.
    fn made_at(&self, key: RecordKey) -> Option<Instant> {
        match self.by_key.get(&key).map(|record| &record.state) {
            Some(State::Done { at, .. }) => Some(*at),
            Some(State::InFlight(_)) => None,
            None => self.faded.get(&key).map(|faded| Instant::from_millis(i64::from(faded.at) * 1000)),
        }
    }

    /// Drops the oldest answers beyond the bound in bytes, and the oldest records beyond the bound in number.
    fn trim(&mut self, most_records: usize, most_bytes: usize) {
        while self.weight > most_bytes && self.emptied < self.order.len() {
            if let Some(key) = self.order.get(self.emptied).copied() {
                self.fade(key);
            }
            self.emptied += 1;
        }
        while self.order.len() > most_records {
            self.drop_oldest();
        }
    }

    /// Keeps of a record only what tells that it was.
    fn fade(&mut self, key: RecordKey) {
        let Some((at, fingerprint)) = self.take(key) else { return };
        // Rounded up: a record is never forgotten early.
        let at = u32::try_from(at.seconds().saturating_add(1)).unwrap_or(u32::MAX);
        self.faded.insert(key, Faded { fingerprint: Faded::short(fingerprint), at });
    }

    /// Removes a settled record that has its answer.
    fn take(&mut self, key: RecordKey) -> Option<(Instant, Fingerprint)> {
        let Some(Record { state: State::Done { .. }, .. }) = self.by_key.get(&key) else { return None };
        let Record { fingerprint, state: State::Done { at, answer } } = self.by_key.remove(&key)? else {
            return None;
        };
        self.weight -= answer.weight();
        Some((at, fingerprint))
    }

    fn drop_oldest(&mut self) {
        let Some(key) = self.order.pop_front() else { return };
        self.emptied = self.emptied.saturating_sub(1);
        if self.take(key).is_none() {
            self.faded.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_form_is_the_first_32_bits() {
        let bytes: Vec<u8> = (1..=32).collect();
        let fingerprint: Fingerprint = serde_json::from_value(serde_json::json!(bytes)).unwrap();
        assert_eq!(Faded::short(fingerprint), 0x0102_0304);
    }
}
