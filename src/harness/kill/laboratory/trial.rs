//! What a bench is set up with.

use crate::connector::Defects;
use crate::harness::certify::CertifyError;
use crate::harness::certify::{CertifyOptions, Destination, TargetChoice, Workbench};
use crate::harness::connector::Contender;
use crate::harness::kill::error::KillError;
use crate::harness::kill::options::KillOptions;
use crate::harness::lane::Lane;
use crate::harness::plan::{Plan, PlanError};
use crate::harness::target::Conceded;
use crate::protocol::version::ProtocolVersion;

/// Scenarios in progress at once on one bench.
const AT_ONCE: usize = 6;

/// A runtime of its own and the workbench in it, whatever the lane.
pub(super) fn open(
    options: &KillOptions,
    version: &str,
) -> Result<(tokio::runtime::Runtime, Workbench), KillError> {
    let version = ProtocolVersion::parse(version)
        .ok_or_else(|| KillError::Usage(format!("{version} is no protocol version spoken here")))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| KillError::Broken(format!("no runtime: {error}")))?;
    let workbench = runtime.block_on(Workbench::open(self::options(options, version)?))?;
    Ok((runtime, workbench))
}

/// The options of a certification at one version, with less patience: a merchant in this process that
/// has not answered for so long is not going to, and a hundred faults share the time there is.
fn options(options: &KillOptions, version: ProtocolVersion) -> Result<CertifyOptions, KillError> {
    Ok(CertifyOptions {
        target: match options.lane {
            Lane::Merchant => TargetChoice::Builtin { world: options.world.clone() },
            Lane::Connector => {
                let contender = Contender::Reference(Defects::none());
                TargetChoice::Connector { contender, world: options.world.clone() }
            }
        },
        conceded: Conceded::default(),
        plan: Some(plan(&options.world).map_err(CertifyError::from)?),
        versions: vec![version],
        features: options.features.clone(),
        contracts: None,
        tags: options.tags.clone(),
        name: None,
        jobs: AT_ONCE,
        fail_fast: false,
        dry_run: false,
        smoke: false,
        quiet: true,
        report: Destination(options.report.clone()),
        seed: options.seed,
        faults: Vec::new(),
        command: options.command.clone(),
        export_authority: None,
        platform_listener: None,
    })
}

fn plan(world: &str) -> Result<Plan, PlanError> {
    let mut plan = Plan::builtin(world)?;
    let timeouts = &mut plan.timeouts;
    timeouts.connect = 2_000;
    timeouts.answer = 5_000;
    timeouts.step = 10_000;
    timeouts.webhook = 3_000;
    // Scenarios under one fault say nothing about each other: none ends because others got no answer.
    timeouts.silent_answers = 1_000_000;
    Ok(plan)
}
