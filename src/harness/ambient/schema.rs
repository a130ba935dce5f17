//! Every answer against the schema of its operation under the capabilities it names.

use super::envelope::versions;
use super::{Observation, Remark};
use crate::protocol::contract::CapabilitySet;

/// Violations named in a finding.
const NAMED: usize = 5;

pub(super) fn valid(observation: &Observation<'_>) -> Remark {
    let view = observation.view;
    let Some(document) = view.json.as_deref().filter(|_| (200..300).contains(&view.status)) else {
        return Remark::NotConcerned;
    };
    let set: CapabilitySet = versions(view).into_iter().collect();
    let schema = observation.contract.answer_validator(&set, observation.draft.operation, document);
    let Ok(schema) = schema else {
        // No schema for this combination: what the envelope names is judged by its own checks.
        return Remark::NotConcerned;
    };
    if schema.is_valid(document) {
        return Remark::Holds;
    }
    let verdict = schema.check(document);
    let named = verdict.violations.iter().take(NAMED);
    let named: Vec<String> =
        named.map(|violation| format!("{}: {}", place(&violation.pointer), violation.message)).collect();
    Remark::of(
        false,
        "The answer breaks the schema of its operation",
        "a document that the composed schema accepts",
        named.join("; "),
    )
}

fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "the document" } else { pointer }
}
