//! What a scenario remembers: answers, identifiers by name, JSON values by name.

use super::{AssayWorld, Sent};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::transport::view::View;
use serde_json::Value;

impl AssayWorld {
    /// The last answer.
    ///
    /// # Errors
    /// When nothing was sent yet.
    pub fn last(&self) -> StepResult<&View> {
        self.answers.last().ok_or_else(|| Interrupt::Harness("nothing was sent yet".to_owned()))
    }

    /// The answer before the last.
    ///
    /// # Errors
    /// When fewer than two requests were sent.
    pub fn previous(&self) -> StepResult<&View> {
        let index = self.answers.len().checked_sub(2);
        index
            .and_then(|index| self.answers.get(index))
            .ok_or_else(|| Interrupt::Harness("fewer than two requests were sent".to_owned()))
    }

    /// Every answer of the scenario, oldest first.
    pub fn answers(&self) -> &[View] {
        &self.answers
    }

    /// The last request, to send it again as it was or with a change.
    ///
    /// # Errors
    /// When nothing was sent yet.
    pub fn last_sent(&self) -> StepResult<&Sent> {
        self.sent.as_ref().ok_or_else(|| Interrupt::Harness("nothing was sent yet".to_owned()))
    }

    /// Gives a name to an identifier (`checkout`, `order`, `first checkout` …).
    pub fn remember(&mut self, name: &str, id: impl Into<String>) {
        self.names.insert(name.to_owned(), id.into());
    }

    /// The identifier of that name.
    ///
    /// # Errors
    /// When no step gave that name: the scenario is wrong.
    pub fn recall(&self, name: &str) -> StepResult<String> {
        self.names.get(name).cloned().ok_or_else(|| Interrupt::Harness(format!("no step named `{name}`")))
    }

    /// Keeps a JSON value (a request body, a snapshot) under a name.
    pub fn keep(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// The JSON value kept under a name.
    ///
    /// # Errors
    /// When no step kept it: the scenario is wrong.
    pub fn kept(&self, name: &str) -> StepResult<&Value> {
        self.values.get(name).ok_or_else(|| Interrupt::Harness(format!("no step kept `{name}`")))
    }
}
