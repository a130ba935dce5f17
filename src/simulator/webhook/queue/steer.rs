//! Deliveries under somebody's hand: held back, let go, put into another order, sent once more.

use super::Queue;
use crate::clock::Instant;
use crate::simulator::webhook::{Changed, Delivery, Progress};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Acknowledged deliveries kept in full, to be sent once more.
const KEPT: usize = 64;

/// What is held back.
#[derive(Debug, Default)]
pub(super) struct Held {
    everything: bool,
    orders: BTreeSet<String>,
}

impl Held {
    pub(super) fn holds(&self, order_id: &str) -> bool {
        self.everything || self.orders.contains(order_id)
    }
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Waits for its time, or for one of the same order before it.
    Waiting,
    /// Held back until released.
    Held,
    /// Being attempted.
    UnderWay,
    /// Given up.
    Dead,
    /// Acknowledged.
    Delivered,
}

/// What asking for one more delivery came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redelivery {
    /// It is due now.
    Due,
    /// It is being attempted at this moment.
    UnderWay,
    /// There is none of that identifier, or it is no longer kept.
    Unknown,
}

/// Why deliveries cannot be put into another order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReorderError {
    /// Not waiting.
    #[error("webhook {0} is not waiting (it may be delivered, given up, under way or unknown)")]
    NotWaiting(Uuid),
    /// It could leave at any moment.
    #[error("webhook {0} is not held; hold its order first, so that it does not leave meanwhile")]
    NotHeld(Uuid),
    /// Named more than once.
    #[error("webhook {0} is named twice")]
    Twice(Uuid),
}

impl Queue {
    /// Holds back the deliveries of an order, or all: those under way end, no other begins.
    pub fn hold(&mut self, order_id: Option<&str>) {
        let affected = self.lanes_of(order_id);
        for order in &affected {
            if let Some(head) = self.waiting_head(order) {
                self.hide(&head);
            }
        }
        match order_id {
            None => self.held.everything = true,
            Some(order) => drop(self.held.orders.insert(order.to_owned())),
        }
    }

    /// Lets go what was held: an order, or all. An order stays while everything is held.
    pub fn release(&mut self, order_id: Option<&str>) {
        match order_id {
            None => self.held = Held::default(),
            Some(order) => drop(self.held.orders.remove(order)),
        }
        for order in self.lanes_of(order_id) {
            if self.waiting_head(&order).is_some() {
                self.expose(&order);
            }
        }
    }

    /// Makes a delivery due now, whether it waits, was given up or was acknowledged; the latter two begin
    /// anew behind what waits of their order.
    pub fn redeliver(&mut self, id: Uuid, now: Instant) -> (Redelivery, Changed) {
        let mut changed = Changed::default();
        if let Some((order, place)) = self.find(id) {
            return (self.hasten(&order, place, now, &mut changed), changed);
        }
        let dead = self.dead.take(id);
        self.tally.dead -= u64::from(dead.is_some());
        let Some(again) = dead.or_else(|| self.take_delivered(id)) else {
            return (Redelivery::Unknown, changed);
        };
        let sequence = self.take_sequence();
        let again = Delivery { sequence, attempts: 0, progress: Progress::Due(now), ..again };
        changed.kept.push(again.clone());
        self.push(again, &mut changed);
        (Redelivery::Due, changed)
    }

    /// Puts held deliveries into the order given: each takes the place in the outbox that one of the others
    /// had. Deliveries of one order leave in that order; those of different orders may overtake each other.
    ///
    /// # Errors
    /// When one of them does not wait, is not held, or is named twice; nothing changes then.
    pub fn reorder(&mut self, ids: &[Uuid]) -> Result<Changed, ReorderError> {
        let mut named = BTreeSet::new();
        let mut sequences = Vec::with_capacity(ids.len());
        for id in ids {
            if !named.insert(*id) {
                return Err(ReorderError::Twice(*id));
            }
            sequences.push(self.reorderable(*id)?);
        }
        sequences.sort_unstable();
        let mut changed = Changed::default();
        let mut orders = BTreeSet::new();
        for id in ids {
            // Found a moment ago, under the same lock.
            if let Some((order, place)) = self.find(*id)
                && let Some(delivery) = self.lanes.get(&order).and_then(|lane| lane.get(place))
            {
                self.by_age.remove(&delivery.sequence);
                orders.insert(order);
            }
        }
        for (id, sequence) in ids.iter().zip(sequences) {
            self.resequence(*id, sequence, &mut changed);
        }
        for order in &orders {
            self.sort(order);
        }
        Ok(changed)
    }

