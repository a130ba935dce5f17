//! `ucp-assay merchant`: a merchant for anyone to talk to.

mod announce;
mod authorities;
mod control;

use super::concessions::{self, ConcessionArguments};
use crate::exit_code::Exit;
use crate::fault::Rule;
use crate::protocol::version::ProtocolVersion;
use crate::simulator::settings::{Authentication, ResponseSigning, StateBackend, Tls, WorldSource};
use crate::simulator::{Application, ApplicationError, Settings};
use clap::{Args, ValueEnum};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

/// Run the reference merchant until it is interrupted
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each with its own flag")]
pub struct MerchantArguments {
    /// World the merchant lives in: flower-shop, electronics, minimal, or a YAML file
    #[arg(long, value_name = "NAME|FILE", default_value = "flower-shop")]
    scenario: String,
    /// Port to listen on; 0 picks a free one. Several versions take this one and those that follow it
    #[arg(long, default_value_t = 8443)]
    port: u16,
    /// Address to listen on
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// TLS: a certificate authority made for this process, none, or PEM files
    #[arg(long, value_enum, default_value = "auto")]
    tls: TlsChoice,
    /// File the certificate of the made authority is written to, for clients to trust
    #[arg(long, value_name = "FILE")]
    tls_ca_out: Option<PathBuf>,
    /// Certificate chain for --tls files, PEM, leaf first
    #[arg(long, value_name = "FILE", required_if_eq("tls", "files"))]
    tls_certificate: Option<PathBuf>,
    /// Private key for --tls files, PEM
    #[arg(long, value_name = "FILE", required_if_eq("tls", "files"))]
    tls_key: Option<PathBuf>,
    /// Scheme and authority platforms reach the merchant under, when an ingress that keeps the Host
    /// header stands in front of it
    #[arg(long, value_name = "URL", value_parser = parse_origin)]
    public_url: Option<String>,
    /// Where state lives: memory, or sqlite:FILE, which survives a kill
    #[arg(long, value_name = "memory|sqlite:FILE", default_value = "memory", value_parser = parse_state)]
    state: StateBackend,
    /// Whether platforms must sign their requests
    #[arg(long, value_enum, default_value = "required")]
    auth: AuthChoice,
    /// Which responses the merchant signs
    #[arg(long, value_enum, default_value = "all")]
    response_signing: SigningChoice,
    /// Development: platform profiles and webhook inboxes may live on this machine
    #[arg(long)]
    allow_loopback: bool,
    /// Development: those on this machine may be plain http (implies --allow-loopback)
    #[arg(long)]
    allow_plain_http: bool,
    /// PEM file of a root trusted when profiles are fetched and webhooks delivered; may be repeated
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// Profile URL of an approved platform; others are refused. May be repeated; without it all are served
    #[arg(long, value_name = "URL")]
    approve: Vec<String>,
    /// Contract folder (or official release tree) used instead of the built-in one
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Protocol version spoken. May be repeated: each version gets an authority of its own, in this order
    #[arg(long = "version", value_name = "DATE", default_value = ProtocolVersion::LATEST.date(), value_parser = parse_version)]
    versions: Vec<ProtocolVersion>,
    /// Fault to arm from the start, with parameters after semicolons ("wire.latency; millis=50"); may be
    /// repeated. `ucp-assay faults list` prints them all
    #[arg(long, value_name = "ID[; NAME=VALUE]")]
    fault: Vec<String>,
    /// Seed of every draw: chances of faults, latencies, jitter
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Development: requests may bring faults in the header UCP-Assay-Fault
    #[arg(long)]
    allow_fault_header: bool,
    /// Development: magic values in requests name faults, such as the item `bouquet_roses!price.drift`
    #[arg(long)]
    magic_faults: bool,
    /// Worker threads; 0 means one per core
    #[arg(long, default_value_t = 0)]
    workers: usize,
    #[command(flatten)]
    concessions: ConcessionArguments,
    #[command(flatten)]
    control: control::ControlArguments,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TlsChoice {
    Auto,
    Off,
    Files,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AuthChoice {
    Required,
    Optional,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SigningChoice {
    All,
    Completion,
    None,
}

fn parse_state(text: &str) -> Result<StateBackend, String> {
    match text.split_once(':') {
        None if text == "memory" => Ok(StateBackend::Memory),
        Some(("sqlite", file)) if !file.is_empty() => Ok(StateBackend::Sqlite(PathBuf::from(file))),
        Some(_) | None => Err("expected memory or sqlite:FILE".to_owned()),
    }
}

fn parse_origin(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") || url.path() != "/" || url.query().is_some() {
        return Err("expected scheme and authority only, such as https://shop.example".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn parse_version(text: &str) -> Result<ProtocolVersion, String> {
    ProtocolVersion::parse(text).ok_or_else(|| {
        let known: Vec<&str> = ProtocolVersion::ALL.iter().map(|version| version.date()).collect();
        format!("unknown version; spoken are {}", known.join(", "))
    })
}

impl MerchantArguments {
    /// What every authority has in common; version, port and state are those of a single one.
    fn settings(&self) -> Result<Settings, ApplicationError> {
        let compat = self.concessions.compat(&self.versions)?;
        let plain_http = self.allow_plain_http || compat.is_some();
        Ok(Settings {
            host: self.host,
            port: self.port,
            tls: self.tls(),
            public_url: self.public_url.clone(),
            workers: self.workers,
            world: world(&self.scenario),
            version: self.versions.first().copied().unwrap_or(ProtocolVersion::LATEST),
            authentication: match self.auth {
                AuthChoice::Required => Authentication::Required,
                AuthChoice::Optional => Authentication::Optional,
            },
            response_signing: match self.response_signing {
                SigningChoice::All => ResponseSigning::All,
                SigningChoice::Completion => ResponseSigning::Completion,
                SigningChoice::None => ResponseSigning::None,
            },
            allow_loopback: self.allow_loopback || plain_http,
            allow_plain_http: plain_http,
            trusted_roots: self.trust.iter().map(|path| read(path)).collect::<Result<_, _>>()?,
            approved_platforms: self.approve.clone(),
            state: self.state.clone(),
            contracts: self.contracts.clone(),
            compat,
            overlay: self.concessions.overlay()?,
            faults: self.fault.iter().map(|text| Rule::parse(text)).collect(),
            seed: self.seed,
            fault_header: self.allow_fault_header,
            magic_faults: self.magic_faults,
            ..Settings::default()
        })
    }

    fn tls(&self) -> Tls {
        match (self.tls, &self.tls_certificate, &self.tls_key) {
            (TlsChoice::Files, Some(certificate), Some(key)) => {
                Tls::Files { certificate: certificate.clone(), key: key.clone() }
            }
            (TlsChoice::Off, _, _) => Tls::Off,
            (TlsChoice::Auto | TlsChoice::Files, _, _) => Tls::Auto,
        }
    }
}

/// A name of a built-in world, or a file: whatever looks like a path is one.
fn world(scenario: &str) -> WorldSource {
    let extension = Path::new(scenario).extension().is_some();
    let is_file = extension || scenario.contains(['/', '\\']);
    if is_file {
        WorldSource::File(PathBuf::from(scenario))
    } else {
        WorldSource::Builtin(scenario.to_owned())
    }
}

fn read(path: &Path) -> Result<String, ApplicationError> {
    std::fs::read_to_string(path)
        .map_err(|error| ApplicationError::File { path: path.to_owned(), reason: error.to_string() })
}

/// Runs the merchant; what listens where goes to `out`, complaints to standard error. Exit code 3 when it
/// cannot be started.
pub fn run(arguments: &MerchantArguments, out: &mut dyn Write) -> Exit {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("ucp-assay: no runtime: {error}");
            return Exit::HarnessError;
        }
    };
    let settings = match authorities::plan(arguments) {
        Ok(plan) => {
            arguments.settings().map(|common| plan.into_iter().map(|one| one.apply(&common)).collect())
        }
        Err(misuse) => {
            eprintln!("ucp-assay: {misuse}");
            return Exit::Usage;
        }
    };
    match settings.and_then(|settings| runtime.block_on(serve(arguments, settings, out))) {
        Ok(()) => Exit::Success,
        Err(error) => {
            eprintln!("ucp-assay: {error}");
            Exit::Preflight
        }
    }
}

async fn serve(
    arguments: &MerchantArguments,
    settings: Vec<Settings>,
    out: &mut dyn Write,
) -> Result<(), ApplicationError> {
    let mut applications = Vec::with_capacity(settings.len());
    for one in settings {
        let version = one.version;
        applications.push((version, Application::build(one).await?));
    }
    if let Some(path) = &arguments.tls_ca_out {
        authorities::write_certificates(&applications, path)?;
    }
    let control = arguments.control.open(&applications)?;
    // A closed standard output is no reason not to serve.
    let _unprinted = announce::announce(arguments, &applications, control.as_ref(), out);
    let running = applications.iter_mut().map(|(_, application)| Box::pin(application.run_until_stopped()));
    tokio::select! {
        _ = futures::future::select_all(running) => {}
        () = interrupted() => {}
    }
    for (_, application) in &applications {
        let _unprinted = concessions::account(&application.sessions().concessions(), out);
    }
    if let Some(control) = control {
        control.stop().await;
    }
    futures::future::join_all(applications.into_iter().map(|(_, application)| application.stop())).await;
    Ok(())
}

/// Ends on Ctrl-C, and where there are signals on a request to terminate.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://shop.example", Some("https://shop.example"))]
    #[case("https://shop.example:8443/", Some("https://shop.example:8443"))]
    #[case("https://shop.example/ucp", None)]
    #[case("https://shop.example/?a=b", None)]
    #[case("ftp://shop.example", None)]
    #[case("shop.example", None)]
    fn a_public_url_is_scheme_and_authority(#[case] text: &str, #[case] origin: Option<&str>) {
        assert_eq!(parse_origin(text).ok().as_deref(), origin);
    }
}
