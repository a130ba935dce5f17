//! `ucp-assay health`: ask a running merchant how it is; for container health checks.

use crate::exit_code::Exit;
use crate::platform::authority::{TrustedRoots, install_provider};
use crate::platform::outbound::{Client, ClientSettings, Limits, Policy, Request};
use clap::Args;
use std::io::Write;
use std::time::Duration;

/// Ask a running merchant whether it is healthy: exit 0 when it answers 200, 3 otherwise
#[derive(Debug, Args)]
pub struct HealthArguments {
    /// URL to ask
    #[arg(long, value_name = "URL", default_value = "https://127.0.0.1:8443/healthz")]
    url: String,
    /// Accept any certificate: the merchant's own authority is made anew for every process
    #[arg(long)]
    insecure: bool,
}

/// Longest wait for the connection, and for the answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Runs the subcommand; what was seen goes to `out`, complaints to standard error.
pub fn run(arguments: &HealthArguments, out: &mut dyn Write) -> Exit {
    match ask(arguments) {
        Ok(status) => {
            // A closed terminal changes nothing about the merchant's health.
            let _unprinted = writeln!(out, "{} answered {status}", arguments.url);
            if status == 200 { Exit::Success } else { Exit::Preflight }
        }
        Err(reason) => {
            eprintln!("ucp-assay health: {reason}");
            Exit::Preflight
        }
    }
}

fn ask(arguments: &HealthArguments) -> Result<u16, String> {
    install_provider();
    let roots = if arguments.insecure { TrustedRoots::none().unchecked() } else { TrustedRoots::system() };
    let limits = Limits { connect: PATIENCE, read: PATIENCE * 2, total: PATIENCE * 2, ..Limits::DOCUMENT };
    let settings = ClientSettings::new(Policy::UNGUARDED, roots).with_limits(limits);
    let client = Client::new(settings).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let answer = runtime.block_on(client.send(Request::get(&arguments.url)));
    answer.map(|answer| answer.status).map_err(|error| format!("{}: {error}", arguments.url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_nobody_listens_on_is_not_healthy() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let arguments = HealthArguments { url: format!("https://{free}/healthz"), insecure: true };
        assert_eq!(run(&arguments, &mut Vec::new()), Exit::Preflight);
    }
}
