//! The queue under somebody's hand: whatever is held, let go, reordered and repeated, nothing is lost, nothing
//! held leaves, and deliveries of one order leave in the order they were put into.

use crate::clock::Instant;
use crate::seed::Seed;
use crate::simulator::webhook::{
    Attempt, Changed, Delivery, Limits, Progress, Queue, Redelivery, ReorderError, RetryPolicy, Standing,
};
use proptest::prelude::*;
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

const NOW: Instant = Instant::from_millis(1_000_000);

fn queue() -> Queue {
    let policy = RetryPolicy { first: Duration::from_secs(1), longest: Duration::from_secs(8), attempts: 3 };
    Queue::new(Limits { pending: 100, dead_letters: 100, per_receiver: 2 }, policy, Seed::new(1))
}

fn push(queue: &mut Queue, order: &str) -> Uuid {
    let id = Uuid::new_v4();
    let delivery = Delivery {
        id,
        sequence: queue.take_sequence(),
        order_id: order.to_owned(),
        webhook_url: "https://receiver.example/hook".to_owned(),
        occurred_at: NOW,
        body: "{}".into(),
        attempts: 0,
        progress: Progress::Due(NOW),
    };
    queue.push(delivery, &mut Changed::default());
    id
}

fn standing(queue: &Queue, id: Uuid) -> Option<Standing> {
    queue.standings().find(|(delivery, _)| delivery.id == id).map(|(_, standing)| standing)
}

fn acknowledge_all(queue: &mut Queue, now: Instant) -> Vec<Uuid> {
    let mut left = Vec::new();
    loop {
        let due = queue.take_due(now, 100);
        if due.is_empty() {
            return left;
        }
        for delivery in due {
            left.push(delivery.id);
            queue.settle(&delivery.order_id, Attempt::Acknowledged, now);
        }
    }
}

#[test]
fn what_is_under_way_when_it_is_held_ends_and_the_next_stays() {
    let mut queue = queue();
    let (first, second) = (push(&mut queue, "a"), push(&mut queue, "a"));
    assert_eq!(queue.take_due(NOW, 1).len(), 1);
    queue.hold(Some("a"));
    assert_eq!(standing(&queue, first), Some(Standing::UnderWay));
    queue.release(Some("a"));
    assert!(queue.take_due(NOW, 9).is_empty(), "the second waits for the first");
    queue.hold(None);
    queue.settle("a", Attempt::Acknowledged, NOW);
    assert_eq!(standing(&queue, first), Some(Standing::Delivered));
    assert_eq!(standing(&queue, second), Some(Standing::Held));
    assert!(queue.take_due(NOW, 9).is_empty() && queue.next_due().is_none());
    queue.release(Some("a"));
    assert!(queue.take_due(NOW, 9).is_empty(), "everything is held still");
    queue.release(None);
    assert_eq!(acknowledge_all(&mut queue, NOW), [second]);
}

#[test]
fn only_held_deliveries_can_be_reordered_and_each_once() {
    let mut queue = queue();
    let (first, second) = (push(&mut queue, "a"), push(&mut queue, "a"));
    assert_eq!(queue.reorder(&[second, first]), Err(ReorderError::NotHeld(second)));
    queue.hold(None);
    assert_eq!(queue.reorder(&[second, second]), Err(ReorderError::Twice(second)));
    assert_eq!(queue.reorder(&[second, Uuid::nil()]), Err(ReorderError::NotWaiting(Uuid::nil())));
    assert!(queue.reorder(&[second, first]).is_ok());
    queue.release(None);
    assert_eq!(acknowledge_all(&mut queue, NOW), [second, first]);
}

#[test]
fn a_delivery_can_be_hastened_revived_and_repeated() {
    let mut queue = queue();
    let id = push(&mut queue, "a");
    assert_eq!(queue.redeliver(Uuid::nil(), NOW).0, Redelivery::Unknown);
    let failed = || Attempt::Failed { reason: "no".to_owned(), retry_after: None };
    for _ in 0..3 {
        assert_eq!(queue.take_due(NOW, 9).len(), 1);
        assert_eq!(queue.redeliver(id, NOW).0, Redelivery::UnderWay);
        queue.settle("a", failed(), NOW);
        assert!(queue.take_due(NOW, 9).is_empty(), "not before its time");
        assert_eq!(queue.redeliver(id, NOW).0, Redelivery::Due);
        if standing(&queue, id) == Some(Standing::Dead) {
            break;
        }
    }
    assert_eq!(acknowledge_all(&mut queue, NOW), [id]);
    assert_eq!((queue.tally().dead, queue.tally().delivered), (0, 1));
    assert_eq!(queue.redeliver(id, NOW).0, Redelivery::Due);
    assert_eq!(acknowledge_all(&mut queue, NOW), [id]);
    assert_eq!(queue.tally().delivered, 2);
}

