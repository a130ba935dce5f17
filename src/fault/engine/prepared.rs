//! A rule that was checked.

use super::error::RuleError;
use crate::clock::Instant;
use crate::fault::catalogue::{self, Fault};
use crate::fault::params;
use crate::fault::rule::{Rule, RuleId};
use crate::fault::when::Matcher;
use serde_json::{Map, Value};

/// A checked rule, ready to decide.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(super) id: RuleId,
    pub(super) rule: Rule,
    pub(super) fault: &'static Fault,
    pub(super) matcher: Matcher,
    pub(super) params: Map<String, Value>,
}

impl Prepared {
    /// Checks a rule; `now` is what its relative times count from.
    pub(super) fn new(rule: Rule, now: Instant) -> Result<Self, RuleError> {
        let fault = catalogue::find(&rule.fault).ok_or_else(|| RuleError::unknown(&rule.fault))?;
        if !(0.0..=1.0).contains(&rule.chance) {
            return Err(RuleError::Chance { fault: rule.fault, chance: rule.chance });
        }
        if let Some(id) = rule.id.as_ref().filter(|id| !is_name(id.as_str())) {
            return Err(RuleError::Name { id: id.to_string() });
        }
        let wrong = |reason| RuleError::Part { fault: rule.fault.clone(), reason };
        let matcher = Matcher::new(&rule.when, now).map_err(wrong)?;
        let params = params::complete(fault.params, &rule.params).map_err(wrong)?;
        let id = rule.id.clone().unwrap_or_else(|| RuleId::new(fault.id));
        Ok(Self { id, rule, fault, matcher, params })
    }

    /// The rule's name.
    #[must_use]
    pub fn id(&self) -> &RuleId {
        &self.id
    }

    /// The fault of the catalogue.
    #[must_use]
    pub fn fault(&self) -> &'static Fault {
        self.fault
    }
}

/// 1 to 64 letters, digits and `-_.:`.
fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}
