//! `ucp-assay lint`: check what people write (features, plans, driver and scenario files) and print the index
//! of steps. Every complaint names file and line.

use crate::connector::drive::file::Loaded;
use crate::exit_code::Exit;
use crate::harness::plan::Plan;
use crate::harness::registry::{Registry, index_json, index_markdown};
use crate::harness::steps::SUBJECTS;
use crate::harness::suite::{self, Suite};
use crate::protocol::contract::Contract;
use crate::protocol::version::ProtocolVersion;
use crate::simulator::check_world;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Check features, plans, driver and scenario files; print the index of steps
#[derive(Debug, Args)]
pub struct LintArguments {
    #[command(subcommand)]
    subject: LintSubject,
}

#[derive(Debug, Subcommand)]
enum LintSubject {
    /// Check feature files: syntax, names, clauses, steps
    Features {
        /// Folder or file; without it, the features shipped
        path: Option<PathBuf>,
    },
    /// Print every step with what it does and an example
    Steps {
        /// Print JSON instead of Markdown
        #[arg(long)]
        json: bool,
    },
    /// Check a plan file
    Plan {
        /// The file
        path: PathBuf,
    },
    /// Check driver files: how connectors are asked
    Driver {
        /// The files
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Check a scenario file (a merchant's world)
    Scenario {
        /// The file
        path: PathBuf,
    },
}

/// Runs the subcommand; results go to `out`, complaints to standard error.
pub fn run(arguments: &LintArguments, out: &mut dyn Write) -> Exit {
    let complaints = match &arguments.subject {
        LintSubject::Features { path } => features(path.as_deref(), out),
        LintSubject::Steps { json } => steps(*json, out),
        LintSubject::Plan { path } => plan(path, out),
        LintSubject::Driver { paths } => paths.iter().flat_map(|path| driver(path, out)).collect(),
        LintSubject::Scenario { path } => scenario(path, out),
    };
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    if complaints.is_empty() { Exit::Success } else { Exit::Preflight }
}

fn registry() -> Result<Registry, Vec<String>> {
    Registry::compile(SUBJECTS).map_err(|error| vec![error.to_string()])
}

fn features(path: Option<&Path>, out: &mut dyn Write) -> Vec<String> {
    let files = match path.map_or_else(|| Ok(suite::embedded()), suite::from_folder) {
        Ok(files) => files,
        Err(error) => return vec![error.to_string()],
    };
    let suite = match Suite::parse(&files) {
        Ok(suite) => suite,
        Err(errors) => return errors.iter().map(ToString::to_string).collect(),
    };
    let registry = match registry() {
        Ok(registry) => registry,
        Err(complaints) => return complaints,
    };
    let registers = ProtocolVersion::ALL.map(|version| (version, Contract::embedded(version).register()));
    let findings = suite::lint(&suite, &registry, &registers);
    if findings.is_empty() {
        return told(out, &format!("{} files, {} scenarios: clean\n", files.len(), suite.cases().len()));
    }
    findings.iter().map(ToString::to_string).collect()
}

fn steps(json: bool, out: &mut dyn Write) -> Vec<String> {
    match registry() {
        Ok(registry) if json => told(out, &format!("{:#}\n", index_json(&registry))),
        Ok(registry) => told(out, &index_markdown(&registry)),
        Err(complaints) => complaints,
    }
}

fn plan(path: &Path, out: &mut dyn Write) -> Vec<String> {
    match Plan::read(path) {
        Ok(plan) => {
            let missing = plan.missing();
            let left_out = if missing.is_empty() { "nothing".to_owned() } else { missing.join(", ") };
            told(
                out,
                &format!(
                    "{}: usable; left out (their scenarios are not tested): {left_out}\n",
                    path.display()
                ),
            )
        }
        Err(error) => vec![error.to_string()],
    }
}

fn driver(path: &Path, out: &mut dyn Write) -> Vec<String> {
    match Loaded::read(path) {
        Ok(driver) => {
            let missing = driver.missing();
            let left_out = if missing.is_empty() { "nothing".to_owned() } else { missing.join(", ") };
            let file = path.display();
            told(
                out,
                &format!("{file}: usable; not offered (their scenarios are not applicable): {left_out}\n"),
            )
        }
        Err(error) => vec![error.to_string()],
    }
}

fn scenario(path: &Path, out: &mut dyn Write) -> Vec<String> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return vec![format!("{}: {error}", path.display())],
    };
    match check_world(&text, &path.display().to_string()) {
        Ok(_) => told(out, &format!("{}: usable\n", path.display())),
        Err(error) => vec![error.to_string()],
    }
}

/// Prints; a reader that went away is no complaint about the files.
fn told(out: &mut dyn Write, text: &str) -> Vec<String> {
    let _reader_may_be_gone = out.write_all(text.as_bytes());
    Vec::new()
}
