//! What is to be delivered, in which order, to whom: pure, told the time.
//!
//! Each order is a lane: only its head may be under way. Each receiver (origin) has a limit of
//! deliveries under way, so that a slow one holds up nobody but itself.

mod dead;
mod steer;

pub use steer::{Redelivery, ReorderError, Standing};

use crate::clock::Instant;
use crate::seed::Seed;
use crate::simulator::webhook::retry::RetryPolicy;
use crate::simulator::webhook::{Delivery, Progress, Tally};
use dead::DeadLetters;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;
use steer::Held;

/// Limits of one session's outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Deliveries waiting or under way; beyond it the oldest waiting one becomes a dead letter.
    pub pending: usize,
    /// Dead letters kept in full; beyond it the oldest is only counted.
    pub dead_letters: usize,
    /// Deliveries under way to one receiver at once.
    pub per_receiver: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pending: 4096, dead_letters: 256, per_receiver: 8 }
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Any 2xx.
    Acknowledged,
    /// Anything else.
    Failed {
        /// What happened, for the journal and the dead letter.
        reason: String,
        /// What the receiver asked for.
        retry_after: Option<Duration>,
    },
}

/// What became of stored deliveries: the rows to write and to erase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Deliveries to write again.
    pub kept: Vec<Delivery>,
    /// Deliveries to erase.
    pub erased: Vec<uuid::Uuid>,
}

/// The outbox of one session.
#[derive(Debug)]
pub struct Queue {
    limits: Limits,
    policy: RetryPolicy,
    seed: Seed,
    lanes: HashMap<String, VecDeque<Delivery>>,
    receivers: HashMap<String, Receiver>,
    /// Everything not under way, by sequence: whom to give up when there are too many.
    by_age: BTreeMap<u64, String>,
    dead: DeadLetters,
    /// Acknowledged last, to be sent once more when somebody asks.
    delivered: VecDeque<Delivery>,
    held: Held,
    tally: Tally,
    next_sequence: u64,
}

/// One origin that webhooks go to.
#[derive(Debug, Default)]
struct Receiver {
    under_way: usize,
    /// Heads of lanes that wait, soonest first.
    waiting: BTreeSet<(Instant, u64)>,
}

impl Queue {
    /// An empty outbox.
    #[must_use]
    pub fn new(limits: Limits, policy: RetryPolicy, seed: Seed) -> Self {
        let dead = DeadLetters::new(limits.dead_letters);
        Self {
            limits,
            policy,
            seed,
            lanes: HashMap::new(),
            receivers: HashMap::new(),
            by_age: BTreeMap::new(),
            dead,
            delivered: VecDeque::new(),
            held: Held::default(),
            tally: Tally::default(),
            next_sequence: 0,
        }
    }

    /// The next sequence number; taken even if what it is for never arrives.
    pub fn take_sequence(&mut self) -> u64 {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        sequence
    }

    /// Takes back what was stored: deliveries (in any order) and the tally.
    pub fn restore(&mut self, mut deliveries: Vec<Delivery>, tally: Tally) -> Changed {
        let mut changed = Changed::default();
        deliveries.sort_by_key(|delivery| delivery.sequence);
        self.tally = Tally { pending: 0, ..tally };
        for delivery in deliveries {
            self.next_sequence = self.next_sequence.max(delivery.sequence.saturating_add(1));
            match delivery.progress {
                Progress::Due(_) => self.push(delivery, &mut changed),
                Progress::Dead(_) => changed.erased.extend(self.dead.push(delivery)),
            }
        }
        changed
    }

    /// Adds a delivery; with too many, the oldest that waits is given up.
    pub fn push(&mut self, delivery: Delivery, changed: &mut Changed) {
        if self.tally.pending >= self.limits.pending {
            self.give_up_oldest(changed);
        }
        self.tally.pending += 1;
        let order = delivery.order_id.clone();
        self.by_age.insert(delivery.sequence, order.clone());
        let lane = self.lanes.entry(order.clone()).or_default();
        lane.push_back(delivery);
        if lane.len() == 1 {
            self.expose(&order);
        }
    }

    /// Takes what is due, at most `room`, within each receiver's limit. Each one taken must be
    /// settled.
    pub fn take_due(&mut self, now: Instant, room: usize) -> Vec<Delivery> {
        let mut due = Vec::new();
        for receiver in self.receivers.values_mut() {
            while due.len() < room
                && receiver.under_way < self.limits.per_receiver
                && receiver.waiting.first().is_some_and(|(at, _)| *at <= now)
            {
                let Some((_, sequence)) = receiver.waiting.pop_first() else { break };
                let order = self.by_age.remove(&sequence);
                let head = order.and_then(|order| self.lanes.get(&order)?.front().cloned());
                receiver.under_way += usize::from(head.is_some());
                due.extend(head);
            }
        }
        due.sort_by_key(|delivery| delivery.sequence);
        due
    }

