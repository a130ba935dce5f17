//! What the engine answers and what it changed.

use std::sync::Arc;

use super::view::{CheckoutSnapshot, OrderView};
use crate::clock::Instant;
use crate::protocol::message::Message;

/// Result of one command.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the caller is told.
    pub reply: Reply,
    /// Records to persist, in the same transaction as the reply.
    pub changed: Changes,
    /// Order snapshots to push to the platform that owns the order.
    pub events: Vec<OrderEvent>,
    /// Whether a checkout was created by this command.
    pub created: bool,
}

impl Outcome {
    /// An answer that changed nothing.
    #[must_use]
    pub fn unchanged(reply: Reply) -> Self {
        Self { reply, changed: Changes::default(), events: Vec::new(), created: false }
    }
}

/// What the caller is told.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A checkout, possibly with messages that refuse what was asked.
    Checkout(Arc<CheckoutSnapshot>),
    /// An order.
    Order(Arc<OrderView>),
    /// There is no resource to show.
    Failure(Failure),
    /// Nothing to show; business-side sweeps.
    Done,
}

/// A refusal without a resource; `messages` is never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub messages: Vec<Message>,
    /// Where the buyer can go on.
    pub continue_url: Option<Arc<str>>,
}

/// Keys of the records a command wrote or dropped. Read the records from the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Checkouts written.
    pub checkouts: Vec<Arc<str>>,
    /// Orders written.
    pub orders: Vec<Arc<str>>,
    /// Products whose stock changed.
    pub stock: Vec<Arc<str>>,
    /// Customers (e-mail) whose addresses or redemptions changed.
    pub customers: Vec<Arc<str>>,
    /// Checkouts dropped to stay within bounds.
    pub evicted_checkouts: Vec<Arc<str>>,
    /// Orders dropped to stay within bounds.
    pub evicted_orders: Vec<Arc<str>>,
    /// Customers (e-mail) dropped to stay within bounds.
    pub evicted_customers: Vec<Arc<str>>,
}

impl Changes {
    /// Whether there is nothing to persist.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An order to push.
#[derive(Clone, Debug)]
pub struct OrderEvent {
    /// Why it is pushed.
    pub kind: OrderEventKind,
    /// When it happened.
    pub occurred_at: Instant,
    /// Profile URL of the platform that owns the order.
    pub owner: Arc<str>,
    /// Where that platform wanted to hear of it when the checkout was opened or replaced.
    pub webhook_url: Option<Arc<str>>,
    /// The whole order at that moment.
    pub order: Arc<OrderView>,
}

/// Why an order is pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderEventKind {
    /// It was placed.
    Created,
    /// Something about it changed.
    Updated,
}