    /// Every delivery that is still kept, in no particular order, with where it stands.
    pub fn standings(&self) -> impl Iterator<Item = (&Delivery, Standing)> {
        let pending = self.lanes.values().flatten().map(|delivery| (delivery, self.standing(delivery)));
        let dead = self.dead.iter().map(|delivery| (delivery, Standing::Dead));
        pending.chain(dead).chain(self.delivered.iter().map(|delivery| (delivery, Standing::Delivered)))
    }

    /// Keeps an acknowledged delivery for a while.
    pub(super) fn keep_delivered(&mut self, delivery: Delivery) {
        self.delivered.push_back(delivery);
        let excess = self.delivered.len().saturating_sub(KEPT);
        self.delivered.drain(..excess);
    }

    fn take_delivered(&mut self, id: Uuid) -> Option<Delivery> {
        let at = self.delivered.iter().position(|one| one.id == id)?;
        self.delivered.remove(at)
    }

    fn standing(&self, delivery: &Delivery) -> Standing {
        if !self.by_age.contains_key(&delivery.sequence) {
            Standing::UnderWay
        } else if self.held.holds(&delivery.order_id) {
            Standing::Held
        } else {
            Standing::Waiting
        }
    }

    fn lanes_of(&self, order_id: Option<&str>) -> Vec<String> {
        let named = |order: &&String| order_id.is_none_or(|wanted| wanted == order.as_str());
        self.lanes.keys().filter(named).cloned().collect()
    }

    /// The head of a lane, unless it is under way.
    fn waiting_head(&self, order_id: &str) -> Option<Delivery> {
        let head = self.lanes.get(order_id)?.front()?;
        self.by_age.contains_key(&head.sequence).then(|| head.clone())
    }

    /// Order and place of a delivery that waits or is under way.
    fn find(&self, id: Uuid) -> Option<(String, usize)> {
        self.lanes.iter().find_map(|(order, lane)| {
            lane.iter().position(|delivery| delivery.id == id).map(|place| (order.clone(), place))
        })
    }

    fn hasten(&mut self, order: &str, place: usize, now: Instant, changed: &mut Changed) -> Redelivery {
        let Some(delivery) = self.lanes.get(order).and_then(|lane| lane.get(place)).cloned() else {
            return Redelivery::Unknown;
        };
        if self.standing(&delivery) == Standing::UnderWay {
            return Redelivery::UnderWay;
        }
        if place == 0 {
            self.hide(&delivery);
        }
        if let Some(held) = self.lanes.get_mut(order).and_then(|lane| lane.get_mut(place)) {
            held.progress = Progress::Due(now);
            changed.kept.push(held.clone());
        }
        if place == 0 {
            self.expose(order);
        }
        Redelivery::Due
    }

    /// The sequence of a delivery that may be moved.
    fn reorderable(&self, id: Uuid) -> Result<u64, ReorderError> {
        let found = self.find(id).and_then(|(order, place)| self.lanes.get(&order)?.get(place));
        let delivery = found.ok_or(ReorderError::NotWaiting(id))?;
        match self.standing(delivery) {
            Standing::Held => Ok(delivery.sequence),
            Standing::Waiting => Err(ReorderError::NotHeld(id)),
            Standing::UnderWay | Standing::Dead | Standing::Delivered => Err(ReorderError::NotWaiting(id)),
        }
    }

    fn resequence(&mut self, id: Uuid, sequence: u64, changed: &mut Changed) {
        let Some((order, place)) = self.find(id) else { return };
        if let Some(delivery) = self.lanes.get_mut(&order).and_then(|lane| lane.get_mut(place)) {
            delivery.sequence = sequence;
            changed.kept.push(delivery.clone());
            self.by_age.insert(sequence, order);
        }
    }

    /// Sorts a lane behind its head, if that is under way.
    fn sort(&mut self, order_id: &str) {
        let fixed = usize::from(self.waiting_head(order_id).is_none());
        if let Some(lane) = self.lanes.get_mut(order_id)
            && let Some(movable) = lane.make_contiguous().get_mut(fixed..)
        {
            movable.sort_by_key(|delivery| delivery.sequence);
        }
    }
}
