//! Order webhooks: staged with the change that caused them, delivered until acknowledged.
//!
//! At least once, in order per order, signed anew at each attempt, under one `Webhook-Id` for all
//! attempts. A delivery that is given up stays counted as a dead letter.

mod delivery;
mod queue;
mod retry;

pub use delivery::{Delivery, OrderEvent, Progress, Tally};
pub use queue::{Attempt, Changed, Limits, Queue};
pub use retry::RetryPolicy;
