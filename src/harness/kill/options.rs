//! What a kill matrix is asked for.

use crate::harness::lane::Lane;
use crate::protocol::version::ProtocolVersion;
use crate::report::Place;
use std::path::PathBuf;
use std::time::Duration;

/// Which scenarios a fault is tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Every scenario, whether it could notice the fault or not.
    pub all: bool,
    /// Most scenarios that carry none of the fault's clauses but give it something to spoil; those
    /// that carry one are all tried.
    pub depth: usize,
    /// Scenarios that give it nothing to spoil, as a sample.
    pub others: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self { all: false, depth: 24, others: 2 }
    }
}

/// What a kill matrix is asked for.
#[derive(Clone, Debug)]
pub struct KillOptions {
    /// Whose scenarios are to notice: faults of the merchant, or defects of the reference connector.
    pub lane: Lane,
    /// Faults (or defects) by identifier; none means every fault of the lane.
    pub faults: Vec<String>,
    /// Tag expression that selects scenarios.
    pub tags: Option<String>,
    /// Protocol versions; none means all.
    pub versions: Vec<ProtocolVersion>,
    /// The world sessions live in unless their scenario asks for another.
    pub world: String,
    /// A folder of features instead of those shipped.
    pub features: Option<PathBuf>,
    /// Faults tried at once; at least one.
    pub jobs: usize,
    /// Seed of samples and of every draw of the faults.
    pub seed: u64,
    /// Which scenarios a fault is tried on.
    pub policy: Policy,
    /// Most time for one fault.
    pub limit: Duration,
    /// Whether the report folder may hold a run that was cut off, to be taken up.
    pub resume: bool,
    /// Where the report goes.
    pub report: Place,
    /// Whether to show nothing while running.
    pub quiet: bool,
    /// The command as typed, for the report.
    pub command: String,
}

impl KillOptions {
    /// What was selected of all there is, in words.
    #[must_use]
    pub fn selection(&self) -> Option<String> {
        let switch = match self.lane {
            Lane::Merchant => "--fault",
            Lane::Connector => "--defect",
        };
        let faults = self.faults.iter().map(|fault| format!("{switch} {fault}"));
        let tags = self.tags.iter().map(|tags| format!("--tags \"{tags}\""));
        let words: Vec<String> = faults.chain(tags).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Whether a fault that survives counts: among selected scenarios only the faults that were asked
    /// for by name do.
    #[must_use]
    pub fn judges_faults(&self) -> bool {
        self.tags.is_none() || !self.faults.is_empty()
    }

    /// Whether an idle scenario counts: it may be there for a fault that was not selected.
    #[must_use]
    pub fn judges_scenarios(&self) -> bool {
        self.faults.is_empty()
    }
}
