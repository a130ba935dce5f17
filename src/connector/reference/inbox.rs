//! The order events taken in: each once, the newest state of each order kept, whatever their order.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

/// Most events remembered; older ones make room.
const KEPT: usize = 2_000;

/// What was done with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is news and was taken over.
    Accepted,
    /// It was delivered before.
    Duplicate,
    /// Something newer is known already.
    Older,
}

/// One order event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderEvent {
    /// What tells it from others; the same at every delivery.
    pub event_id: String,
    /// The order.
    pub order_id: String,
    /// When it occurred, seconds since the Unix epoch.
    pub occurred_at: i64,
    /// What was done with it.
    pub verdict: Verdict,
}

/// An order as it is known.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) occurred_at: i64,
    pub(super) order: Value,
    /// How often its state was replaced, for tests of duplicates.
    pub(super) changes: u64,
}

#[derive(Debug, Default)]
struct Kept {
    seen: HashSet<String>,
    events: VecDeque<OrderEvent>,
    orders: HashMap<String, Known>,
}

/// The events taken in.
#[derive(Debug)]
pub(super) struct Inbox {
    kept: Mutex<Kept>,
    count: watch::Sender<u64>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { kept: Mutex::default(), count: watch::Sender::new(0) }
    }
}

/// How an inbox deviates from what it should do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carelessness {
    /// Processes duplicates again.
    pub(super) duplicates: bool,
    /// Lets older events replace newer ones.
    pub(super) stale: bool,
}

impl Inbox {
    /// Takes a verified event in and says what was done with it.
    pub(super) fn take(
        &self,
        event_id: &str,
        occurred_at: i64,
        order: &Value,
        careless: Carelessness,
    ) -> Verdict {
        let order_id = order.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut kept = self.lock();
        let verdict = kept.judge(event_id, occurred_at, &order_id, careless);
        if verdict == Verdict::Accepted {
            kept.replace(&order_id, occurred_at, order.clone());
        }
        kept.remember(OrderEvent { event_id: event_id.to_owned(), order_id, occurred_at, verdict });
        verdict
    }

    /// Wakes whoever waits, once everything about an event was told.
    pub(super) fn announce(&self) {
        self.count.send_modify(|count| *count += 1);
    }

    /// Puts a state that was read in the place of what events said.
    pub(super) fn reconcile(&self, order_id: &str, order: Value) {
        let mut kept = self.lock();
        let occurred_at = kept.orders.get(order_id).map_or(0, |known| known.occurred_at);
        kept.replace(order_id, occurred_at, order);
        drop(kept);
        self.announce();
    }

    /// The events, oldest first.
    pub(super) fn events(&self) -> Vec<OrderEvent> {
        self.lock().events.iter().cloned().collect()
    }

    /// What is known of an order.
    pub(super) fn order(&self, order_id: &str) -> Option<Known> {
        self.lock().orders.get(order_id).cloned()
    }

    /// Waits until `find` finds what it looks for; it is asked at once and after each event.
    pub(super) async fn wait_for<T>(
        &self,
        patience: Duration,
        find: impl Fn(&Self) -> Option<T>,
    ) -> Option<T> {
        let mut count = self.count.subscribe();
        let search = async {
            loop {
                count.borrow_and_update();
                if let Some(found) = find(self) {
                    return Some(found);
                }
                count.changed().await.ok()?;
            }
        };
        tokio::time::timeout(patience, search).await.ok().flatten()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn judge(&self, event_id: &str, occurred_at: i64, order_id: &str, careless: Carelessness) -> Verdict {
        if self.seen.contains(event_id) && !careless.duplicates {
            return Verdict::Duplicate;
        }
        let newer_known = self.orders.get(order_id).is_some_and(|known| known.occurred_at > occurred_at);
        if newer_known && !careless.stale { Verdict::Older } else { Verdict::Accepted }
    }

    fn replace(&mut self, order_id: &str, occurred_at: i64, order: Value) {
        let changes = self.orders.get(order_id).map_or(0, |known| known.changes) + 1;
        self.orders.insert(order_id.to_owned(), Known { occurred_at, order, changes });
    }

    fn remember(&mut self, event: OrderEvent) {
        self.seen.insert(event.event_id.clone());
        self.events.push_back(event);
        if self.events.len() > KEPT
            && let Some(oldest) = self.events.pop_front()
        {
            if !self.events.iter().any(|event| event.event_id == oldest.event_id) {
                self.seen.remove(&oldest.event_id);
            }
            if !self.events.iter().any(|event| event.order_id == oldest.order_id) {
                self.orders.remove(&oldest.order_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn take(inbox: &Inbox, event: &str, at: i64, state: &str, careless: Carelessness) -> Verdict {
        inbox.take(event, at, &json!({"id": "o1", "state": state}), careless)
    }

    #[test]
    fn an_event_counts_once_and_the_newest_state_stays() {
        let (inbox, right) = (Inbox::default(), Carelessness::default());
        assert_eq!(take(&inbox, "e2", 20, "shipped", right), Verdict::Accepted);
        assert_eq!(take(&inbox, "e1", 10, "placed", right), Verdict::Older);
        assert_eq!(take(&inbox, "e2", 20, "shipped", right), Verdict::Duplicate);
        assert_eq!(take(&inbox, "e1", 10, "placed", right), Verdict::Duplicate);
        let known = inbox.order("o1").expect("known");
        assert_eq!((known.changes, &known.order["state"]), (1, &json!("shipped")));
    }

    #[test]
    fn carelessness_shows() {
        let inbox = Inbox::default();
        let duplicates = Carelessness { duplicates: true, stale: false };
        take(&inbox, "e1", 10, "placed", duplicates);
        take(&inbox, "e1", 10, "placed", duplicates);
        assert_eq!(inbox.order("o1").expect("known").changes, 2);
        let stale = Carelessness { duplicates: false, stale: true };
        assert_eq!(take(&inbox, "e0", 5, "created", stale), Verdict::Accepted);
        assert_eq!(inbox.order("o1").expect("known").order["state"], "created");
    }

    #[test]
    fn what_was_read_replaces_what_events_said() {
        let inbox = Inbox::default();
        take(&inbox, "e2", 20, "shipped", Carelessness::default());
        inbox.reconcile("o1", json!({"id": "o1", "state": "delivered"}));
        assert_eq!(inbox.order("o1").expect("known").order["state"], "delivered");
    }

    #[test]
    fn memory_is_bounded() {
        let inbox = Inbox::default();
        for number in 0..=KEPT {
            inbox.take(
                &format!("e{number}"),
                1,
                &json!({"id": format!("o{number}")}),
                Carelessness::default(),
            );
        }
        assert_eq!(inbox.events().len(), KEPT);
        assert!(inbox.order("o0").is_none());
    }

    #[tokio::test]
    async fn waiting_ends_with_what_is_waited_for_or_without() {
        let inbox = Inbox::default();
        let found = |inbox: &Inbox| inbox.order("o1");
        assert!(inbox.wait_for(Duration::from_millis(1), found).await.is_none());
        let (got, ()) = futures::join!(inbox.wait_for(Duration::from_secs(5), found), async {
            take(&inbox, "e1", 1, "placed", Carelessness::default());
            inbox.announce();
        });
        assert!(got.is_some());
    }
}
