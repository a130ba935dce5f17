//! `ucp-assay certify connector`: who is certified, and at which merchant.

use super::Common;
use crate::connector::{Defect, Defects};
use crate::exit_code::Exit;
use crate::harness::certify::TargetChoice;
use crate::harness::connector::Contender;
use clap::Args;

/// The connector of this program, as a driver.
const REFERENCE: &str = "reference";

/// What is particular to connectors.
#[derive(Debug, Args)]
pub(super) struct ConnectorTarget {
    /// Driver file of the connector, or `reference` for the one of this program
    #[arg(long, value_name = "FILE|reference")]
    driver: String,
    /// Something the reference connector is to do wrong; may be repeated (`connector --list-defects`)
    #[arg(long = "defect", value_name = "ID", value_parser = defect)]
    defects: Vec<Defect>,
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
    /// Who is certified, the options every target has, and the command as the report shows it.
    pub(super) fn chosen(self) -> Result<(TargetChoice, Common, String), (String, Exit)> {
        let command = self.command();
        let contender = self.contender()?;
        Ok((TargetChoice::Connector { contender, world: self.scenario }, self.common, command))
    }

    fn contender(&self) -> Result<Contender, (String, Exit)> {
        if self.driver == REFERENCE {
            return Ok(Contender::Reference(self.defects.iter().copied().collect::<Defects>()));
        }
        if !self.defects.is_empty() {
            let reason = "--defect is for the reference connector: other people's have their own".to_owned();
            return Err((reason, Exit::Usage));
        }
        Err((format!("--driver {}: driver files are not read yet", self.driver), Exit::Usage))
    }

    fn command(&self) -> String {
        let defects = self.defects.iter().map(|defect| format!(" --defect {}", defect.id()));
        format!("certify connector --driver {}{}", self.driver, defects.collect::<String>())
    }
}
