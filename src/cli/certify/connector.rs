//! `ucp-assay certify connector`: who is certified, and at which merchant.

use super::Common;
use crate::connector::drive::{Concession, DriverFleet};
use crate::connector::{Defect, Defects};
use crate::exit_code::Exit;
use crate::harness::certify::TargetChoice;
use crate::harness::connector::{Contender, Served};
use crate::harness::target::Conceded;
use crate::simulator::compat::OfficialSuite;
use crate::simulator::overlay::TalosSettings;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The connector of this program, as a driver.
const REFERENCE: &str = "reference";

/// What is particular to connectors.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("who").required(true).args(["driver", "watch"]))]
pub(super) struct ConnectorTarget {
    /// Driver file of the connector, or `reference` for the one of this program
    #[arg(long, value_name = "FILE|reference")]
    driver: Option<String>,
    /// Something the reference connector is to do wrong; may be repeated (`connector --list-defects`)
    #[arg(long = "defect", value_name = "ID", value_parser = defect, requires = "driver")]
    defects: Vec<Defect>,
    /// Only start the connector, let it discover and open one checkout, and say what is missing
    #[arg(long, requires = "driver")]
    smoke: bool,
    /// Drive nobody: serve a merchant, let anybody shop, and judge what was sent; ends by --for, --until or an interrupt
    #[arg(long)]
    watch: bool,
    /// Seconds to watch
    #[arg(long = "for", value_name = "SECONDS", requires = "watch", value_parser = clap::value_parser!(u64).range(1..))]
    seconds: Option<u64>,
    /// Checkouts to watch
    #[arg(long, value_name = "N", requires = "watch", value_parser = clap::value_parser!(u32).range(1..))]
    until: Option<u32>,
    /// Port of the merchant that is watched; 0 picks a free one
    #[arg(long, value_name = "PORT", default_value_t = 0, requires = "watch")]
    port: u16,
    /// File to which the certificate is written that whoever shops has to trust
    #[arg(long, value_name = "FILE", requires = "watch")]
    tls_ca_out: Option<PathBuf>,
    /// PEM file of a root trusted when the shopper's profile is fetched; may be repeated
    #[arg(long, value_name = "FILE", requires = "watch")]
    trust: Vec<PathBuf>,
    /// Public key of the connector, for drivers that ask for the Talos flavour; may be repeated
    #[arg(long, value_name = "KID=FILE", value_parser = super::super::concessions::parse_key, requires = "driver")]
    talos_key: Vec<(String, PathBuf)>,
    /// The world of the merchant it shops at
    #[arg(long, value_name = "WORLD", default_value = "flower-shop")]
    scenario: String,
    #[command(flatten)]
    common: Common,
}

fn defect(text: &str) -> Result<Defect, String> {
    Defect::parse(text).map_err(|error| error.to_string())
}

impl ConnectorTarget {
    /// Whether only the first look is asked for.
    pub(super) const fn is_smoke(&self) -> bool {
        self.smoke
    }

    /// Who is certified, the options every target has, and the command as the report shows it.
    pub(super) fn chosen(self) -> Result<(TargetChoice, Conceded, Common, String), (String, Exit)> {
        let command = self.command();
        let contender = self.contender()?;
        let conceded = self.conceded(&contender)?;
        Ok((TargetChoice::Connector { contender, world: self.scenario }, conceded, self.common, command))
    }

    fn contender(&self) -> Result<Contender, (String, Exit)> {
        match self.driver.as_deref() {
            None => Ok(Contender::Anybody(self.served()?)),
            Some(REFERENCE) => Ok(Contender::Reference(self.defects.iter().copied().collect::<Defects>())),
            Some(_) if !self.defects.is_empty() => {
                let reason = "--defect is for the reference connector: other people's have their own";
                Err((reason.to_owned(), Exit::Usage))
            }
            Some(file) => {
                let fleet = DriverFleet::read(Path::new(file))
                    .map_err(|error| (error.to_string(), Exit::Preflight))?;
                Ok(Contender::Driven(Arc::new(fleet)))
            }
        }
    }

    /// What the merchant has to let pass for it beyond the protocol, as its driver file says.
    fn conceded(&self, contender: &Contender) -> Result<Conceded, (String, Exit)> {
        let failed = |error: &dyn std::fmt::Display| (error.to_string(), Exit::HarnessError);
        let Contender::Driven(fleet) = contender else { return Ok(Conceded::default()) };
        match fleet.traits().concession {
            Concession::None => Ok(Conceded::default()),
            Concession::OfficialSuite => {
                let compat = OfficialSuite::with_made_secret().map_err(|error| failed(&error))?;
                Ok(Conceded { compat: Some(compat), ..Conceded::default() })
            }
            Concession::Talos => {
                let pems = self.talos_key.iter().map(|(kid, path)| Ok((kid.as_str(), read(path)?)));
                let pems: Vec<(&str, String)> = pems.collect::<Result<_, (String, Exit)>>()?;
                let keys = pems.iter().map(|(kid, pem)| (*kid, pem.as_str()));
                let overlay = TalosSettings::new(keys, TalosSettings::WINDOW);
                let overlay = overlay.map_err(|error| (format!("--talos-key: {error}"), Exit::Usage))?;
                Ok(Conceded { overlay: Some(overlay), ..Conceded::default() })
            }
        }
    }

    fn served(&self) -> Result<Served, (String, Exit)> {
        let trusted_roots = self.trust.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
        Ok(Served {
            port: self.port,
            trusted_roots,
            certificate: self.tls_ca_out.clone(),
            time: self.seconds.map(Duration::from_secs),
            checkouts: self.until.and_then(|count| usize::try_from(count).ok()),
            announce: Arc::new(|line| eprintln!("{line}")),
        })
    }

    fn command(&self) -> String {
        let Some(driver) = &self.driver else { return "certify connector --watch".to_owned() };
        let defects = self.defects.iter().map(|defect| format!(" --defect {}", defect.id()));
        format!("certify connector --driver {driver}{}", defects.collect::<String>())
    }
}

fn read(path: &Path) -> Result<String, (String, Exit)> {
    let failed = |error| (format!("{}: {error}", path.display()), Exit::Usage);
    std::fs::read_to_string(path).map_err(failed)
}
