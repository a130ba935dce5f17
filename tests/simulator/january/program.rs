//! The program itself, started with both versions.

use crate::support::Answer;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use ucp_assay::platform::authority::{TestAuthority, TlsVersions, install_provider};
use ucp_assay::platform::outbound::{Client, ClientSettings, Policy, Request};
use ucp_assay::protocol::version::ProtocolVersion;

/// Killed when dropped.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _already_gone = self.0.kill();
        let _already_reaped = self.0.wait();
    }
}

/// Starts the merchant and returns it with what it says until it serves.
fn start(arguments: &[&str]) -> (Program, Vec<String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucp-assay"));
    command.arg("merchant").args(["--port", "0", "--tls", "off"]).args(arguments);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("started");
    let lines = BufReader::new(child.stdout.take().expect("an output")).lines().map_while(Result::ok);
    let told = lines.take_while(|line| !line.starts_with("Stop")).collect();
    (Program(child), told)
}

#[tokio::test]
async fn every_version_gets_an_authority_of_its_own() {
    install_provider();
    let versions = ProtocolVersion::ALL;
    let arguments: Vec<&str> = versions.iter().flat_map(|version| ["--version", version.date()]).collect();
    let (_program, told) = start(&arguments);
    let profiles: Vec<&str> =
        told.iter().filter_map(|line| line.strip_prefix("profile").map(str::trim)).collect();
    assert_eq!(profiles.len(), versions.len(), "{told:#?}");
    let roots = TestAuthority::generate().expect("an authority");
    roots.server_config(TlsVersions::Only13).expect("TLS");
    let settings = ClientSettings::new(Policy::UNGUARDED, roots.roots().expect("roots"));
    let client = Client::new(settings).expect("a client");
    for (version, url) in versions.iter().zip(profiles) {
        let profile = Answer::of(client.send(Request::get(url)).await.expect("an answer"));
        assert_eq!((profile.status, profile.text("/ucp/version")), (200, version.date()), "{url}");
        assert!(
            profile.body.to_string().contains(url.trim_end_matches("/.well-known/ucp")),
            "its own endpoint"
        );
    }
}

#[tokio::test]
async fn one_version_is_one_authority() {
    let (_program, told) = start(&[]);
    let merchants: Vec<&String> = told.iter().filter(|line| line.starts_with("merchant")).collect();
    assert_eq!(merchants.len(), 1, "{told:#?}");
    assert!(merchants[0].contains(ProtocolVersion::LATEST.date()), "{told:#?}");
}
