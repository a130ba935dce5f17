//! Order webhooks: staged with the change that caused them, delivered until acknowledged.
//!
//! At least once, in order per order, signed anew at each attempt, under one `Webhook-Id` for all
//! attempts. A delivery that is given up stays counted as a dead letter.

mod courier;
mod delivery;
mod ledger;
mod message;
mod outbox;
mod queue;
mod retry;
mod worker;

#[cfg(test)]
mod tests;

pub use courier::{Courier, DeliveryJournal, KeySource, Wiring};
pub use delivery::{Delivery, OrderEvent, Posting, Progress, Tally};
pub use outbox::Outbox;
pub use queue::{Attempt, Changed, Limits, Queue, Redelivery, ReorderError, Standing};
pub use retry::RetryPolicy;
