//! One webhook on its way.

use crate::clock::Instant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// An order changed: what the platform is told, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderEvent {
    /// The event; it becomes the delivery's identifier.
    pub id: Uuid,
    /// The order; deliveries of one order keep their order.
    pub order_id: String,
    /// The platform's `webhook_url`, from the order capability's `config` in its profile.
    pub webhook_url: String,
    /// When the event occurred, by the session's clock (`Webhook-Timestamp`).
    pub occurred_at: Instant,
    /// The full order as JSON text.
    pub body: Arc<str>,
}

/// What is out of the ordinary about a webhook that is staged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posting {
    /// Its `Webhook-Id`; a fresh one when absent.
    pub id: Option<Uuid>,
    /// When it leaves; at once when absent.
    pub due: Option<Instant>,
    /// Those of one lane leave in order; the lane is the order when absent.
    pub lane: Option<String>,
}

/// A webhook on its way, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// `Webhook-Id`: the same for every attempt, so that a receiver can drop repetitions.
    pub id: Uuid,
    /// Position in the outbox; deliveries of one order leave in this order.
    pub sequence: u64,
    /// The order it tells about.
    pub order_id: String,
    /// Where it goes.
    pub webhook_url: String,
    /// When the event occurred.
    pub occurred_at: Instant,
    /// The full order as JSON text, byte for byte the same at each attempt.
    pub body: Arc<str>,
    /// Attempts made so far.
    pub attempts: u32,
    /// How far it is.
    pub progress: Progress,
}

/// How far a delivery is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// To be attempted at this time of the session's clock.
    Due(Instant),
    /// Given up, for this reason.
    Dead(String),
}

/// How many deliveries there are and were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Waiting or under way.
    pub pending: usize,
    /// Acknowledged.
    pub delivered: u64,
    /// Given up, kept in full or not.
    pub dead: u64,
}
