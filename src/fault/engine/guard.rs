//! Arming for as long as a value lives.

use super::Engine;
use crate::fault::rule::RuleId;

/// Keeps a rule armed; dropping it disarms the rule.
#[derive(Debug)]
#[must_use = "dropping the guard disarms the rule"]
pub struct Guard {
    engine: Engine,
    id: RuleId,
}

impl Guard {
    pub(super) fn new(engine: Engine, id: RuleId) -> Self {
        Self { engine, id }
    }

    /// The rule's name.
    #[must_use]
    pub fn id(&self) -> &RuleId {
        &self.id
    }

    /// How many times the rule fired.
    #[must_use]
    pub fn fired(&self) -> u64 {
        self.engine.list().iter().find(|rule| rule.id == self.id).map_or(0, |rule| rule.fired)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.engine.disarm(&self.id));
    }
}
