//! `ucp-assay connector`: the reference connector as a tool for agents and for drivers.

pub mod options;

use crate::clock::Clock;
use crate::connector::defect::Defect;
use crate::connector::trace::Trace;
use crate::connector::{Reference, mcp, shim, streams};
use crate::exit_code::Exit;
use clap::Args;
use options::AgentOptions;
use std::io::Write;

/// Run the reference connector on the standard streams: as an MCP server, or behind JSON lines
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line, each with its own flag")]
#[command(group = clap::ArgGroup::new("mode").required(true).args(["mcp", "shim", "list_defects"]))]
pub struct ConnectorArguments {
    /// Speak MCP on standard input and output until the input ends
    #[arg(long)]
    mcp: bool,
    /// Answer questions in JSON lines (docs/connector-drivers.md) until the input ends
    #[arg(long)]
    shim: bool,
    /// Print every defect that --defect takes, with the clauses concerned
    #[arg(long)]
    list_defects: bool,
    /// Write what the connector does and why to standard error, as JSON lines
    #[arg(long)]
    trace: bool,
    #[command(flatten)]
    agent: AgentOptions,
}

/// Runs the connector. Exit code 3 when it cannot be started, 20 when the session breaks.
pub fn run(arguments: &ConnectorArguments, out: &mut dyn Write) -> Exit {
    if arguments.list_defects {
        return list(out);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("ucp-assay: no runtime: {error}");
            return Exit::HarnessError;
        }
    };
    let ended = runtime.block_on(serve(arguments));
    // The standard input is read on a thread that only its end could stop.
    runtime.shutdown_background();
    ended
}

async fn serve(arguments: &ConnectorArguments) -> Exit {
    let clock = Clock::system();
    let trace = if arguments.trace {
        Trace::with_listener(clock.clone(), |entry| {
            eprintln!("{}", serde_json::to_string(entry).unwrap_or_default());
        })
    } else {
        Trace::new(clock.clone())
    };
    let connector = match arguments.agent.start("connector", clock, trace) {
        Ok(connector) => connector,
        Err(error) => {
            eprintln!("ucp-assay: {error}");
            return Exit::Preflight;
        }
    };
    let ended = if arguments.shim {
        serve_shim(&connector).await.map_err(|error| error.to_string())
    } else {
        mcp::serve(connector).await.map_err(|error| error.to_string())
    };
    match ended {
        Ok(()) => Exit::Success,
        Err(error) => {
            eprintln!("ucp-assay: {error}");
            Exit::HarnessError
        }
    }
}

async fn serve_shim(connector: &Reference) -> std::io::Result<()> {
    let (input, output) = streams::standard()?;
    shim::serve(connector, tokio::io::BufReader::new(input), output).await
}

fn list(out: &mut dyn Write) -> Exit {
    for defect in Defect::ALL {
        let row = defect.row();
        let line = writeln!(out, "{:26} {} [{}]", row.id, row.summary, row.clauses.join(", "));
        if line.is_err() {
            return Exit::ReportNotWritten;
        }
    }
    Exit::Success
}
