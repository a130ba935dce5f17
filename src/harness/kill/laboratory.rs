//! The real workshop: our own merchant in this process, one application per bench.

mod connector;
mod observe;
mod trial;

pub use connector::ConnectorLaboratory;

use super::cell::Trial;
use super::clean::CleanRun;
use super::error::KillError;
use super::matrix::Mutant;
use super::options::KillOptions;
use super::workshop::{Bench, Workshop};
use crate::fault::{Rule, When};
use crate::harness::certify::Workbench;
use std::collections::BTreeSet;
use std::time::Duration;

/// Stages whose faults meet a scenario before its first step: it reads the profile when it begins, and
/// one that cannot decides nothing. There the fault is tried a second time, from the second occasion on.
const BEFORE_THE_FIRST_STEP: [&str; 2] = ["profile", "handshake"];

/// Opens benches around our own merchant.
#[derive(Clone, Debug)]
pub struct Laboratory {
    options: KillOptions,
}

impl Laboratory {
    /// A laboratory for this run.
    #[must_use]
    pub const fn new(options: KillOptions) -> Self {
        Self { options }
    }
}

impl Workshop for Laboratory {
    type Bench = MerchantBench;

    fn open(&self, version: &str) -> Result<MerchantBench, KillError> {
        let (runtime, workbench) = trial::open(&self.options, version)?;
        Ok(MerchantBench { runtime, workbench, seed: self.options.seed, limit: self.options.limit })
    }
}

/// Our own merchant with everything scenarios need.
#[derive(Debug)]
pub struct MerchantBench {
    runtime: tokio::runtime::Runtime,
    workbench: Workbench,
    seed: u64,
    limit: Duration,
}

impl Bench for MerchantBench {
    fn clean(&mut self, mutants: &[Mutant]) -> Result<CleanRun, KillError> {
        // Rules without a chance: they spoil nothing and count where they could have.
        let rules = mutants.iter().map(|mutant| Rule::of(&mutant.id).named(&mutant.id).chance(0.0));
        let seen = self.runtime.block_on(self.workbench.run(rules.collect(), self.seed, None, None))?;
        Ok(observe::clean(&seen, mutants, self.workbench.contract()))
    }

    fn trial(
        &mut self,
        mutant: &Mutant,
        clean: &CleanRun,
        scenarios: &BTreeSet<String>,
    ) -> Result<Trial, KillError> {
        let mut trial = self.armed(mutant, clean, scenarios, Rule::of(&mutant.id).named(&mutant.id))?;
        if BEFORE_THE_FIRST_STEP.contains(&mutant.stage.as_str()) {
            let undecided = trial.cells.iter().filter(|(_, cell)| cell.outcome == super::Outcome::Undecided);
            let again: BTreeSet<String> = undecided.map(|(scenario, _)| scenario.clone()).collect();
            if !again.is_empty() {
                let later = When { after: Some(1), ..When::default() };
                let rule = Rule::of(&mutant.id).named(&mutant.id).when(later);
                trial.absorb(self.armed(mutant, clean, &again, rule)?);
            }
        }
        Ok(trial)
    }
}

impl MerchantBench {
    fn armed(
        &mut self,
        mutant: &Mutant,
        clean: &CleanRun,
        scenarios: &BTreeSet<String>,
        rule: Rule,
    ) -> Result<Trial, KillError> {
        let running = self.workbench.run(vec![rule], self.seed, Some(scenarios), Some(self.limit));
        let seen = self.runtime.block_on(running)?;
        Ok(observe::trial(&seen, mutant, clean, scenarios))
    }
}
