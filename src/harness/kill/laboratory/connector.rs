//! Where defects of the reference connector are tried: a sound merchant with the scenarios' stimuli, and a connector
//! that is wrong in one way.

use super::{observe, trial};
use crate::connector::drive::DriverFleet;
use crate::connector::drive::file::Loaded;
use crate::connector::{Defect, Defects};
use crate::harness::certify::{Counted, Seen, Workbench};
use crate::harness::connector::Contender;
use crate::harness::kill::cell::Trial;
use crate::harness::kill::clean::CleanRun;
use crate::harness::kill::error::KillError;
use crate::harness::kill::matrix::Mutant;
use crate::harness::kill::options::KillOptions;
use crate::harness::kill::workshop::{Bench, Workshop};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The driver file of this program as a connector, where it names the program, and after which switch others follow.
const DRIVER: &str = include_str!("../../../../drivers/reference-mcp.yaml");
const PROGRAM: &str = "${env:UCP_ASSAY|ucp-assay}";
const SWITCH: &str = "  - --mcp\n";
/// Most scenarios for which a process is started.
const AS_PROCESSES: usize = 4;

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
        let (runtime, workbench) = trial::open(&self.options, version)?;
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
        contender: Contender,
        only: Option<&BTreeSet<String>>,
        limit: Option<Duration>,
    ) -> Result<Seen, KillError> {
        let running = self.workbench.run_as(Some(contender), Vec::new(), self.seed, only, limit);
        Ok(self.runtime.block_on(running)?)
    }
}

impl ConnectorBench {
    /// A defect that only a process of its own can have, on some scenarios: this program as an MCP server.
    fn as_process(&self, defect: Defect, scenarios: &BTreeSet<String>) -> Result<Seen, KillError> {
        let broken = |error: &dyn std::fmt::Display| KillError::Broken(format!("{}: {error}", defect.id()));
        let program = std::env::current_exe().map_err(|error| broken(&error))?;
        let text = DRIVER
            .replace(PROGRAM, &program.display().to_string())
            .replace(SWITCH, &format!("{SWITCH}  - --defect\n  - {}\n", defect.id()));
        let plan =
            Loaded::parse(&text, "reference-mcp.yaml", PathBuf::from(".")).map_err(|error| broken(&error))?;
        let contender = Contender::Driven(Arc::new(DriverFleet::new(plan)));
        let some: BTreeSet<String> = scenarios.iter().take(AS_PROCESSES).cloned().collect();
        let mut seen = self.run(contender, Some(&some), Some(self.limit))?;
        for scenario in some {
            let rules = &mut seen.touched.entry(scenario).or_default().rules;
            rules.insert(defect.id().to_owned(), Counted { occasions: 1, fired: 1 });
        }
        Ok(seen)
    }
}

impl Bench for ConnectorBench {
    /// A connector without defects counts where each could have acted.
    fn clean(&mut self, mutants: &[Mutant]) -> Result<CleanRun, KillError> {
        let seen = self.run(Contender::Reference(Defects::none()), None, None)?;
        Ok(observe::clean(&seen, mutants, self.workbench.contract()))
    }

    fn trial(
        &mut self,
        mutant: &Mutant,
        clean: &CleanRun,
        scenarios: &BTreeSet<String>,
    ) -> Result<Trial, KillError> {
        let defect = Defect::parse(&mutant.id).map_err(|error| KillError::Broken(error.to_string()))?;
        let seen = if defect == Defect::StdoutNoise {
            self.as_process(defect, scenarios)?
        } else {
            self.run(Contender::Reference(Defects::only(defect)), Some(scenarios), Some(self.limit))?
        };
        Ok(observe::trial(&seen, mutant, clean, scenarios))
    }
}
