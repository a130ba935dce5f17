//! Work on one request, before its answer.

use super::{Act, Subject};
use crate::fault::params::Params;
use crate::fault::stage::Stage;
use crate::fault::subject::Step;
use serde_json::Value;
use std::time::Duration;

/// An answer in the merchant's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A code of the contract's table; its status follows.
    pub code: &'static str,
    /// For people.
    pub content: String,
    /// Value of `Retry-After` in seconds.
    pub retry_after: Option<u64>,
}

/// How repetitions are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Idempotency {
    /// As the protocol wants it.
    #[default]
    Kept,
    /// Every request is executed, keys or not.
    Ignored,
    /// All records are gone before this request.
    Lost,
    /// Records are this much older than they are.
    Aged(Duration),
    /// Another body under a known key gets the first answer.
    AnyBody,
    /// Keys of all platforms are one.
    Shared,
    /// An identical repetition is a conflict.
    ConflictAlways,
    /// A request without a key is served.
    KeyOptional,
    /// Storage that cannot be used is overlooked.
    StorageOverlooked,
}

/// What happens to stock before the merchant decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockMove {
    /// Pieces left of each product of the checkout concerned.
    pub left: u64,
}

/// What happens to the session's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockMove {
    /// It jumps ahead.
    Ahead(Duration),
    /// It stands still.
    Freeze,
}

/// How one request is worked on.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes, each on its own")]
pub struct Handling {
    /// The stage asked about.
    pub stage: Option<Stage>,
    /// Whether the request changes something.
    pub mutates: bool,
    /// The parsed body, at `decide`.
    pub document: Option<Value>,
    /// Answer this instead.
    pub refuse: Option<Refusal>,
    /// End the connection like this instead of answering.
    pub cut: Option<Vec<Step>>,
    /// Refusals with these codes are overlooked.
    pub forgive: Vec<&'static str>,
    /// How repetitions are treated.
    pub idempotency: Idempotency,
    /// Wait first.
    pub delay: Duration,
    /// Stock to change first.
    pub stock: Option<StockMove>,
    /// What to do to the clock.
    pub clock: Option<ClockMove>,
    /// The clock of this request, and of what is signed for it, is off by so many milliseconds.
    pub skew_millis: i64,
    /// Charge a completed checkout a second time.
    pub charge_again: bool,
    /// Publish a new signing key and sign with it from now on.
    pub rotate_key: bool,
    /// Forget what is known of the platform first.
    pub forget_profile: bool,
    /// Take the checkout's webhooks out first, waiting so long at most.
    pub webhooks_first: Duration,
}

impl Subject for Handling {
    fn apply(&mut self, act: &Act, params: &Params) -> Option<bool> {
        let Act::Handle(stage, edit) = act else { return None };
        (self.stage == Some(*stage)).then(|| edit(self, params))
    }
}
