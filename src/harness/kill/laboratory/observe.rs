//! From records and counters to the matrix's words.

use crate::harness::certify::{Seen, Touched};
use crate::harness::kill::cell::{Cell, Outcome, Trial};
use crate::harness::kill::clean::{AMBIENT, CleanCase, CleanRun, Standing};
use crate::harness::kill::matrix::Mutant;
use crate::protocol::contract::Contract;
use crate::report::{ScenarioRecord, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// Longest line kept of what a scenario saw, in characters.
const LINE: usize = 160;

/// The clean run.
pub(super) fn clean(seen: &Seen, mutants: &[Mutant], contract: &Contract) -> CleanRun {
    let stages: BTreeMap<&str, &str> =
        mutants.iter().map(|mutant| (mutant.id.as_str(), mutant.stage.as_str())).collect();
    let nothing = Touched::default();
    let cases = seen.records.iter().map(|record| {
        let id = &record.scenario.id;
        let touched = seen.touched.get(id).unwrap_or(&nothing);
        let spoilable = touched.rules.iter().filter(|(_, counted)| counted.occasions > 0);
        let spoilable_by: BTreeSet<String> = spoilable.map(|(fault, _)| fault.clone()).collect();
        let at = spoilable_by.iter().filter_map(|fault| stages.get(fault.as_str()));
        CleanCase {
            id: id.clone(),
            name: record.scenario.name.clone(),
            standing: standing(record),
            requirements: record.scenario.requirements.iter().cloned().collect(),
            binding: binding(record, contract),
            operations: touched.operations.clone(),
            stages: at.map(|stage| (*stage).to_owned()).collect(),
            spoilable_by,
        }
    });
    CleanRun { cases: cases.collect(), elapsed_millis: 0 }
}

/// Whether the scenario carries more than recommendations; one without clauses is held to everything.
fn binding(record: &ScenarioRecord, contract: &Contract) -> bool {
    let clauses = &record.scenario.requirements;
    let levels = clauses.iter().filter_map(|id| contract.register().get(id)).map(|row| row.level);
    clauses.is_empty() || levels.into_iter().any(crate::report::Level::is_binding)
}

fn standing(record: &ScenarioRecord) -> Standing {
    match &record.verdict {
        Verdict::Pass => Standing::Passed,
        Verdict::Fail | Verdict::Warn => {
            Standing::Failed { reason: line(record).unwrap_or_else(|| "no detail".to_owned()) }
        }
        Verdict::NotApplicable { reason } | Verdict::NotTested { reason } => {
            Standing::Aside { reason: reason.clone() }
        }
        Verdict::Inconclusive { reason, .. } => Standing::Undecided { reason: reason.clone() },
        Verdict::HarnessError { reason } => Standing::Broken { reason: reason.clone() },
    }
}

/// The cells of one trial: the scenarios asked for, and the ambient checks of the clean run.
pub(super) fn trial(seen: &Seen, mutant: &Mutant, clean: &CleanRun, scenarios: &BTreeSet<String>) -> Trial {
    let fired = |id: &str| {
        let counted = seen.touched.get(id).and_then(|touched| touched.rules.get(&mutant.id));
        counted.map_or(0, |counted| counted.fired)
    };
    let anywhere = scenarios.iter().map(|id| fired(id)).sum();
    let records: BTreeMap<&str, &ScenarioRecord> =
        seen.records.iter().map(|record| (record.scenario.id.as_str(), record)).collect();
    let mut trial = Trial::default();
    for case in clean.rows().filter(|case| case.is_ambient() || scenarios.contains(&case.id)) {
        let fired = if case.id.starts_with(AMBIENT) { anywhere } else { fired(&case.id) };
        let cell = match records.get(case.id.as_str()) {
            Some(record) => cell(record, case, mutant, fired),
            None => unseen(fired),
        };
        trial.cells.insert(case.id.clone(), cell);
    }
    trial
}

fn cell(record: &ScenarioRecord, case: &CleanCase, mutant: &Mutant, fired: u64) -> Cell {
    let outcome = match (&record.verdict, fired) {
        (Verdict::Fail, 0) => Outcome::Stray,
        (_, 0) => Outcome::NotFired,
        (Verdict::Warn, _) if case.binding && mutant.binding && !by_its_clause(record, mutant) => {
            Outcome::Noticed
        }
        (Verdict::Fail | Verdict::Warn, _) => Outcome::Killed,
        (Verdict::Pass, _) => Outcome::Survived,
        (Verdict::NotApplicable { .. } | Verdict::NotTested { .. }, _) if case.is_ambient() => {
            Outcome::Survived
        }
        (
            Verdict::NotApplicable { .. }
            | Verdict::NotTested { .. }
            | Verdict::Inconclusive { .. }
            | Verdict::HarnessError { .. },
            _,
        ) => Outcome::Undecided,
    };
    let clauses = match outcome {
        Outcome::Killed | Outcome::Noticed | Outcome::Stray => clauses(record),
        Outcome::Survived | Outcome::NotFired | Outcome::Undecided => Vec::new(),
    };
    let saw = match outcome {
        Outcome::Survived | Outcome::NotFired => None,
        Outcome::Killed | Outcome::Noticed | Outcome::Undecided | Outcome::Stray => line(record),
    };
    Cell { outcome, fired, clauses, saw }
}

/// Whether a scenario's warning names a clause that the fault violates.
fn by_its_clause(record: &ScenarioRecord, mutant: &Mutant) -> bool {
    clauses(record).iter().any(|clause| mutant.violates.contains(clause))
}

/// A scenario that did not end in time.
fn unseen(fired: u64) -> Cell {
    let outcome = if fired == 0 { Outcome::NotFired } else { Outcome::Undecided };
    Cell { outcome, fired, clauses: Vec::new(), saw: Some("it did not end in time".to_owned()) }
}

/// The clauses a failure names; all the scenario carries when it names none.
fn clauses(record: &ScenarioRecord) -> Vec<String> {
    let named = record.failure.as_ref().map(|failure| failure.requirements.clone()).unwrap_or_default();
    if named.is_empty() { record.scenario.requirements.clone() } else { named }
}

fn line(record: &ScenarioRecord) -> Option<String> {
    let failure = record.failure.as_ref().map(|failure| format!("{}: {}", failure.title, failure.actual));
    let text = failure.or_else(|| record.verdict.reason().map(str::to_owned))?;
    Some(text.chars().take(LINE).collect())
}
