//! `ucp-assay ctl`: the control plane from a shell or a script.

mod call;
mod client;
mod command;
mod events;
mod faults;
mod orders;
mod parse;
mod print;
mod session;
#[cfg(test)]
mod tests;
mod traffic;

use crate::exit_code::Exit;
use call::Call;
use clap::Args;
use client::{Failure, Link};
use command::Command;
use std::io::Write;
use std::path::PathBuf;

/// Variable that holds the token when no file is named.
const TOKEN: &str = "UCP_ASSAY_CONTROL_TOKEN";

/// What the exit codes of this command mean.
const EXITS: &str =
    "The token is read from --token-file or $UCP_ASSAY_CONTROL_TOKEN, never from the command line.

Exit codes of ctl:
   0  done
   2  the command line, or what it asked for, could not be understood (400, 413, 415)
   3  not done: no connection, no permission, nothing there, or the state forbids it
  12  a wait ended before enough exchanges came";

/// Rule over a running merchant through its control listener
#[derive(Debug, Args)]
#[command(after_help = EXITS)]
pub struct CtlArguments {
    /// URL of the control listener, as printed when the merchant started
    #[arg(
        long,
        env = "UCP_ASSAY_CONTROL_URL",
        value_name = "URL",
        default_value = "http://localhost:8440",
        global = true
    )]
    url: String,
    /// File that holds the token
    #[arg(long, value_name = "FILE", global = true)]
    token_file: Option<PathBuf>,
    /// PEM file of the root to trust, for a listener with --control-tls
    #[arg(long, value_name = "FILE", global = true)]
    ca: Option<PathBuf>,
    /// Session concerned
    #[arg(long, short, value_name = "NAME", default_value = "default", global = true)]
    session: String,
    /// Print what was answered as JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

/// Runs the subcommand; what was answered goes to `out`, complaints to standard error.
pub fn run(arguments: &CtlArguments, out: &mut dyn Write) -> Exit {
    let outcome = arguments.command.call(&arguments.session).and_then(|call| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::Local(error.to_string()))?;
        runtime.block_on(perform(arguments, call, out))
    });
    match outcome {
        Ok(()) => Exit::Success,
        Err(failure) => {
            if let (true, Some(body)) = (arguments.json, failure.body()) {
                // The complaint below says the same to a person.
                let _unprinted = writeln!(out, "{body}");
            }
            eprintln!("ucp-assay ctl: {failure}");
            failure.exit()
        }
    }
}

async fn perform(arguments: &CtlArguments, call: Call, out: &mut dyn Write) -> Result<(), Failure> {
    let link = Link::open(&arguments.url, arguments.token_file.as_deref(), arguments.ca.as_deref())?;
    if call.operation == events::OPERATION {
        return events::follow(&link, &call, arguments.json, out).await;
    }
    let answer = link.whole(&call).await?;
    // A closed terminal changes nothing about what was done.
    let _unprinted = print::print(&answer, arguments.json, out);
    Ok(())
}
