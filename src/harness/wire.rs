//! The business's side of the wire, for scenarios in which somebody else shops: what came over it, what is to go
//! wrong on it, and when it has become quiet.

use crate::clock::Clock;
use crate::exchange::Exchange;
use crate::fault::{ArmedRule, Rule, RuleError, RuleId};
use futures::future::LocalBoxFuture;
use serde_json::Value;
use std::time::Duration;

/// What happened to money at a business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// Orders placed.
    pub orders: usize,
    /// Charges that succeeded.
    pub charges: usize,
}

/// A question about an exchange.
pub type Matching<'a> = &'a dyn Fn(&Exchange) -> bool;

/// One session of a business, seen from its own side.
pub trait Wire: Send + Sync {
    /// Exchanges recorded so far; they are numbered from 1.
    fn recorded(&self) -> u64;

    /// The exchanges after that number, oldest first, raw.
    fn after(&self, number: u64) -> Vec<(u64, Exchange)>;

    /// Arms a fault.
    ///
    /// # Errors
    /// What is wrong with the rule.
    fn arm(&self, rule: Rule) -> Result<RuleId, RuleError>;

    /// The faults armed, with what each did so far.
    fn armed(&self) -> Vec<ArmedRule>;

    /// Disarms every fault.
    fn disarm(&self);

    /// The business's clock.
    fn clock(&self) -> Clock;

    /// The business profile in force, as published.
    fn profile(&self) -> Value;

    /// What happened to money so far.
    fn books(&self) -> Books;

    /// Waits until nothing was recorded for so long. Whether that came about before `most` was over.
    fn quiet(&self, silence: Duration, most: Duration) -> LocalBoxFuture<'_, bool>;

    /// Waits until so many exchanges after a number match, at most so long. Whether they came.
    fn wait<'a>(
        &'a self,
        after: u64,
        count: usize,
        most: Duration,
        matching: Matching<'a>,
    ) -> LocalBoxFuture<'a, bool>;
}
