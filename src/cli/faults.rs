//! `ucp-assay faults`: the catalogue of what the merchant can do wrong.

use crate::exit_code::Exit;
use crate::fault::{Fault, catalogue, page};
use clap::{Args, Subcommand};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write;

/// Print the catalogue of faults
#[derive(Debug, Args)]
pub struct FaultsArguments {
    #[command(subcommand)]
    action: FaultsAction,
}

#[derive(Debug, Subcommand)]
enum FaultsAction {
    /// Print every fault in one line
    List {
        /// Print JSON instead
        #[arg(long)]
        json: bool,
    },
    /// Print everything about one fault
    Show {
        /// Its identifier, such as price.drift
        id: String,
        /// Print JSON instead
        #[arg(long)]
        json: bool,
    },
}

/// Runs the subcommand; results go to `out`, complaints to standard error.
pub fn run(arguments: &FaultsArguments, out: &mut dyn Write) -> Exit {
    let text = match &arguments.action {
        FaultsAction::List { json: true } => {
            format!("{:#}\n", Value::Array(catalogue::all().map(page::json).collect()))
        }
        FaultsAction::List { json: false } => list(),
        FaultsAction::Show { id, json } => match catalogue::find(id) {
            Some(fault) if *json => format!("{:#}\n", page::json(fault)),
            Some(fault) => show(fault),
            None => {
                eprintln!("ucp-assay: there is no fault `{id}`; `ucp-assay faults list` prints them all");
                return Exit::Usage;
            }
        },
    };
    match out.write_all(text.as_bytes()) {
        Ok(()) => Exit::Success,
        Err(error) => {
            eprintln!("ucp-assay: {error}");
            Exit::HarnessError
        }
    }
}

fn list() -> String {
    let width = catalogue::all().map(|fault| fault.id.len()).max().unwrap_or_default();
    catalogue::all().fold(String::new(), |mut text, fault| {
        let _ = writeln!(text, "{:width$}  {:9}  {}", fault.id, fault.lane.name(), fault.about);
        text
    })
}

fn show(fault: &Fault) -> String {
    let mut text = format!("{}\n{}\n\n", fault.id, fault.about);
    let _ = writeln!(text, "lane      {}", fault.lane.name());
    let _ = writeln!(text, "stage     {}", fault.stage());
    if !fault.violates.is_empty() {
        let _ = writeln!(text, "violates  {}", fault.violates.join(", "));
    }
    let _ = writeln!(text, "connector {}", fault.reaction);
    for param in fault.params {
        let _ = writeln!(text, "param     {} (default {}): {}", param.name, param.default, param.about);
    }
    let _ = write!(text, "\nfaults:\n{}", page::example(fault));
    text
}
