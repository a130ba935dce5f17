//! `ucp-assay kill`: prove that every scenario can fail, and that no fault goes unnoticed.

use super::certify::version;
use crate::exit_code::Exit;
use crate::harness::kill::{KillOptions, Killed, Policy, kill};
use crate::harness::lane::Lane;
use crate::protocol::version::ProtocolVersion;
use crate::report::Place;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Where matrices go unless told otherwise.
const REPORTS: &str = "reports/kill";

/// Run the merchant with each fault of its lane: every fault must make some scenario fail, and every
/// scenario must fail for some fault
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each with its own flag")]
pub struct KillArguments {
    /// Try the defects of the reference connector on the scenarios about connectors
    #[arg(long)]
    connector: bool,
    /// Only this defect (repeatable; with --connector); idle scenarios are not judged then
    #[arg(long = "defect", value_name = "ID", requires = "connector")]
    defects: Vec<String>,
    /// Only this fault (repeatable); idle scenarios are not judged then
    #[arg(long = "fault", value_name = "ID", conflicts_with = "connector")]
    faults: Vec<String>,
    /// Only scenarios whose tags fit this expression; survivors are not judged then, unless --fault names
    /// them
    #[arg(long, short, value_name = "EXPRESSION")]
    tags: Option<String>,
    /// Protocol version (a date, repeatable); without it, every version
    #[arg(long = "version", value_name = "DATE", value_parser = version)]
    versions: Vec<ProtocolVersion>,
    /// The merchant's world, for scenarios that ask for no other; without it, electronics, or flower-shop for connectors
    #[arg(long, value_name = "WORLD")]
    scenario: Option<String>,
    /// Folder of feature files instead of those shipped
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
    /// Faults tried at once; without it, one more than the machine has cores
    #[arg(long, short, value_name = "N")]
    jobs: Option<usize>,
    /// Seed of samples and draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Take up a run that was cut off, in its folder
    #[arg(long, value_name = "DIR", conflicts_with = "report")]
    resume: Option<PathBuf>,
    /// Folder of the report; without it, a new one below reports/kill
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Try every fault on every scenario, not only on those that could notice it
    #[arg(long)]
    all_scenarios: bool,
    /// Most seconds for one fault
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// Print kill.json instead of the summary
    #[arg(long)]
    json: bool,
    /// Show nothing while running
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the subcommand; results go to `out`, progress and complaints to standard error.
pub fn run(arguments: KillArguments, out: &mut dyn Write) -> Exit {
    let json = arguments.json;
    let options = options(arguments);
    let quiet = options.quiet;
    let say = move |line: String| {
        if !quiet {
            // Progress is a courtesy: a closed standard error must not end a run.
            let _courtesy = writeln!(std::io::stderr(), "{line}");
        }
    };
    match kill(&options, &say) {
        Ok(killed) => {
            // A closed standard output must not change what the run amounts to.
            let _shown = conclude(&killed, json, out);
            killed.document.exit()
        }
        Err(error) => {
            eprintln!("ucp-assay kill: {error}");
            error.exit()
        }
    }
}

fn options(arguments: KillArguments) -> KillOptions {
    let cores = || std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let report = match (&arguments.resume, arguments.report) {
        (Some(folder), _) => Place::Folder(folder.clone()),
        (None, Some(folder)) => Place::Folder(folder),
        (None, None) => Place::NewRun(PathBuf::from(REPORTS)),
    };
    let (lane, world, command) = if arguments.connector {
        (Lane::Connector, "flower-shop", "kill --connector")
    } else {
        (Lane::Merchant, "electronics", "kill")
    };
    let mut options = KillOptions {
        lane,
        faults: if arguments.connector { arguments.defects } else { arguments.faults },
        tags: arguments.tags,
        versions: arguments.versions,
        world: arguments.scenario.unwrap_or_else(|| world.to_owned()),
        features: arguments.features,
        jobs: arguments.jobs.unwrap_or_else(|| cores() + 1).max(1),
        seed: arguments.seed,
        policy: Policy { all: arguments.all_scenarios, ..Policy::default() },
        limit: Duration::from_secs(arguments.limit),
        resume: arguments.resume.is_some(),
        report,
        quiet: arguments.quiet,
        command: command.to_owned(),
    };
    if let Some(selection) = options.selection() {
        options.command = format!("{command} {selection}");
    }
    options
}

/// The last lines of a run: what was found, and where the matrix is.
fn conclude(killed: &Killed, json: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let document = &killed.document;
    if json {
        let text = document.to_json().map_err(std::io::Error::other)?;
        return writeln!(out, "{text}");
    }
    writeln!(out, "{}", document.summary())?;
    writeln!(out, "report: {}", killed.folder.join("kill.html").display())?;
    writeln!(out, "exit {}: {}", document.exit_code, document.claim)
}
