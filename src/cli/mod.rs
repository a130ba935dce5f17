//! The command line.

pub mod buy;
pub mod certify;
mod concessions;
pub mod connector;
pub mod ctl;
pub mod faults;
pub mod health;
pub mod init;
pub mod kill;
pub mod lint;
pub mod merchant;
pub mod report;
pub mod vectors;

use crate::exit_code::Exit;
use clap::{Parser, Subcommand};
use std::ffi::OsString;

/// Reference merchant and conformance harness for the Universal Commerce Protocol
#[derive(Debug, Parser)]
#[command(name = "ucp-assay", version, arg_required_else_help = true, after_help = exit_codes())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// One variant per subcommand; each is owned by the module of its name.
#[derive(Debug, Subcommand)]
enum Command {
    Buy(buy::BuyArguments),
    Certify(certify::CertifyArguments),
    Ctl(ctl::CtlArguments),
    Faults(faults::FaultsArguments),
    Connector(connector::ConnectorArguments),
    Health(health::HealthArguments),
    Init(init::InitArguments),
    Kill(kill::KillArguments),
    Lint(lint::LintArguments),
    Merchant(merchant::MerchantArguments),
    Report(report::ReportArguments),
    Vectors(vectors::VectorsArguments),
}

/// Runs the program with these arguments (the first is the program's name).
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    crate::telemetry::install();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(message) => return complain(&message),
    };
    match cli.command {
        Command::Buy(arguments) => buy::run(&arguments, &mut std::io::stdout()),
        Command::Certify(arguments) => certify::run(arguments, &mut std::io::stdout()),
        Command::Ctl(arguments) => ctl::run(&arguments, &mut std::io::stdout()),
        Command::Faults(arguments) => faults::run(&arguments, &mut std::io::stdout()),
        Command::Connector(arguments) => connector::run(&arguments, &mut std::io::stdout()),
        Command::Health(arguments) => health::run(&arguments, &mut std::io::stdout()),
        Command::Init(arguments) => init::run(&arguments, &mut std::io::stdout()),
        Command::Kill(arguments) => kill::run(arguments, &mut std::io::stdout()),
        Command::Lint(arguments) => lint::run(&arguments, &mut std::io::stdout()),
        Command::Merchant(arguments) => merchant::run(&arguments, &mut std::io::stdout()),
        Command::Report(arguments) => report::run(&arguments, &mut std::io::stdout()),
        Command::Vectors(arguments) => vectors::run(&arguments, &mut std::io::stdout()),
    }
}

/// Help and version are asked for and succeed; everything else is a misunderstanding.
fn complain(message: &clap::Error) -> Exit {
    // Nothing is left to report to when the terminal is gone.
    let _unprinted = message.print();
    if message.use_stderr() { Exit::Usage } else { Exit::Success }
}

/// The exit codes for the end of the help.
fn exit_codes() -> String {
    let lines = Exit::ALL.iter().map(|exit| format!("  {:>2}  {}\n", exit.code(), exit.meaning()));
    std::iter::once("Exit codes:\n".to_owned()).chain(lines).collect()
}
