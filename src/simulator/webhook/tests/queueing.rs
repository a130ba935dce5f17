//! The queue alone: told the time, it never loses anything.

use crate::clock::Instant;
use crate::seed::Seed;
use crate::simulator::webhook::{Attempt, Changed, Delivery, Limits, Progress, Queue, RetryPolicy, Tally};
use proptest::prelude::*;
use std::collections::HashMap;
use std::time::Duration;

const LIMITS: Limits = Limits { pending: 12, dead_letters: 5, per_receiver: 2 };

fn queue(limits: Limits) -> Queue {
    let policy = RetryPolicy { first: Duration::from_secs(1), longest: Duration::from_secs(8), attempts: 3 };
    Queue::new(limits, policy, Seed::new(1))
}

fn delivery(queue: &mut Queue, order: u8, receiver: u8, now: Instant) -> Delivery {
    Delivery {
        id: uuid::Uuid::new_v4(),
        sequence: queue.take_sequence(),
        order_id: format!("order {order}"),
        webhook_url: format!("https://receiver{receiver}.example/hook"),
        occurred_at: now,
        body: "{}".into(),
        attempts: 0,
        progress: Progress::Due(now),
    }
}

fn failed(retry_after: Option<u64>) -> Attempt {
    Attempt::Failed { reason: "no".to_owned(), retry_after: retry_after.map(Duration::from_secs) }
}

#[derive(Clone, Debug)]
enum Step {
    Push { order: u8, receiver: u8 },
    Take,
    Settle { which: usize, acknowledged: bool },
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4_u8, 0..3_u8).prop_map(|(order, receiver)| Step::Push { order, receiver }),
        3 => Just(Step::Take),
        3 => (any::<usize>(), any::<bool>())
            .prop_map(|(which, acknowledged)| Step::Settle { which, acknowledged }),
        1 => (1..10_u64).prop_map(Step::Wait),
    ]
}

/// The rows a store would hold.
fn apply(rows: &mut HashMap<uuid::Uuid, Delivery>, changed: Changed) {
    rows.extend(changed.kept.into_iter().map(|delivery| (delivery.id, delivery)));
    for id in changed.erased {
        rows.remove(&id);
    }
}

fn check(queue: &Queue, rows: &HashMap<uuid::Uuid, Delivery>, pushed: usize, under_way: &[Delivery]) {
    let Tally { pending, delivered, dead } = queue.tally();
    assert_eq!(pending as u64 + delivered + dead, pushed as u64, "an event is unaccounted for");
    assert_eq!(queue.pending().count(), pending);
    assert!(pending <= LIMITS.pending);
    assert!(queue.dead_letters().count() <= LIMITS.dead_letters);
    assert_eq!(rows.len(), pending + queue.dead_letters().count(), "rows and queue differ");
    for delivery in under_way {
        let same_order = under_way.iter().filter(|other| other.order_id == delivery.order_id);
        assert_eq!(same_order.count(), 1, "two events of one order under way");
        let same_receiver = under_way.iter().filter(|other| other.webhook_url == delivery.webhook_url);
        assert!(same_receiver.count() <= LIMITS.per_receiver);
    }
}

proptest! {
    #[test]
    fn every_event_is_pending_delivered_or_dead(steps in prop::collection::vec(step(), 1..120)) {
        let mut queue = queue(LIMITS);
        let (mut now, mut pushed) = (Instant::from_millis(0), 0);
        let mut rows = HashMap::new();
        let mut under_way: Vec<Delivery> = Vec::new();
        let mut delivered: HashMap<String, u64> = HashMap::new();
        for step in steps {
            match step {
                Step::Push { order, receiver } => {
                    let delivery = delivery(&mut queue, order, receiver, now);
                    rows.insert(delivery.id, delivery.clone());
                    let mut changed = Changed::default();
                    queue.push(delivery, &mut changed);
                    pushed += 1;
                    apply(&mut rows, changed);
                }
                Step::Take => under_way.extend(queue.take_due(now, 8)),
                Step::Settle { which, acknowledged } => {
                    if under_way.is_empty() {
                        continue;
                    }
                    let settled = under_way.swap_remove(which % under_way.len());
                    let attempt = if acknowledged { Attempt::Acknowledged } else { failed(None) };
                    if acknowledged {
                        let last = delivered.insert(settled.order_id.clone(), settled.sequence);
                        prop_assert!(last.is_none_or(|last| last < settled.sequence), "out of order");
                    }
                    apply(&mut rows, queue.settle(&settled.order_id, attempt, now));
                }
                Step::Wait(seconds) => now = now.plus(Duration::from_secs(seconds)),
            }
            check(&queue, &rows, pushed, &under_way);
        }
    }

    #[test]
    fn a_restored_queue_is_the_queue_that_was(orders in prop::collection::vec((0..4_u8, 0..3_u8), 0..12)) {
        let now = Instant::from_millis(0);
        let mut before = queue(LIMITS);
        let mut stored = Vec::new();
        for (order, receiver) in orders {
            let delivery = delivery(&mut before, order, receiver, now);
            stored.push(delivery.clone());
            before.push(delivery, &mut Changed::default());
        }
        stored.reverse();
        let mut after = queue(LIMITS);
        let changed = after.restore(stored, before.tally());
        prop_assert_eq!(changed, Changed::default());
        prop_assert_eq!(after.tally(), before.tally());
        prop_assert_eq!(after.take_sequence(), before.take_sequence());
        prop_assert_eq!(after.take_due(now, 100), before.take_due(now, 100));
    }
}

#[test]
fn one_order_whose_receiver_hangs_stays_within_bounds_too() {
    let now = Instant::from_millis(0);
    let mut queue = queue(LIMITS);
    for _ in 0..100 {
        let delivery = delivery(&mut queue, 1, 1, now);
        queue.push(delivery, &mut Changed::default());
        queue.take_due(now, 1);
    }
    assert_eq!(queue.tally(), Tally { pending: 12, delivered: 0, dead: 88 });
    let sequences: Vec<u64> = queue.pending().map(|delivery| delivery.sequence).collect();
    assert_eq!(sequences[0], 0, "the one under way stays");
    assert_eq!(sequences[1..], (89..100).collect::<Vec<_>>()[..], "the newest stay");
}

#[test]
fn pauses_double_with_jitter_and_have_a_ceiling() {
    let policy = RetryPolicy::default();
    let now = Instant::from_millis(0);
    let pause = |made, label: &str| policy.next(now, made, None, &Seed::new(3), &[label]).since(now);
    for (made, full) in [(1, 2), (2, 4), (3, 8), (11, 2048), (12, 3600), (60, 3600)] {
        let full = Duration::from_secs(full);
        let pauses: Vec<_> = (0..50).map(|draw| pause(made, &draw.to_string())).collect();
        assert!(pauses.iter().all(|pause| *pause <= full && *pause >= full * 3 / 4), "{made}: {pauses:?}");
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "no jitter after {made} attempts");
        assert_eq!(pause(made, "same"), pause(made, "same"), "not reproducible");
    }
}