    /// When something falls due for a receiver that has room.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        let open = self.receivers.values().filter(|receiver| receiver.under_way < self.limits.per_receiver);
        open.filter_map(|receiver| receiver.waiting.first().map(|(at, _)| *at)).min()
    }

    /// Records how the attempt on an order's head ended.
    pub fn settle(&mut self, order_id: &str, attempt: Attempt, now: Instant) -> Changed {
        let mut changed = Changed::default();
        let Some(mut delivery) = self.lanes.get_mut(order_id).and_then(VecDeque::pop_front) else {
            return changed;
        };
        self.leave_receiver(&delivery.webhook_url);
        delivery.attempts = delivery.attempts.saturating_add(1);
        match attempt {
            Attempt::Acknowledged => {
                self.tally.pending -= 1;
                self.tally.delivered += 1;
                changed.erased.push(delivery.id);
                self.keep_delivered(delivery);
            }
            Attempt::Failed { reason, .. } if self.policy.exhausted(delivery.attempts) => {
                self.bury(delivery, reason, &mut changed);
            }
            Attempt::Failed { retry_after, .. } => {
                delivery.progress = Progress::Due(self.next_attempt(&delivery, retry_after, now));
                changed.kept.push(delivery.clone());
                self.by_age.insert(delivery.sequence, order_id.to_owned());
                self.lanes.entry(order_id.to_owned()).or_default().push_front(delivery);
            }
        }
        self.expose(order_id);
        changed
    }

    /// Forgets dead letters whose event is older than `age`; they stay counted.
    pub fn expire_dead(&mut self, now: Instant, age: Duration) -> Changed {
        Changed { kept: Vec::new(), erased: self.dead.expire(now, age) }
    }

    /// How many there are and were.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Dead letters still kept in full, oldest first.
    pub fn dead_letters(&self) -> impl Iterator<Item = &Delivery> {
        self.dead.iter()
    }

    /// Deliveries waiting or under way, in no particular order.
    pub fn pending(&self) -> impl Iterator<Item = &Delivery> {
        self.lanes.values().flatten()
    }

    fn next_attempt(&self, delivery: &Delivery, retry_after: Option<Duration>, now: Instant) -> Instant {
        let labels =
            [delivery.order_id.as_str(), &delivery.sequence.to_string(), &delivery.attempts.to_string()];
        self.policy.next(now, delivery.attempts, retry_after, &self.seed, &labels)
    }

    /// Makes the head of a lane visible to its receiver, or removes the empty lane.
    fn expose(&mut self, order_id: &str) {
        let Some(head) = self.lanes.get(order_id).and_then(VecDeque::front) else {
            self.lanes.remove(order_id);
            return;
        };
        if self.held.holds(order_id) {
            return;
        }
        let Progress::Due(at) = head.progress else { return };
        let receiver = self.receivers.entry(origin(&head.webhook_url)).or_default();
        receiver.waiting.insert((at, head.sequence));
    }

    fn leave_receiver(&mut self, webhook_url: &str) {
        let origin = origin(webhook_url);
        if let Some(receiver) = self.receivers.get_mut(&origin) {
            receiver.under_way = receiver.under_way.saturating_sub(1);
            self.forget_idle(&origin);
        }
    }

    fn forget_idle(&mut self, origin: &str) {
        let idle = |receiver: &Receiver| receiver.under_way == 0 && receiver.waiting.is_empty();
        if self.receivers.get(origin).is_some_and(idle) {
            self.receivers.remove(origin);
        }
    }

    fn bury(&mut self, mut delivery: Delivery, reason: String, changed: &mut Changed) {
        self.tally.pending -= 1;
        self.tally.dead += 1;
        delivery.progress = Progress::Dead(reason);
        changed.kept.push(delivery.clone());
        changed.erased.extend(self.dead.push(delivery));
    }

    /// Gives up the oldest that is not under way: the head of its lane, or right behind a head
    /// that is under way.
    fn give_up_oldest(&mut self, changed: &mut Changed) {
        let Some((sequence, order)) = self.by_age.pop_first() else { return };
        let Some(lane) = self.lanes.get_mut(&order) else { return };
        let place = lane.iter().position(|delivery| delivery.sequence == sequence);
        let Some((place, delivery)) = place.and_then(|place| Some((place, lane.remove(place)?))) else {
            return;
        };
        if place == 0 {
            self.hide(&delivery);
            self.expose(&order);
        }
        self.bury(delivery, "the outbox was full".to_owned(), changed);
    }

    /// Takes a waiting head out of its receiver's sight.
    fn hide(&mut self, delivery: &Delivery) {
        let origin = origin(&delivery.webhook_url);
        if let (Some(receiver), Progress::Due(at)) = (self.receivers.get_mut(&origin), &delivery.progress) {
            receiver.waiting.remove(&(*at, delivery.sequence));
            self.forget_idle(&origin);
        }
    }
}

/// Scheme, host and port of a webhook URL; the whole text when it is none.
fn origin(webhook_url: &str) -> String {
    url::Url::parse(webhook_url)
        .map_or_else(|_| webhook_url.to_owned(), |url| url.origin().ascii_serialization())
}
