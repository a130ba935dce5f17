//! Switches that concede more than the protocol, for every command that starts our merchant.

use crate::protocol::version::ProtocolVersion;
use crate::simulator::ApplicationError;
use crate::simulator::compat::{OfficialSuite, SimulationSecret};
use crate::simulator::concession::{Concession as _, Concessions};
use crate::simulator::overlay::TalosSettings;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Environment variable that carries the simulation secret.
const SECRET_VARIABLE: &str = "UCP_ASSAY_SIMULATION_SECRET";

/// Switches that concede more than the protocol; none is ever on by itself.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Beyond the protocol (never on by itself, named in journal and report)")]
pub(super) struct ConcessionArguments {
    /// What the official conformance suite of the first protocol version needs
    #[arg(long, value_enum)]
    compat: Option<CompatChoice>,
    /// File with the secret of the suite's simulation route; without it, and without the environment
    /// variable, one is made and printed once
    #[arg(long, value_name = "FILE", requires = "compat")]
    simulation_secret_file: Option<PathBuf>,
    /// The same secret by environment
    #[arg(skip = std::env::var(SECRET_VARIABLE).ok())]
    simulation_secret: Option<String>,
    /// A flavour of requests and profile beside the protocol
    #[arg(long, value_enum, requires = "talos_key")]
    profile_overlay: Option<OverlayChoice>,
    /// Public key of a Talos connector: its kid and a PEM file. May be repeated
    #[arg(long, value_name = "KID=FILE", requires = "profile_overlay", value_parser = parse_key)]
    talos_key: Vec<(String, PathBuf)>,
    /// Seconds a Talos signature may be dated from now, on either side
    #[arg(long, value_name = "SECONDS", requires = "profile_overlay", default_value_t = TalosSettings::WINDOW.as_secs())]
    talos_window: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CompatChoice {
    OfficialSuite,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OverlayChoice {
    Talos,
}

pub(super) fn parse_key(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((kid, file)) if !kid.is_empty() && !file.is_empty() => Ok((kid.to_owned(), PathBuf::from(file))),
        Some(_) | None => Err("expected KID=FILE, such as connector-1=connector.pem".to_owned()),
    }
}

impl ConcessionArguments {
    /// The official-suite switch, for a merchant of these protocol versions.
    ///
    /// # Errors
    /// When it concerns none of the versions, the secret cannot be read or is weak, or none can be made.
    pub(super) fn compat(
        &self,
        versions: &[ProtocolVersion],
    ) -> Result<Option<OfficialSuite>, ApplicationError> {
        match self.compat {
            None => Ok(None),
            Some(CompatChoice::OfficialSuite) => {
                let switch = self.suite()?;
                if versions.iter().any(|version| switch.concerns(version.edition())) {
                    return Ok(Some(switch));
                }
                let all = ProtocolVersion::ALL.into_iter();
                let concerned = all.filter(|version| switch.concerns(version.edition()));
                let wanted: Vec<String> = concerned.map(|version| format!("--version {version}")).collect();
                let reason = format!("{} needs {}", switch.switch(), wanted.join(" or "));
                Err(ApplicationError::Setup(reason))
            }
        }
    }

    fn suite(&self) -> Result<OfficialSuite, ApplicationError> {
        let setup =
            |place: &str, error: &dyn std::fmt::Display| ApplicationError::Setup(format!("{place}: {error}"));
        let chosen = match (&self.simulation_secret_file, &self.simulation_secret) {
            (Some(path), _) => Some((path.display().to_string(), read(path)?)),
            (None, Some(text)) => Some((SECRET_VARIABLE.to_owned(), text.clone())),
            (None, None) => None,
        };
        match chosen {
            Some((place, text)) => SimulationSecret::chosen(&text)
                .map(OfficialSuite::with_secret)
                .map_err(|error| setup(&place, &error)),
            None => OfficialSuite::with_made_secret().map_err(|error| setup("--compat", &error)),
        }
    }

    /// The overlay, with its keys read.
    ///
    /// # Errors
    /// When a key cannot be read or used, or the window makes no sense.
    pub(super) fn overlay(&self) -> Result<Option<TalosSettings>, ApplicationError> {
        match self.profile_overlay {
            None => Ok(None),
            Some(OverlayChoice::Talos) => {
                let pems = self.talos_key.iter().map(|(kid, path)| Ok((kid.as_str(), read(path)?)));
                let pems: Vec<(&str, String)> = pems.collect::<Result<_, ApplicationError>>()?;
                let keys = pems.iter().map(|(kid, pem)| (*kid, pem.as_str()));
                let settings = TalosSettings::new(keys, Duration::from_secs(self.talos_window));
                settings.map(Some).map_err(|error| ApplicationError::Setup(error.to_string()))
            }
        }
    }
}

fn read(path: &Path) -> Result<String, ApplicationError> {
    std::fs::read_to_string(path)
        .map_err(|error| ApplicationError::File { path: path.to_owned(), reason: error.to_string() })
}

/// Prints what is conceded, one line per term.
///
/// # Errors
/// When nothing can be written.
pub(super) fn announce(concessions: &Concessions, out: &mut dyn Write) -> std::io::Result<()> {
    for (switch, terms) in concessions.terms() {
        writeln!(out, "conceded    {switch}: {} relaxations, none of them in the protocol", terms.len())?;
        for term in terms {
            writeln!(out, "              {:<22} {}", term.name, term.effect)?;
        }
    }
    for line in concessions.announcements() {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Prints what was conceded and how often.
///
/// # Errors
/// When nothing can be written.
pub(super) fn account(concessions: &Concessions, out: &mut dyn Write) -> std::io::Result<()> {
    let used = concessions.used();
    if concessions.is_empty() {
        return Ok(());
    }
    writeln!(out, "conceded in this run:{}", if used.is_empty() { " nothing" } else { "" })?;
    for (name, times) in used {
        writeln!(out, "  {times:>6} x {name}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("k1=key.pem", Some(("k1", "key.pem")))]
    #[case("k1=dir/a=b.pem", Some(("k1", "dir/a=b.pem")))]
    #[case("key.pem", None)]
    #[case("=key.pem", None)]
    #[case("k1=", None)]
    fn a_key_is_named(#[case] text: &str, #[case] expected: Option<(&str, &str)>) {
        let parsed = parse_key(text).ok();
        let parsed = parsed.as_ref().map(|(kid, path)| (kid.as_str(), path.to_str().unwrap()));
        assert_eq!(parsed, expected);
    }
}
