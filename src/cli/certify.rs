//! `ucp-assay certify`: run the scenarios against a merchant and write the report.

mod connector;

use super::concessions::ConcessionArguments;
use crate::exit_code::Exit;
use crate::fault::Rule;
use crate::harness::certify::{Certified, CertifyOptions, Destination, Ending, TargetChoice, certify};
use crate::harness::plan::Plan;
use crate::harness::target::Conceded;
use crate::protocol::version::ProtocolVersion;
use crate::report::{Place, VerdictCounts};
use crate::simulator::ApplicationError;
use clap::{Args, Subcommand};
use connector::ConnectorTarget;
use std::io::Write;
use std::path::PathBuf;

/// Where reports go unless told otherwise.
const REPORTS: &str = "reports/runs";

/// Certify a merchant: run the scenarios, write the report, exit with what it says
#[derive(Debug, Args)]
pub struct CertifyArguments {
    #[command(subcommand)]
    target: CertifyTarget,
}

#[derive(Debug, Subcommand)]
enum CertifyTarget {
    /// Certify the reference merchant of this program
    Builtin {
        /// The merchant's world
        #[arg(long, value_name = "WORLD", default_value = "electronics")]
        scenario: String,
        /// Fault to arm in every scenario's session, with parameters after semicolons; may be repeated
        #[arg(long, value_name = "ID[; NAME=VALUE]")]
        fault: Vec<String>,
        #[command(flatten)]
        concessions: ConcessionArguments,
        #[command(flatten)]
        common: Common,
    },
    /// Certify a connector: it shops at the merchant of this program, which misbehaves
    Connector(ConnectorTarget),
    /// Certify somebody's merchant endpoint
    Merchant {
        /// Base URL; the profile is read from /.well-known/ucp below its origin
        #[arg(long, value_name = "URL")]
        url: String,
        /// Write the certificate of the authority behind the harness's own https listener, so
        /// that a merchant on this machine can be told to trust it
        #[arg(long, value_name = "FILE")]
        export_ca: Option<PathBuf>,
        /// Accept any certificate of the merchant; the report says so
        #[arg(long)]
        insecure: bool,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// Plan file: what symbolic names stand for at the target (`ucp-assay init` writes one)
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Protocol version (a date), repeatable; without it, every version the built-in merchant
    /// speaks, or the one that the plan or else the merchant's profile names
    #[arg(long = "version", value_name = "DATE", value_parser = version)]
    versions: Vec<ProtocolVersion>,
    /// Folder of feature files instead of those shipped
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
    /// Contract folder instead of the embedded one; an official release tree works unchanged
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Only scenarios whose tags fit this expression, such as "@cap:dev.ucp.shopping.order and not @slow"
    #[arg(long, short, value_name = "EXPRESSION")]
    tags: Option<String>,
    /// Only scenarios whose title or id matches this regular expression
    #[arg(long, short, value_name = "REGEX")]
    name: Option<String>,
    /// Scenarios in progress at once
    #[arg(long, short, value_name = "N", default_value_t = 8)]
    jobs: usize,
    /// End the run at the first failure
    #[arg(long)]
    fail_fast: bool,
    /// Print what would run and what applies, and stop
    #[arg(long)]
    dry_run: bool,
    /// Show nothing while running
    #[arg(long, short)]
    quiet: bool,
    /// Folder of the report; without it, a new one below reports/runs
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Seed of the run
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Reads a protocol version from the command line.
pub(super) fn version(text: &str) -> Result<ProtocolVersion, String> {
    ProtocolVersion::parse(text).ok_or_else(|| {
        let known: Vec<&str> = ProtocolVersion::ALL.iter().map(|version| version.date()).collect();
        format!("not a version spoken here; one of {}", known.join(", "))
    })
}

/// Runs the subcommand; results go to `out`, progress and complaints to standard error.
pub fn run(arguments: CertifyArguments, out: &mut dyn Write) -> Exit {
    let options = match options(arguments) {
        Ok(options) => options,
        Err((message, exit)) => {
            eprintln!("ucp-assay certify: {message}");
            return exit;
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("ucp-assay certify: no runtime: {error}");
            return Exit::HarnessError;
        }
    };
    match runtime.block_on(certify(options)) {
        Ok(Ending::DryRun(dry_run)) => {
            let printed = out.write_all(dry_run.text().as_bytes());
            printed.map_or(Exit::HarnessError, |()| dry_run.exit())
        }
        Ok(Ending::Looked(looked)) => {
            let printed = out.write_all(looked.text().as_bytes());
            printed.map_or(Exit::HarnessError, |()| looked.exit())
        }
        Ok(Ending::Certified(certified)) => {
            // A closed standard output must not change what the run amounts to.
            let _shown = conclude(&certified, out);
            certified.summary.exit
        }
        Err(error) => {
            eprintln!("ucp-assay certify: {error}");
            error.exit()
        }
    }
}

/// What the kind of target decides.
struct Chosen {
    target: TargetChoice,
    conceded: Conceded,
    faults: Vec<Rule>,
    common: Common,
    export_authority: Option<PathBuf>,
    insecure: bool,
    smoke: bool,
    command: String,
}

impl Chosen {
    const fn new(target: TargetChoice, conceded: Conceded, common: Common, command: String) -> Self {
        let export_authority = None;
        let faults = Vec::new();
        Self { target, conceded, faults, common, export_authority, insecure: false, smoke: false, command }
    }
}

fn chosen(target: CertifyTarget) -> Result<Chosen, (String, Exit)> {
    match target {
        CertifyTarget::Builtin { scenario, fault, concessions, common } => {
            let all = common.versions.is_empty().then(|| ProtocolVersion::ALL.to_vec());
            let spoken = all.unwrap_or_else(|| common.versions.clone());
            let refused = |error: ApplicationError| (error.to_string(), Exit::Preflight);
            let compat = concessions.compat(&spoken).map_err(refused)?;
            let overlay = concessions.overlay().map_err(refused)?;
            let conceded = Conceded { compat, overlay, ..Conceded::default() };
            let command = builtin_command(&scenario, &fault);
            let faults = fault.iter().map(|text| Rule::parse(text)).collect();
            let target = TargetChoice::Builtin { world: scenario };
            Ok(Chosen { faults, ..Chosen::new(target, conceded, common, command) })
        }
        CertifyTarget::Connector(target) => {
            let smoke = target.is_smoke();
            let (target, conceded, common, command) = target.chosen()?;
            Ok(Chosen { smoke, ..Chosen::new(target, conceded, common, command) })
        }
        CertifyTarget::Merchant { url, export_ca, insecure, common } => {
            let command = format!("certify merchant --url {url}");
            let target = TargetChoice::Merchant { url };
            let chosen = Chosen::new(target, Conceded::default(), common, command);
            Ok(Chosen { export_authority: export_ca, insecure, ..chosen })
        }
    }
}

fn options(arguments: CertifyArguments) -> Result<CertifyOptions, (String, Exit)> {
    let Chosen { target, conceded, faults, common, export_authority, insecure, smoke, command } =
        chosen(arguments.target)?;
    let mut plan = common.plan.as_deref().map(Plan::read).transpose();
    if let (Ok(plan), true) = (&mut plan, insecure) {
        plan.get_or_insert_default().tls.insecure = true;
    }
    let plan = plan.map_err(|error| (error.to_string(), Exit::Preflight))?;
    let planned = planned_version(plan.as_ref()).map_err(|error| (error, Exit::Preflight))?;
    let versions = if common.versions.is_empty() { planned.into_iter().collect() } else { common.versions };
    let report = common.report.map_or_else(|| Place::NewRun(PathBuf::from(REPORTS)), Place::Folder);
    Ok(CertifyOptions {
        target,
        conceded,
        plan,
        versions,
        features: common.features,
        contracts: common.contracts,
        tags: common.tags,
        name: common.name,
        jobs: common.jobs,
        fail_fast: common.fail_fast,
        dry_run: common.dry_run,
        smoke,
        quiet: common.quiet,
        report: Destination(report),
        seed: common.seed,
        faults,
        command,
        export_authority,
        platform_listener: None,
    })
}

/// The version that the plan names.
fn planned_version(plan: Option<&Plan>) -> Result<Option<ProtocolVersion>, String> {
    let named = plan.and_then(|plan| plan.target.version.as_deref());
    named.map(version).transpose().map_err(|error| format!("target.version of the plan: {error}"))
}

/// The command as the report shows it.
fn builtin_command(scenario: &str, faults: &[String]) -> String {
    let mut command = format!("certify builtin --scenario {scenario}");
    for fault in faults {
        command.push_str(" --fault \"");
        command.push_str(fault);
        command.push('"');
    }
    command
}

/// Scenarios by verdict, in words.
fn tally(counts: &VerdictCounts) -> String {
    format!(
        "{} passed, {} failed, {} warnings, {} inconclusive, {} not tested, {} not applicable, {} harness errors",
        counts.pass,
        counts.fail,
        counts.warn,
        counts.inconclusive,
        counts.not_tested,
        counts.not_applicable,
        counts.harness_error
    )
}

/// The last lines of a run: what it amounts to, why, and where the evidence is.
fn conclude(certified: &Certified, out: &mut dyn Write) -> std::io::Result<()> {
    let summary = &certified.summary;
    for version in &summary.versions {
        let claim = version.claim.headline().to_lowercase();
        writeln!(out, "{}: {claim}; {}", version.version, tally(&version.scenario_counts))?;
    }
    if summary.versions.len() > 1 {
        writeln!(out, "together: {}", tally(&summary.scenarios))?;
    }
    for defect in &summary.findings {
        writeln!(out, "  {defect}")?;
    }
    writeln!(out, "{}: {}", summary.claim.headline(), summary.claim.proves())?;
    writeln!(out, "report: {}", summary.folder.join("index.html").display())?;
    writeln!(out, "exit {}: {}", summary.exit.code(), summary.exit.meaning())
}
