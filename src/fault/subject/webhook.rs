//! A webhook: before it is queued, on its way, and its receiver's answer.

use super::{Act, Subject};
use crate::fault::params::Params;
use serde_json::Value;
use std::time::Duration;

/// A webhook before it is queued.
#[derive(Clone, Debug, PartialEq)]
pub struct Push {
    /// The order's full state.
    pub body: Value,
    /// How many are queued; 0 queues none.
    pub copies: u32,
    /// Whether the copies share one `Webhook-Id`.
    pub same_id: bool,
    /// Not before so long, by the session's clock.
    pub delay: Duration,
    /// Whether it may overtake and be overtaken by others of its order.
    pub out_of_order: bool,
}

/// A signed webhook on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Attempts made before this one.
    pub attempts: u32,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
    /// Wait before it leaves.
    pub delay: Duration,
}

/// A receiver's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Attempts made, this one included.
    pub attempts: u32,
    /// Whether the webhook counts as received.
    pub acknowledged: bool,
}

impl Subject for Push {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        if let Act::Enqueue(edit) = act { Some(edit(self, params)) } else { None }
    }
}

impl Subject for Parcel {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        if let Act::Deliver(edit) = act { Some(edit(self, params)) } else { None }
    }
}

impl Subject for Receipt {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        if let Act::Receive(edit) = act { Some(edit(self, params)) } else { None }
    }
}
