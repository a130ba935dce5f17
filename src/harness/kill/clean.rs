//! What the scenarios do when nothing is wrong: recorded once, so that each fault is tried only where
//! it could be noticed.

use super::matrix::Mutant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a scenario stands without any fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Standing {
    /// It passes.
    Passed,
    /// It is not for this merchant or version, or could not be tested there; it is no row of the matrix.
    Aside {
        /// Why.
        reason: String,
    },
    /// It fails or warns: the merchant is not clean.
    Failed {
        /// What it saw.
        reason: String,
    },
    /// It could not decide.
    Undecided {
        /// Why.
        reason: String,
    },
    /// The harness broke.
    Broken {
        /// What broke.
        reason: String,
    },
}

/// One scenario (or row of an outline, or ambient check) without any fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleanCase {
    /// Permanent name.
    pub id: String,
    /// Title.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Clauses it carries.
    pub requirements: BTreeSet<String>,
    /// Whether any of them is more than a recommendation.
    pub binding: bool,
    /// Operations it calls.
    pub operations: BTreeSet<String>,
    /// Stages of the merchant's work at which some fault would have found something to spoil.
    pub stages: BTreeSet<String>,
    /// Faults that would have found something to spoil.
    pub spoilable_by: BTreeSet<String>,
}

impl CleanCase {
    /// Whether the scenario passes, and so is a row of the matrix.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.standing == Standing::Passed
    }

    /// Whether it looks at every exchange of the run instead of making its own.
    #[must_use]
    pub fn is_ambient(&self) -> bool {
        self.id.starts_with(AMBIENT)
    }

    /// Whether the scenario tests a clause the fault violates.
    #[must_use]
    pub fn shares_clause(&self, mutant: &Mutant) -> bool {
        mutant.violates.iter().any(|clause| self.requirements.contains(clause))
    }

    /// Whether the fault would have found something to spoil in it.
    #[must_use]
    pub fn is_spoilable_by(&self, mutant: &Mutant) -> bool {
        self.spoilable_by.contains(&mutant.id)
    }
}

/// What names of ambient checks begin with.
pub(super) const AMBIENT: &str = "ambient.";

/// Every scenario without any fault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleanRun {
    /// The scenarios in the order of the suite, ambient checks last.
    pub cases: Vec<CleanCase>,
    /// Wall time in milliseconds.
    pub elapsed_millis: u64,
}

impl CleanRun {
    /// The rows of the matrix.
    pub fn rows(&self) -> impl Iterator<Item = &CleanCase> {
        self.cases.iter().filter(|case| case.counts())
    }

    /// Scenarios that are neither fine nor set aside.
    pub fn troubled(&self) -> impl Iterator<Item = (&CleanCase, &str)> {
        self.cases.iter().filter_map(|case| match &case.standing {
            Standing::Passed | Standing::Aside { .. } => None,
            Standing::Failed { reason } | Standing::Undecided { reason } | Standing::Broken { reason } => {
                Some((case, reason.as_str()))
            }
        })
    }
}
