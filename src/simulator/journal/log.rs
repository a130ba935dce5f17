//! The bounded log and waiting on it.

use super::entry::{Entry, Finding, RawCall, Species};
use crate::exchange::{Exchange, RedactedExchange};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

#[derive(Default)]
struct Entries {
    list: VecDeque<(u64, Entry)>,
    weight: usize,
    /// Number of the next entry; entries are numbered from 1.
    next: u64,
    /// What was ever recorded.
    census: BTreeMap<Species, u64>,
}

struct Shared {
    entries: Mutex<Entries>,
    /// The number of entries ever recorded.
    recorded: watch::Sender<u64>,
    most_entries: usize,
    most_bytes: usize,
}

/// The journal of one session. Clones share it.
#[derive(Clone)]
pub struct Journal {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("entries", &self.lock().list.len()).finish_non_exhaustive()
    }
}

/// Fewer matching exchanges than awaited came in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{seen} of {awaited} awaited exchanges were recorded in time")]
pub struct WaitTimeout {
    /// How many matched.
    pub seen: usize,
    /// How many were awaited.
    pub awaited: usize,
}

impl Journal {
    /// An empty journal with its bounds.
    #[must_use]
    pub fn new(most_entries: usize, most_bytes: usize) -> Self {
        let (recorded, _) = watch::channel(0);
        Self { shared: Arc::new(Shared { entries: Mutex::default(), recorded, most_entries, most_bytes }) }
    }

    /// Records an exchange.
    pub fn record(&self, exchange: Exchange) {
        self.push(Entry::Other(Box::new(exchange)));
    }

    /// Records a call this business received. Returns its number.
    pub fn record_call(&self, call: RawCall) -> u64 {
        self.push(Entry::Call(Box::new(call)))
    }

    fn push(&self, entry: Entry) -> u64 {
        let number = {
            let mut entries = self.lock();
            entries.next += 1;
            let number = entries.next;
            entries.weight += entry.weight();
            *entries.census.entry(entry.species()).or_default() += 1;
            entries.list.push_back((number, entry));
            while entries.list.len() > self.shared.most_entries || entries.weight > self.shared.most_bytes {
                let Some((_, dropped)) = entries.list.pop_front() else { break };
                entries.weight -= dropped.weight();
            }
            number
        };
        self.shared.recorded.send_replace(number);
        number
    }

    /// How many exchanges were ever recorded, those dropped since included.
    pub fn recorded(&self) -> u64 {
        self.lock().next
    }

    /// Exchanges still kept whose number is greater than `after`, oldest first, at most `most`, raw: who shows
    /// them redacts them.
    pub fn after(&self, after: u64, most: usize) -> Vec<(u64, Exchange)> {
        let entries = self.lock();
        let begin = entries.list.partition_point(|(number, _)| *number <= after);
        entries
            .list
            .range(begin..)
            .take(most)
            .map(|(number, entry)| (*number, entry.exchange(*number)))
            .collect()
    }

    /// Follows the journal: the number of the newest exchange, marked as changed with every one.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.shared.recorded.subscribe()
    }

    /// Wakes whoever follows the journal although nothing was recorded: the session ended.
    pub(in crate::simulator) fn wake(&self) {
        self.shared.recorded.send_modify(|_| {});
    }

    /// How many exchanges of each kind were ever recorded.
    pub fn census(&self) -> Vec<(Species, u64)> {
        self.lock().census.iter().map(|(species, count)| (*species, *count)).collect()
    }

    /// Every exchange still kept, oldest first, with nothing secret or personal in it.
    pub fn exchanges(&self) -> Vec<RedactedExchange> {
        self.raw().iter().map(Exchange::redacted).collect()
    }

    /// Every exchange still kept, oldest first, raw: for checks inside the process only.
    pub fn raw(&self) -> Vec<Exchange> {
        self.lock().list.iter().map(|(number, entry)| entry.exchange(*number)).collect()
    }

    /// What was noticed about requests still kept.
    pub fn findings(&self) -> Vec<Finding> {
        self.lock().list.iter().flat_map(|(_, entry)| entry.findings().iter().cloned()).collect()
    }

    /// Waits until `count` exchanges still kept match, and returns them, raw.
    ///
    /// # Errors
    /// [`WaitTimeout`] when fewer did in time.
    pub async fn wait_for(
        &self,
        count: usize,
        timeout: Duration,
        matching: impl Fn(&Exchange) -> bool,
    ) -> Result<Vec<Exchange>, WaitTimeout> {
        let mut recorded = self.shared.recorded.subscribe();
        let deadline = tokio::time::Instant::now() + timeout;
        loop {
            recorded.mark_unchanged();
            let found: Vec<Exchange> = self.raw().into_iter().filter(|one| matching(one)).collect();
            if found.len() >= count {
                return Ok(found);
            }
            if tokio::time::timeout_at(deadline, recorded.changed()).await.is_err() {
                return Err(WaitTimeout { seen: found.len(), awaited: count });
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.shared.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
