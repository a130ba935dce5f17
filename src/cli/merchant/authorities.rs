//! One authority per version: a profile sits at the root of its authority and names one version, so
//! merchants of several versions differ in port and in where they keep their state.

use super::MerchantArguments;
use crate::platform::authority::TestAuthority;
use crate::protocol::version::ProtocolVersion;
use crate::simulator::settings::StateBackend;
use crate::simulator::{Application, ApplicationError, Settings};
use std::path::{Path, PathBuf};

/// What sets one authority apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authority {
    version: ProtocolVersion,
    port: u16,
    state: StateBackend,
}

impl Authority {
    /// The settings of this authority.
    pub(super) fn apply(self, common: &Settings) -> Settings {
        let Self { version, port, state } = self;
        Settings { port, version, state, ..common.clone() }
    }
}

/// Arguments that do not go together.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Misuse {
    /// A version is asked for twice.
    #[error("--version {0} is given twice; each version gets one authority, name it once")]
    Repeated(ProtocolVersion),
    /// An option describes one authority.
    #[error("{option} describes one authority, but {count} versions are asked for; {mend}")]
    OneOnly {
        /// The option.
        option: &'static str,
        /// How many versions are asked for.
        count: usize,
        /// What to do instead.
        mend: &'static str,
    },
    /// There are not enough ports above the first.
    #[error("--port {port} leaves no room for {count} versions below 65536; choose a lower one, or 0")]
    NoPorts {
        /// The first port.
        port: u16,
        /// How many are needed.
        count: usize,
    },
}

/// The authorities asked for, in the order of their versions.
///
/// # Errors
/// [`Misuse`] when the arguments do not go together.
pub(super) fn plan(arguments: &MerchantArguments) -> Result<Vec<Authority>, Misuse> {
    let versions = &arguments.versions;
    let count = versions.len();
    let repeated =
        versions.iter().enumerate().find(|(at, version)| versions.iter().take(*at).any(|v| v == *version));
    if let Some((_, version)) = repeated {
        return Err(Misuse::Repeated(*version));
    }
    if count > 1 && arguments.public_url.is_some() {
        let mend = "start one merchant per version, each with its own --public-url";
        return Err(Misuse::OneOnly { option: "--public-url", count, mend });
    }
    if count > 1 && arguments.contracts.is_some() {
        let mend = "start one merchant per version, each with its own --contracts";
        return Err(Misuse::OneOnly { option: "--contracts", count, mend });
    }
    let authority = |(at, version): (usize, &ProtocolVersion)| {
        let port = port(arguments.port, at).ok_or(Misuse::NoPorts { port: arguments.port, count })?;
        let state = if count > 1 { state(&arguments.state, *version) } else { arguments.state.clone() };
        Ok(Authority { version: *version, port, state })
    };
    versions.iter().enumerate().map(authority).collect()
}

/// The port of authority number `at`; 0 stays 0, which picks a free one for each.
fn port(first: u16, at: usize) -> Option<u16> {
    if first == 0 { Some(0) } else { first.checked_add(u16::try_from(at).ok()?) }
}

/// A file of its own per version: `state.db` becomes `state.<version>.db`.
fn state(state: &StateBackend, version: ProtocolVersion) -> StateBackend {
    match state {
        StateBackend::Memory => StateBackend::Memory,
        StateBackend::Sqlite(file) => StateBackend::Sqlite(of_version(file, version)),
    }
}

fn of_version(file: &Path, version: ProtocolVersion) -> PathBuf {
    match file.extension() {
        Some(extension) => {
            let mut ending = std::ffi::OsString::from(version.date());
            ending.push(".");
            ending.push(extension);
            file.with_extension(ending)
        }
        None => file.with_extension(version.date()),
    }
}

/// Writes the certificates of the authorities made for this process into one file, for clients to trust.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn write_certificates(
    applications: &[(ProtocolVersion, Application)],
    path: &Path,
) -> Result<(), ApplicationError> {
    let made = applications.iter().filter_map(|(_, application)| application.authority());
    let bundle: String = made.map(TestAuthority::certificate_pem).collect();
    if bundle.is_empty() {
        return Ok(());
    }
    std::fs::write(path, bundle)
        .map_err(|error| ApplicationError::File { path: path.to_owned(), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use rstest::rstest;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        merchant: MerchantArguments,
    }

    fn planned(line: &str) -> Result<Vec<Authority>, Misuse> {
        let words = std::iter::once("merchant").chain(line.split_whitespace());
        plan(&Line::parse_from(words).merchant)
    }

    fn ports(line: &str) -> Vec<(ProtocolVersion, u16)> {
        planned(line).expect("a plan").into_iter().map(|one| (one.version, one.port)).collect()
    }

    const BOTH: &str = "--version 2026-01-11 --version 2026-04-08";

    #[test]
    fn one_merchant_at_the_latest_version_is_the_default() {
        assert_eq!(ports("--port 9000"), [(ProtocolVersion::LATEST, 9000)]);
    }

    #[test]
    fn versions_get_ports_in_their_order() {
        let swapped = "--version 2026-04-08 --version 2026-01-11 --port 9000";
        assert_eq!(
            ports(swapped),
            [(ProtocolVersion::April2026, 9000), (ProtocolVersion::January2026, 9001)]
        );
        let free = ports(&format!("{BOTH} --port 0"));
        assert_eq!(free, [(ProtocolVersion::January2026, 0), (ProtocolVersion::April2026, 0)]);
    }

    #[test]
    fn versions_keep_their_state_apart() {
        let files = |line: &str| -> Vec<StateBackend> {
            planned(line).expect("a plan").into_iter().map(|one| one.state).collect()
        };
        let at = |file: &str| StateBackend::Sqlite(PathBuf::from(file));
        let both = files(&format!("{BOTH} --state sqlite:a/state.db"));
        assert_eq!(both, [at("a/state.2026-01-11.db"), at("a/state.2026-04-08.db")]);
        assert_eq!(files("--state sqlite:a/state.db"), [at("a/state.db")]);
        let bare = files(&format!("{BOTH} --state sqlite:kept"));
        assert_eq!(bare, [at("kept.2026-01-11"), at("kept.2026-04-08")]);
    }

    #[rstest]
    #[case::twice("--version 2026-04-08 --version 2026-04-08", "given twice")]
    #[case::public_url(&format!("{BOTH} --public-url https://shop.example"), "--public-url")]
    #[case::contracts(&format!("{BOTH} --contracts here"), "--contracts")]
    #[case::ports(&format!("{BOTH} --port 65535"), "--port 65535")]
    fn what_does_not_go_together_is_told(#[case] line: &str, #[case] about: &str) {
        let misuse = planned(line).expect_err("refused").to_string();
        assert!(misuse.contains(about), "{misuse}");
    }
}
