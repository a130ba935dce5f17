//! The outbox of one session: the queue, its rows in the store, and the worker that empties it.

use crate::simulator::store::{Commit, Kind, Snapshot, StoreError};
use crate::simulator::webhook::courier::Wiring;
use crate::simulator::webhook::ledger::Ledger;
use crate::simulator::webhook::{
    Changed, Delivery, Limits, OrderEvent, Posting, Progress, Queue, Redelivery, ReorderError, RetryPolicy,
    Standing, Tally, worker,
};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

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

    /// The same beside the number of deliveries found waiting, both of one moment: looked up one after the other
    /// they may differ, for one may arrive in between.
    pub fn account(&self) -> (Tally, usize) {
        self.ledger.account()
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

    /// Every delivery that is still kept, in the order they were staged, with where it stands.
    pub fn standings(&self) -> Vec<(Delivery, Standing)> {
        self.ledger.standings()
    }

    /// Holds back the deliveries of an order, or all, until they are released.
    pub fn hold(&self, order_id: Option<&str>) {
        self.ledger.change(|queue| {
            queue.hold(order_id);
            Changed::default()
        });
    }

    /// Lets go what was held back: an order, or all.
    pub fn release(&self, order_id: Option<&str>) {
        self.ledger.change(|queue| {
            queue.release(order_id);
            Changed::default()
        });
    }

    /// Makes a delivery due now, whether it waits, was given up or was acknowledged.
    pub fn redeliver(&self, id: Uuid) -> Redelivery {
        self.ledger.redeliver(id)
    }

    /// Puts held deliveries into another order.
    ///
    /// # Errors
    /// When one of them does not wait, is not held, or is named twice; nothing changes then.
    pub fn reorder(&self, ids: &[Uuid]) -> Result<(), ReorderError> {
        self.ledger.reorder(ids)
    }

    /// What a durable store would keep of the outbox, as rows of a commit.
    ///
    /// # Errors
    /// When a delivery cannot be written as JSON.
    pub fn export(&self, commit: &mut Commit) -> Result<(), StoreError> {
        for delivery in self.pending().iter().chain(&self.dead_letters()) {
            commit.put(Kind::Webhook, &delivery.id.to_string(), delivery)?;
        }
        commit.put(Kind::Session, TALLY, &self.tally()).map(drop)
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
