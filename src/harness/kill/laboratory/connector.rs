//! Where defects of the reference connector are tried: a sound merchant with the scenarios' stimuli, and a connector
//! that is wrong in one way.

use super::{observe, trial};
use crate::connector::{Defect, Defects};
use crate::harness::certify::{Seen, Workbench};
use crate::harness::connector::Contender;
use crate::harness::kill::cell::Trial;
use crate::harness::kill::clean::CleanRun;
use crate::harness::kill::error::KillError;
use crate::harness::kill::matrix::Mutant;
use crate::harness::kill::options::KillOptions;
use crate::harness::kill::workshop::{Bench, Workshop};
use crate::protocol::version::ProtocolVersion;
use std::collections::BTreeSet;
use std::time::Duration;

/// Opens benches around the reference connector.
#[derive(Clone, Debug)]
pub struct ConnectorLaboratory {
    options: KillOptions,
}

impl ConnectorLaboratory {
    /// A laboratory for this run.
    #[must_use]
    pub const fn new(options: KillOptions) -> Self {
        Self { options }
    }
}

impl Workshop for ConnectorLaboratory {
    type Bench = ConnectorBench;

    fn open(&self, version: &str) -> Result<ConnectorBench, KillError> {
        let version = ProtocolVersion::parse(version)
            .ok_or_else(|| KillError::Usage(format!("{version} is no protocol version spoken here")))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| KillError::Broken(format!("no runtime: {error}")))?;
        let workbench = runtime.block_on(Workbench::open(trial::options(&self.options, version)?))?;
        Ok(ConnectorBench { runtime, workbench, seed: self.options.seed, limit: self.options.limit })
    }
}

/// The reference connector with everything scenarios need.
#[derive(Debug)]
pub struct ConnectorBench {
    runtime: tokio::runtime::Runtime,
    workbench: Workbench,
    seed: u64,
    limit: Duration,
}

impl ConnectorBench {
    fn run(
        &self,
        defects: Defects,
        only: Option<&BTreeSet<String>>,
        limit: Option<Duration>,
    ) -> Result<Seen, KillError> {
        let contender = Some(Contender::Reference(defects));
        let running = self.workbench.run_as(contender, Vec::new(), self.seed, only, limit);
        Ok(self.runtime.block_on(running)?)
    }
}

impl Bench for ConnectorBench {
    /// A connector without defects counts where each could have acted.
    fn clean(&mut self, mutants: &[Mutant]) -> Result<CleanRun, KillError> {
        let seen = self.run(Defects::none(), None, None)?;
        Ok(observe::clean(&seen, mutants, self.workbench.contract()))
    }

    fn trial(
        &mut self,
        mutant: &Mutant,
        clean: &CleanRun,
        scenarios: &BTreeSet<String>,
    ) -> Result<Trial, KillError> {
        let defect = Defect::parse(&mutant.id).map_err(|error| KillError::Broken(error.to_string()))?;
        let seen = self.run(Defects::only(defect), Some(scenarios), Some(self.limit))?;
        Ok(observe::trial(&seen, mutant, clean, scenarios))
    }
}
