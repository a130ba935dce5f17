//! The outbox of one session: the queue, its rows in the store, and the worker that empties it.

use crate::simulator::store::{Commit, Kind, Snapshot, StoreError};
use crate::simulator::webhook::courier::Wiring;
use crate::simulator::webhook::ledger::Ledger;
use crate::simulator::webhook::{
    Delivery, Limits, OrderEvent, Posting, Progress, Queue, RetryPolicy, Tally, worker,
};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Identifier of the row (of kind [`Kind::Session`]) that keeps the tally.
pub(super) const TALLY: &str = "webhook-tally";

/// The outbox of one session. Dropping it stops deliveries at once; what is stored stays stored.
pub struct Outbox {
    ledger: Arc<Ledger>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("tally", &self.tally()).finish_non_exhaustive()
    }
}

impl Outbox {
    /// Opens an outbox with what was stored, and starts delivering. Needs a tokio runtime.
    ///
    /// # Errors
    /// When stored deliveries cannot be read.
    pub fn open(
        wiring: Wiring,
        limits: Limits,
        policy: RetryPolicy,
        stored: &Snapshot,
    ) -> Result<Self, StoreError> {
        let deliveries = stored.read::<Delivery>(Kind::Webhook)?.into_iter().map(|(_, delivery)| delivery);
        let tally = stored.one::<Tally>(Kind::Session, TALLY)?.unwrap_or_default();
        let mut queue = Queue::new(limits, policy, wiring.seed.clone());
        let changed = queue.restore(deliveries.collect(), tally);
        let ledger = Arc::new(Ledger::new(wiring, queue));
        ledger.change(|_| changed);
        let worker = Mutex::new(Some(worker::start(Arc::clone(&ledger))));
        Ok(Self { ledger, worker })
    }

    /// Adds the webhook of an event to the commit of the change that caused it. It leaves by itself
    /// once (and only if) the commit is written.
    ///
    /// # Errors
    /// When the delivery cannot be written as JSON.
    pub fn stage(&self, event: OrderEvent, commit: &mut Commit) -> Result<(), StoreError> {
        self.post(event, Posting::default(), commit)
    }

    /// The same, with what is out of the ordinary about it.
    ///
    /// # Errors
    /// As [`Outbox::stage`].
    pub fn post(&self, event: OrderEvent, posting: Posting, commit: &mut Commit) -> Result<(), StoreError> {
        let delivery = Delivery {
            id: posting.id.unwrap_or(event.id),
            sequence: self.ledger.take_sequence(),
            order_id: posting.lane.unwrap_or(event.order_id),
            webhook_url: event.webhook_url,
            occurred_at: event.occurred_at,
            body: event.body,
            attempts: 0,
            progress: Progress::Due(posting.due.unwrap_or(event.occurred_at)),
        };
        if self.ledger.is_durable() {
            commit.put(Kind::Webhook, &delivery.id.to_string(), &delivery)?;
        }
        let ledger = Arc::clone(&self.ledger);
        commit.after_write(move || ledger.release(delivery));
        Ok(())
    }

    /// How many deliveries there are and were.
    pub fn tally(&self) -> Tally {
        self.ledger.tally()
    }

    /// Follows the outbox: marked as changed with every delivery staged and every attempt ended.
    pub fn watch(&self) -> watch::Receiver<Tally> {
        self.ledger.watch()
    }

    /// Deliveries given up that are still kept in full, oldest first.
    pub fn dead_letters(&self) -> Vec<Delivery> {
        self.ledger.dead_letters()
    }

    /// Deliveries waiting or under way, in the order they were staged.
    pub fn pending(&self) -> Vec<Delivery> {
        self.ledger.pending()
    }

    /// Stops starting deliveries, lets those under way end within `grace`, and says what is left.
    pub async fn close(&self, grace: Duration) -> Tally {
        self.ledger.close();
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut worker) = worker
            && tokio::time::timeout(grace, &mut worker).await.is_err()
        {
            worker.abort();
        }
        self.tally()
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            worker.abort();
        }
    }
}
