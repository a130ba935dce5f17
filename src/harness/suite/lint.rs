//! What can be wrong with features before they run.

use super::Suite;
use crate::harness::registry::Registry;
use crate::harness::step::StepKind;
use crate::protocol::contract::Register;
use std::collections::BTreeMap;
use std::fmt;

/// One thing wrong with a feature file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the features' folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and how to repair it.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Checks a suite: every scenario has a permanent name used once, names clauses that exist, has a
/// `Then`, and only sentences that some step defines.
#[must_use]
pub fn lint(suite: &Suite, registry: &Registry, register: &Register) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut owners: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for case in suite.cases() {
        let mut report = |line: usize, message: String| {
            findings.push(Finding { file: case.file.clone(), line, message });
        };
        if case.id.is_empty() {
            report(case.line, format!("scenario \"{}\" has no @id: tag", case.name));
        } else if let Some((file, line)) = owners.insert(&case.id, (&case.file, case.line)) {
            report(case.line, format!("@id:{} is taken by {file}:{line}", case.id));
        }
        for requirement in &case.requirements {
            if register.get(requirement).is_none() {
                report(case.line, format!("@req:{requirement} is not a row of the register"));
            }
        }
        if !case.steps.iter().any(|step| step.kind == StepKind::Then) {
            report(case.line, format!("scenario \"{}\" has no Then: it cannot fail", case.name));
        }
        for step in &case.steps {
            if let Err(error) = registry.find(step.kind, &step.text) {
                report(step.line, error.to_string());
            }
        }
    }
    findings.sort();
    findings.dedup();
    findings
}
