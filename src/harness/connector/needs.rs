//! Which operations a scenario cannot do without, read off its steps, so that one about an operation the connector
//! does not have is set aside before anything runs.

use super::Contender;
use crate::connector::Action;
use crate::connector::driver::Payment;
use crate::harness::run::Run;
use crate::harness::steps::connector::action::NEEDS;
use crate::harness::suite::Case;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of what is no operation: receiving webhooks.
pub const WEBHOOK: &str = "webhook";

/// The scenarios that need what the connector lacks, with the reason.
#[must_use]
pub fn lacking(run: &Run, cases: &[Arc<Case>]) -> BTreeMap<String, String> {
    let Some(contender) = &run.contender else { return BTreeMap::new() };
    let aside = cases.iter().filter_map(|case| {
        let lacks = operations(run, case).find(|operation| !contender.has(operation))?;
        let reason = match lacks {
            WEBHOOK => "the connector receives no webhooks".to_owned(),
            operation => format!("the connector has no operation `{operation}`"),
        };
        Some((case.id.clone(), reason))
    });
    aside.collect()
}

fn operations<'a>(run: &'a Run, case: &'a Case) -> impl Iterator<Item = &'static str> + 'a {
    let phrases = case.steps.iter().filter_map(|step| run.registry.find(step.kind, &step.text).ok());
    phrases.flat_map(|(found, _)| {
        let row = NEEDS.iter().find(|(phrase, _)| *phrase == found.phrase);
        row.map_or(&[][..], |(_, operations)| *operations).iter().copied()
    })
}

/// An action of that name, to ask a driver whether it has it.
#[must_use]
pub fn sample(operation: &str) -> Option<Action> {
    let id = || "x".to_owned();
    let payment = || Payment { token: String::new(), handler_id: None };
    Some(match operation {
        "discover" => Action::Discover,
        "create" => Action::Create { checkout: Value::Null },
        "get" => Action::Get { id: id() },
        "update" => Action::Update { id: id(), checkout: Value::Null },
        "complete" => Action::Complete { id: id(), payment: payment(), consent: None },
        "cancel" => Action::Cancel { id: id() },
        "get_order" => Action::GetOrder { id: id() },
        "webhook_seen" => Action::WebhookSeen,
        "flow" => Action::Flow { checkout: Value::Null, payment: payment() },
        _ => return None,
    })
}

/// Every operation a driver may have, by name.
pub const OPERATIONS: [&str; 9] =
    ["discover", "create", "get", "update", "complete", "cancel", "get_order", "webhook_seen", "flow"];

impl Contender {
    /// The operations it has, by the names of drivers.
    #[must_use]
    pub fn operations(&self) -> Vec<&'static str> {
        OPERATIONS.into_iter().filter(|operation| self.has(operation)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::registry::Registry;
    use crate::harness::steps::SUBJECTS;

    #[test]
    fn every_row_names_a_phrase_and_operations_that_exist() {
        let registry = Registry::compile(SUBJECTS).expect("compiles");
        for (phrase, operations) in NEEDS {
            assert!(registry.steps().any(|step| step.phrase == *phrase), "no step `{phrase}`");
            for operation in *operations {
                let known = *operation == WEBHOOK
                    || sample(operation).is_some_and(|action| action.name() == *operation);
                assert!(known, "{operation}");
            }
        }
        assert!(OPERATIONS.iter().all(|operation| sample(operation).is_some()));
    }
}