#[derive(Clone, Debug)]
enum Step {
    Push(u8),
    Take,
    Settle(usize, bool),
    Hold(Option<u8>),
    Release(Option<u8>),
    Redeliver(usize),
    Reorder(Vec<usize>),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_u8).prop_map(Step::Push),
        3 => Just(Step::Take),
        3 => (any::<usize>(), any::<bool>()).prop_map(|(which, yes)| Step::Settle(which, yes)),
        2 => prop::option::of(0..3_u8).prop_map(Step::Hold),
        2 => prop::option::of(0..3_u8).prop_map(Step::Release),
        1 => any::<usize>().prop_map(Step::Redeliver),
        2 => prop::collection::vec(any::<usize>(), 2..5).prop_map(Step::Reorder),
        1 => (1..10_u64).prop_map(Step::Wait),
    ]
}

/// The queue and what it was told.
struct Model {
    queue: Queue,
    now: Instant,
    all: Vec<Uuid>,
    under_way: Vec<Delivery>,
}

impl Model {
    fn pick(&self, which: usize) -> Option<Uuid> {
        (!self.all.is_empty()).then(|| self.all[which % self.all.len()])
    }

    fn take(&mut self, step: Step) {
        let order = |order: u8| format!("order {order}");
        match step {
            Step::Push(number) => {
                let id = push(&mut self.queue, &order(number));
                self.all.push(id);
            }
            Step::Take => {
                let held: HashMap<Uuid, Standing> =
                    self.queue.standings().map(|(delivery, standing)| (delivery.id, standing)).collect();
                for delivery in self.queue.take_due(self.now, 100) {
                    assert_eq!(held.get(&delivery.id), Some(&Standing::Waiting), "nothing held leaves");
                    self.under_way.push(delivery);
                }
            }
            Step::Settle(which, acknowledged) if !self.under_way.is_empty() => {
                let delivery = self.under_way.swap_remove(which % self.under_way.len());
                let failed = Attempt::Failed { reason: "no".to_owned(), retry_after: None };
                let attempt = if acknowledged { Attempt::Acknowledged } else { failed };
                self.queue.settle(&delivery.order_id, attempt, self.now);
            }
            Step::Settle(_, _) => {}
            Step::Hold(which) => self.queue.hold(which.map(order).as_deref()),
            Step::Release(which) => self.queue.release(which.map(order).as_deref()),
            Step::Redeliver(which) => {
                if let Some(id) = self.pick(which) {
                    self.queue.redeliver(id, self.now);
                }
            }
            Step::Reorder(which) => {
                let ids: Vec<Uuid> = which.into_iter().filter_map(|which| self.pick(which)).collect();
                drop(self.queue.reorder(&ids));
            }
            Step::Wait(seconds) => self.now = self.now.plus(Duration::from_secs(seconds)),
        }
    }

    /// Every delivery stands somewhere, once, and the tally agrees.
    fn check(&self) {
        let mut seen: HashMap<Uuid, Standing> = HashMap::new();
        for (delivery, standing) in self.queue.standings() {
            assert_eq!(seen.insert(delivery.id, standing), None, "it stands somewhere else already");
            let dead = matches!(delivery.progress, Progress::Dead(_));
            assert_eq!(dead, standing == Standing::Dead);
        }
        assert!(self.all.iter().all(|id| seen.contains_key(id)));
        let count = |wanted: Standing| seen.values().filter(|standing| **standing == wanted).count();
        let (dead, delivered) = (count(Standing::Dead), count(Standing::Delivered));
        let tally = self.queue.tally();
        assert_eq!((seen.len() - dead - delivered, dead as u64), (tally.pending, tally.dead));
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_held_leaves(steps in prop::collection::vec(step(), 0..60)) {
        let mut model = Model { queue: queue(), now: NOW, all: Vec::new(), under_way: Vec::new() };
        for step in steps {
            model.take(step);
            model.check();
        }
        for delivery in std::mem::take(&mut model.under_way) {
            model.queue.settle(&delivery.order_id, Attempt::Acknowledged, model.now);
        }
        model.queue.release(None);
        let later = model.now.plus(Duration::from_hours(1));
        acknowledge_all(&mut model.queue, later);
        model.check();
        prop_assert_eq!(model.queue.tally().pending, 0);
    }
}
