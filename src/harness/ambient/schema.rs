//! Every answer against the schema of its operation under the capabilities it names.

use super::envelope::versions;
use super::{Observation, Remark};
use crate::protocol::contract::{CapabilitySet, Contract, Direction, Violation};
use crate::protocol::operation::Operation;
use crate::transport::view::View;

/// Violations named in a finding.
const NAMED: usize = 5;

pub(super) fn valid(observation: &Observation<'_>) -> Remark {
    let Some(breaches) = breaches(observation.contract, observation.draft.operation, observation.view) else {
        return Remark::NotConcerned;
    };
    Remark::of(
        breaches.is_empty(),
        "The answer breaks the schema of its operation",
        "a document that the composed schema accepts",
        told(&breaches),
    )
}

/// Where and how an answer breaks the schema of its operation under the capabilities it names.
/// `None` when it is no success with JSON, or when no schema exists for what it names: that is
/// judged by other checks.
pub(in crate::harness) fn breaches(
    contract: &Contract,
    operation: Operation,
    view: &View,
) -> Option<Vec<Violation>> {
    let document = view.json.as_deref().filter(|_| (200..300).contains(&view.status))?;
    let set: CapabilitySet = versions(view).into_iter().collect();
    // What is pushed is a request of the business; everything else is an answer.
    let schema = if operation == Operation::OrderEvent {
        contract.validator(&set, operation, Direction::Request)
    } else {
        contract.answer_validator(&set, operation, document)
    };
    let schema = schema.ok()?;
    if schema.is_valid(document) {
        return Some(Vec::new());
    }
    Some(schema.check(document).violations)
}

/// The first violations in one line.
pub(in crate::harness) fn told(violations: &[Violation]) -> String {
    let named: Vec<String> = violations.iter().take(NAMED).map(ToString::to_string).collect();
    named.join("; ")
}
