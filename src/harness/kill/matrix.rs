//! Who killed whom, and who is left.

use super::cell::{Cell, Outcome, Trial};
use super::clean::CleanRun;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A fault as the matrix knows it: a merchant that is wrong in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// Identifier of the fault, `price.drift`.
    pub id: String,
    /// What it does, in one line.
    pub about: String,
    /// The stage it is bound to.
    pub stage: String,
    /// The clauses of this version's register that it violates.
    pub violates: Vec<String>,
    /// Whether any of them is more than a recommendation.
    pub binding: bool,
}

/// What became of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MutantVerdict {
    /// At least one scenario failed for it.
    Killed,
    /// Scenarios warned, none failed.
    Noticed,
    /// It fired, and every scenario that could decide passed.
    Survived,
    /// It fired, and no scenario could decide.
    Undecided,
    /// It never fired.
    NotFired,
}

impl MutantVerdict {
    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Noticed => "noticed",
            Self::Survived => "survived",
            Self::Undecided => "undecided",
            Self::NotFired => "not_fired",
        }
    }
}

/// One fault with its cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The fault.
    pub fault: Mutant,
    /// What became of it.
    pub verdict: MutantVerdict,
    /// Scenarios that failed for it.
    pub killed_by: Vec<String>,
    /// Whether one of them names a clause that the fault violates.
    pub by_its_clause: bool,
    /// Wall time of its trials in milliseconds.
    pub elapsed_millis: u64,
    /// Scenario to cell.
    pub cells: BTreeMap<String, Cell>,
}

impl Judged {
    fn new(fault: Mutant, trial: Trial) -> Self {
        let with = |outcome| {
            let cells = trial.cells.iter().filter(move |(_, cell)| cell.outcome == outcome);
            cells.map(|(scenario, _)| scenario.clone()).collect::<Vec<String>>()
        };
        let killed_by = with(Outcome::Killed);
        let verdict = if !killed_by.is_empty() {
            MutantVerdict::Killed
        } else if !with(Outcome::Noticed).is_empty() {
            MutantVerdict::Noticed
        } else if !with(Outcome::Survived).is_empty() {
            MutantVerdict::Survived
        } else if !with(Outcome::Undecided).is_empty() {
            MutantVerdict::Undecided
        } else {
            MutantVerdict::NotFired
        };
        let killers = trial.cells.values().filter(|cell| cell.outcome == Outcome::Killed);
        let by_its_clause =
            killers.flat_map(|cell| &cell.clauses).any(|clause| fault.violates.contains(clause));
        let Trial { cells, elapsed_millis } = trial;
        Self { fault, verdict, killed_by, by_its_clause, elapsed_millis, cells }
    }
}

/// All faults and all scenarios of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Every fault.
    pub faults: Vec<Judged>,
    /// Scenarios that failed for no fault.
    pub idle: Vec<String>,
}

impl Matrix {
    /// Judges trials; a fault without one was not tried and did not fire.
    #[must_use]
    pub fn judge(mutants: &[Mutant], clean: &CleanRun, mut trials: BTreeMap<String, Trial>) -> Self {
        let judged =
            |mutant: &Mutant| Judged::new(mutant.clone(), trials.remove(&mutant.id).unwrap_or_default());
        let faults: Vec<Judged> = mutants.iter().map(judged).collect();
        let killers: BTreeSet<&str> =
            faults.iter().flat_map(|fault| &fault.killed_by).map(String::as_str).collect();
        let rows = clean.rows().map(|case| &case.id);
        let idle = rows.filter(|id| !killers.contains(id.as_str())).cloned().collect();
        Self { faults, idle }
    }

    /// Faults with this verdict, by name.
    #[must_use]
    pub fn with(&self, verdict: MutantVerdict) -> Vec<String> {
        let found = self.faults.iter().filter(|fault| fault.verdict == verdict);
        found.map(|fault| fault.fault.id.clone()).collect()
    }

    /// Faults that fired and that no scenario failed for, by name.
    #[must_use]
    pub fn survivors(&self) -> Vec<String> {
        let survived = |fault: &&Judged| match fault.verdict {
            MutantVerdict::Killed | MutantVerdict::NotFired => false,
            MutantVerdict::Noticed | MutantVerdict::Survived | MutantVerdict::Undecided => true,
        };
        self.faults.iter().filter(survived).map(|fault| fault.fault.id.clone()).collect()
    }

    /// Pairs of fault and scenario where the scenario failed without the fault.
    #[must_use]
    pub fn strays(&self) -> Vec<(String, String)> {
        let of = |fault: &Judged| {
            let cells = fault.cells.iter().filter(|(_, cell)| cell.outcome == Outcome::Stray);
            cells.map(|(scenario, _)| (fault.fault.id.clone(), scenario.clone())).collect::<Vec<_>>()
        };
        self.faults.iter().flat_map(of).collect()
    }

    /// Clause to the faults that scenarios killed by it.
    #[must_use]
    pub fn requirements(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for fault in &self.faults {
            for cell in fault.cells.values().filter(|cell| cell.outcome == Outcome::Killed) {
                for clause in &cell.clauses {
                    all.entry(clause.clone()).or_default().insert(fault.fault.id.clone());
                }
            }
        }
        all
    }
}
