//! What one scenario made of one fault.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one scenario made of one fault. Closed: every reader looks at all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The scenario failed. A warning counts as well where it is all there is to be had: the scenario
    /// carries recommendations only, the fault violates recommendations only, or the warning names a clause
    /// the fault violates, which the harness then grades so on purpose (the text contradicts itself there).
    Killed,
    /// It warned of something else.
    Noticed,
    /// The fault fired and the scenario passed all the same.
    Survived,
    /// The fault found nothing to spoil, so the scenario proves nothing about it.
    NotFired,
    /// The fault fired and the scenario could not decide.
    Undecided,
    /// The scenario failed although the fault never fired: it is not the fault that was seen.
    Stray,
}

impl Outcome {
    /// Every outcome, the best first.
    pub const ALL: [Self; 6] =
        [Self::Killed, Self::Noticed, Self::Survived, Self::Undecided, Self::NotFired, Self::Stray];

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Noticed => "noticed",
            Self::Survived => "survived",
            Self::NotFired => "not_fired",
            Self::Undecided => "undecided",
            Self::Stray => "stray",
        }
    }

    /// A sign that tells the outcomes apart without colour.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Killed => "✕",
            Self::Noticed => "!",
            Self::Survived => "○",
            Self::NotFired => "·",
            Self::Undecided => "?",
            Self::Stray => "‼",
        }
    }
}

/// One cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// What became of the scenario.
    pub outcome: Outcome,
    /// How many times the fault fired in it.
    pub fired: u64,
    /// Clauses the scenario says are broken; empty unless it failed or warned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// What it saw, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saw: Option<String>,
}

/// One fault tried on some scenarios.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Scenario to cell.
    pub cells: BTreeMap<String, Cell>,
    /// Wall time in milliseconds.
    pub elapsed_millis: u64,
}

impl Trial {
    /// The trials of one fault as one. Where both tried a scenario, the better outcome stays.
    pub fn absorb(&mut self, other: Self) {
        self.elapsed_millis += other.elapsed_millis;
        for (scenario, cell) in other.cells {
            match self.cells.get_mut(&scenario) {
                Some(known) if rank(known.outcome) <= rank(cell.outcome) => {}
                Some(known) => *known = cell,
                None => {
                    self.cells.insert(scenario, cell);
                }
            }
        }
    }
}

fn rank(outcome: Outcome) -> Option<usize> {
    Outcome::ALL.iter().position(|one| *one == outcome)
}
