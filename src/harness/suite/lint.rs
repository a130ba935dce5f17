//! What can be wrong with features before they run.

use super::Suite;
use crate::harness::registry::Registry;
use crate::harness::step::StepKind;
use crate::protocol::contract::Register;
use std::collections::BTreeMap;
use std::fmt;

/// What kind of mistake a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// A scenario without a permanent name; it runs under its place.
    Unnamed,
    /// A name used twice.
    NameTaken,
    /// A clause that does not exist.
    UnknownClause,
    /// A scenario that cannot fail.
    NoThen,
    /// A sentence without a step; the scenario becomes a harness error.
    NoStep,
}

/// One thing wrong with a feature file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the features' folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What kind of mistake it is.
    pub mistake: Mistake,
    /// What is wrong and how to repair it.
    pub message: String,
}

impl Finding {
    /// Whether a run with it would mislead, so that it must not begin.
    #[must_use]
    pub const fn is_blocking(&self) -> bool {
        match self.mistake {
            Mistake::NameTaken | Mistake::UnknownClause | Mistake::NoThen => true,
            Mistake::Unnamed | Mistake::NoStep => false,
        }
    }
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
        let mut report = |line: usize, mistake: Mistake, message: String| {
            findings.push(Finding { file: case.file.clone(), line, mistake, message });
        };
        if !case.named {
            report(case.line, Mistake::Unnamed, format!("scenario \"{}\" has no @id: tag", case.name));
        }
        if let Some((file, line)) = owners.insert(&case.id, (&case.file, case.line)) {
            report(case.line, Mistake::NameTaken, format!("@id:{} is taken by {file}:{line}", case.id));
        }
        for requirement in case.requirements.iter().filter(|id| register.get(id).is_none()) {
            let message = format!("@req:{requirement} is not a row of the register");
            report(case.line, Mistake::UnknownClause, message);
        }
        if !case.steps.iter().any(|step| step.kind == StepKind::Then) {
            let message = format!("scenario \"{}\" has no Then: it cannot fail", case.name);
            report(case.line, Mistake::NoThen, message);
        }
        for step in &case.steps {
            if let Err(error) = registry.find(step.kind, &step.text) {
                report(step.line, Mistake::NoStep, error.to_string());
            }
        }
    }
    findings.sort();
    findings.dedup();
    findings
}
