//! What is written down when a fault fires.

use super::rule::RuleId;
use super::stage::Stage;
use crate::clock::Instant;
use crate::protocol::operation::Operation;
use serde::Serialize;

/// One firing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firing {
    /// Counts the firings of the session, from 1.
    pub sequence: u64,
    /// The rule.
    pub rule: RuleId,
    /// Its fault.
    pub fault: &'static str,
    /// Where.
    pub stage: Stage,
    /// Which operation was spoilt, if it was one.
    pub operation: Option<Operation>,
    /// How manyth occasion of this rule and operation it was, from 1.
    pub ordinal: u64,
    /// When, by the session's clock.
    pub at: Instant,
    /// Identifier of the exchange in the session's journal, once it is recorded there.
    pub exchange: Option<String>,
}

/// A firing as it is shown to people and programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FiringView {
    /// See [`Firing::sequence`].
    pub sequence: u64,
    /// See [`Firing::rule`].
    pub rule: String,
    /// See [`Firing::fault`].
    pub fault: String,
    /// Name of the stage.
    pub stage: String,
    /// Name of the operation.
    pub operation: Option<String>,
    /// See [`Firing::ordinal`].
    pub ordinal: u64,
    /// RFC 3339.
    pub at: String,
    /// See [`Firing::exchange`].
    pub exchange: Option<String>,
}

impl Firing {
    /// For a journal's note.
    #[must_use]
    pub fn describe(&self) -> String {
        format!("fault {} fired at {} (rule {}, ordinal {})", self.fault, self.stage, self.rule, self.ordinal)
    }

    /// For reports and the control API.
    #[must_use]
    pub fn view(&self) -> FiringView {
        FiringView {
            sequence: self.sequence,
            rule: self.rule.to_string(),
            fault: self.fault.to_owned(),
            stage: self.stage.name().to_owned(),
            operation: self.operation.map(|operation| operation.name().to_owned()),
            ordinal: self.ordinal,
            at: self.at.rfc3339(),
            exchange: self.exchange.clone(),
        }
    }
}
