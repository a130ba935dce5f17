//! One thing a connector was asked for, what it told, and which part of the journal that was.

use crate::connector::{Action, Outcome};

/// One action with what came of it.
#[derive(Clone, Debug)]
pub struct Act {
    /// What was asked.
    pub action: Action,
    /// What the connector told.
    pub outcome: Outcome,
    /// Exchanges recorded before.
    pub from: u64,
    /// Exchanges recorded once the wire was quiet again.
    pub to: u64,
}

impl Act {
    /// Whether an exchange, by its number, belongs to it.
    #[must_use]
    pub const fn holds(&self, number: u64) -> bool {
        number > self.from && number <= self.to
    }
}
