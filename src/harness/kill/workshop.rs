//! Where faults are tried.

use super::cell::Trial;
use super::clean::CleanRun;
use super::error::KillError;
use super::matrix::Mutant;
use std::collections::BTreeSet;

/// A place to try faults on, one at a time. It stays on the thread that opened it.
pub trait Bench {
    /// Runs every selected scenario without any fault, and records what each could give these faults
    /// to spoil.
    ///
    /// # Errors
    /// When the bench itself breaks.
    fn clean(&mut self, mutants: &[Mutant]) -> Result<CleanRun, KillError>;

    /// Runs these scenarios with this fault, and asks the ambient checks of the clean run.
    ///
    /// # Errors
    /// When the bench itself breaks.
    fn trial(
        &mut self,
        mutant: &Mutant,
        clean: &CleanRun,
        scenarios: &BTreeSet<String>,
    ) -> Result<Trial, KillError>;
}

/// Opens benches.
pub trait Workshop: Sync {
    /// What it opens.
    type Bench: Bench;

    /// A bench for a protocol version (a date).
    ///
    /// # Errors
    /// When it cannot be set up.
    fn open(&self, version: &str) -> Result<Self::Bench, KillError>;
}
