//! `ucp-assay init`: write a plan for a merchant from what its profile says.

use crate::exit_code::Exit;
use crate::harness::init::{InitError, draft_plan};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Write a plan for a merchant, filled in from its profile, with a comment at everything left to you
#[derive(Debug, Args)]
pub struct InitArguments {
    /// Base URL of the merchant
    #[arg(long, value_name = "URL")]
    url: String,
    /// File to write; without it the plan is printed
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file when it is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Accept any certificate of the merchant
    #[arg(long)]
    insecure: bool,
}

/// Runs the subcommand; results go to `out`, complaints to standard error.
pub fn run(arguments: &InitArguments, out: &mut dyn Write) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("ucp-assay init: no runtime: {error}");
            return Exit::HarnessError;
        }
    };
    let text = match runtime.block_on(draft_plan(&arguments.url, arguments.insecure)) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("ucp-assay init: {error}");
            return exit(&error);
        }
    };
    match write(arguments, &text, out) {
        Ok(()) => Exit::Success,
        Err(message) => {
            eprintln!("ucp-assay init: {message}");
            Exit::Preflight
        }
    }
}

const fn exit(error: &InitError) -> Exit {
    match error {
        InitError::Unreachable { .. } | InitError::NoProfile { .. } => Exit::Preflight,
        InitError::Client(_) => Exit::HarnessError,
    }
}

fn write(arguments: &InitArguments, text: &str, out: &mut dyn Write) -> Result<(), String> {
    let Some(path) = &arguments.output else {
        return out.write_all(text.as_bytes()).map_err(|error| error.to_string());
    };
    if path.exists() && !arguments.force {
        return Err(format!("{} is there already; --force replaces it", path.display()));
    }
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    writeln!(
        out,
        "{} written: fill in what its comments ask for, then run `ucp-assay lint plan {0}`",
        path.display()
    )
    .map_err(|error| error.to_string())
}
