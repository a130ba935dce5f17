//! The outbox's queue behind its lock, and every change of it written to the store.

use crate::clock::Instant;
use crate::simulator::store::{Change, Commit, Kind, StoreError};
use crate::simulator::webhook::courier::Wiring;
use crate::simulator::webhook::outbox::TALLY;
use crate::simulator::webhook::{
    Attempt, Changed, Delivery, Queue, Redelivery, ReorderError, Standing, Tally,
};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

/// Dead letters are kept in full this long after their event.
const DEAD_LETTERS_KEPT: Duration = Duration::from_hours(24);

/// What outbox and worker share.
pub(super) struct Ledger {
    pub(super) wiring: Wiring,
    state: Mutex<State>,
    tally: watch::Sender<Tally>,
    wake: Notify,
    closing: AtomicBool,
}

struct State {
    queue: Queue,
    /// Rows the store had no room for; they go first next time.
    unsaved: Vec<Change>,
}

impl Ledger {
    pub(super) fn new(wiring: Wiring, queue: Queue) -> Self {
        let tally = watch::Sender::new(queue.tally());
        Self {
            wiring,
            state: Mutex::new(State { queue, unsaved: Vec::new() }),
            tally,
            wake: Notify::new(),
            closing: AtomicBool::new(false),
        }
    }

    pub(super) fn is_durable(&self) -> bool {
        self.wiring.store.is_durable()
    }

    pub(super) fn take_sequence(&self) -> u64 {
        self.state().queue.take_sequence()
    }

    /// A staged delivery is written: it may leave.
    pub(super) fn release(&self, delivery: Delivery) {
        self.change(|queue| {
            let mut changed = Changed::default();
            queue.push(delivery, &mut changed);
            changed
        });
    }

    /// An attempt ended.
    pub(super) fn settle(&self, order_id: &str, attempt: Attempt) {
        let now = self.wiring.clock.now();
        self.change(|queue| queue.settle(order_id, attempt, now));
    }

    /// At most `room` deliveries that are due now; each must be settled.
    pub(super) fn take_due(&self, room: usize) -> Vec<Delivery> {
        let now = self.wiring.clock.now();
        let mut state = self.state();
        let expired = state.queue.expire_dead(now, DEAD_LETTERS_KEPT);
        self.save(&mut state, expired);
        state.queue.take_due(now, room)
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.state().queue.next_due()
    }

    pub(super) fn tally(&self) -> Tally {
        self.state().queue.tally()
    }

    pub(super) fn account(&self) -> (Tally, usize) {
        let state = self.state();
        (state.queue.tally(), state.queue.pending().count())
    }

    pub(super) fn watch(&self) -> watch::Receiver<Tally> {
        self.tally.subscribe()
    }

    pub(super) fn dead_letters(&self) -> Vec<Delivery> {
        self.state().queue.dead_letters().cloned().collect()
    }

    pub(super) fn pending(&self) -> Vec<Delivery> {
        let mut pending: Vec<Delivery> = self.state().queue.pending().cloned().collect();
        pending.sort_by_key(|delivery| delivery.sequence);
        pending
    }

    pub(super) fn standings(&self) -> Vec<(Delivery, Standing)> {
        let state = self.state();
        let mut all: Vec<_> =
            state.queue.standings().map(|(one, standing)| (one.clone(), standing)).collect();
        all.sort_by_key(|(delivery, _)| delivery.sequence);
        all
    }

    /// Makes a delivery due now.
    pub(super) fn redeliver(&self, id: Uuid) -> Redelivery {
        let now = self.wiring.clock.now();
        let mut came_to = Redelivery::Unknown;
        self.change(|queue| {
            let (redelivery, changed) = queue.redeliver(id, now);
            came_to = redelivery;
            changed
        });
        came_to
    }

    /// Puts held deliveries into another order.
    pub(super) fn reorder(&self, ids: &[Uuid]) -> Result<(), ReorderError> {
        let mut refused = Ok(());
        self.change(|queue| {
            queue.reorder(ids).unwrap_or_else(|error| {
                refused = Err(error);
                Changed::default()
            })
        });
        refused
    }

    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.wake();
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Changes the queue and its rows in one step, tells the watchers and wakes the worker.
    pub(super) fn change(&self, change: impl FnOnce(&mut Queue) -> Changed) {
        let mut state = self.state();
        let changed = change(&mut state.queue);
        self.save(&mut state, changed);
        let tally = state.queue.tally();
        drop(state);
        self.tally.send_replace(tally);
        self.wake();
    }

    /// Writes changed deliveries and the tally. Not awaited: a lost row only means that a receiver
    /// hears of an event once more after a crash.
    fn save(&self, state: &mut State, changed: Changed) {
        if !self.is_durable() || (changed.kept.is_empty() && changed.erased.is_empty()) {
            return;
        }
        if let Err(cause) = note(state, changed) {
            tracing::error!(%cause, "a delivery cannot be stored");
        }
        let slot = match self.wiring.store.reserve() {
            Ok(slot) => slot,
            Err(StoreError::Overloaded) => return,
            // Nothing is written any more; a restart continues from what was.
            Err(_) => return state.unsaved.clear(),
        };
        let mut commit = Commit::new(&self.wiring.session, self.wiring.clock.now());
        for change in state.unsaved.drain(..) {
            commit.change(change);
        }
        drop(self.wiring.store.commit(slot, commit));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn note(state: &mut State, changed: Changed) -> Result<(), serde_json::Error> {
    let kind = Kind::Webhook;
    for delivery in changed.kept {
        let value = serde_json::to_vec(&delivery)?;
        state.unsaved.push(Change::Put { kind, id: delivery.id.to_string(), value, expires: None });
    }
    let erased = changed.erased.iter().map(|id| Change::Erase { kind, id: id.to_string() });
    state.unsaved.extend(erased);
    let value = serde_json::to_vec(&state.queue.tally())?;
    state.unsaved.push(Change::Put { kind: Kind::Session, id: TALLY.to_owned(), value, expires: None });
    Ok(())
}
