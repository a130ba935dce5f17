//! What can be wrong with features before they run.

use super::span::Span;
use super::{Case, Suite};
use crate::harness::registry::Registry;
use crate::harness::step::StepKind;
use crate::protocol::contract::Register;
use crate::protocol::version::ProtocolVersion;
use std::collections::BTreeMap;
use std::fmt;

/// What kind of mistake a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// A scenario without a permanent name; it runs under its place.
    Unnamed,
    /// A name used twice.
    NameTaken,
    /// A clause that does not exist at a version the scenario runs at.
    UnknownClause,
    /// A version that is no date.
    NoDate,
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
            Mistake::NameTaken | Mistake::UnknownClause | Mistake::NoDate | Mistake::NoThen => true,
            Mistake::Unnamed | Mistake::NoStep => false,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Checks a suite: every scenario has a permanent name used once, names clauses that exist at every
/// version it runs at, has a `Then`, and only sentences that some step defines.
#[must_use]
pub fn lint(suite: &Suite, registry: &Registry, registers: &[(ProtocolVersion, &Register)]) -> Vec<Finding> {
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
        for message in undated(case) {
            report(case.line, Mistake::NoDate, message);
        }
        for message in unknown_clauses(case, registers) {
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

/// Limits that are no dates: they would hide a scenario or a clause at every version.
fn undated(case: &Case) -> Vec<String> {
    let spans = std::iter::once(&case.span).chain(case.clauses.iter().map(|clause| &clause.span));
    let wrong = spans.filter_map(Span::undated);
    wrong.map(|date| format!("`{date}` is no version: expected a date of the form YYYY-MM-DD")).collect()
}

/// The clauses of a case that some version it runs at does not have, with what to do about it.
fn unknown_clauses(case: &Case, registers: &[(ProtocolVersion, &Register)]) -> Vec<String> {
    let mut messages = Vec::new();
    for clause in &case.clauses {
        let carried = |version: &ProtocolVersion| case.span.holds(*version) && clause.span.holds(*version);
        let lacking = registers
            .iter()
            .filter(|(version, register)| carried(version) && register.get(&clause.id).is_none())
            .map(|(version, _)| version.date());
        let lacking: Vec<&str> = lacking.collect();
        if !lacking.is_empty() {
            messages.push(format!(
                "@req:{} is not a row of the register of {}; limit the scenario with @since: or @until:, or the clause with @req:ID:since:DATE",
                clause.id,
                lacking.join(" and of ")
            ));
        }
    }
    messages
}
