//! Who is certified when connectors are.

use super::seat::Surrounding;
use crate::connector::reference::{Demand, Pace, Reference, Settings};
use crate::connector::{Defect, Defects, Driver, Trace};
use crate::harness::interrupt::{Interrupt, StepResult};
use crate::platform::outbound::{Limits, Policy};
use crate::protocol::version::ProtocolVersion;
use std::sync::Arc;
use std::time::Duration;

/// How long the reference connector waits for an answer: it talks to this process.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// How long the wire must be silent after the reference connector has answered; it does nothing in the background.
const SILENCE: Duration = Duration::from_millis(20);

/// Who is certified.
#[derive(Clone, Debug)]
pub enum Contender {
    /// The reference connector in this process, with these defects.
    Reference(Defects),
}

/// A connector that was started for a scenario.
pub struct Started {
    /// What drives it.
    pub driver: Arc<dyn Driver>,
    /// What it did and why, of the reference connector.
    pub trace: Option<Trace>,
    /// Counts occasions for defects, of the reference connector.
    pub defects: Option<Defects>,
}

impl std::fmt::Debug for Started {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Started").field("driver", &self.driver.name()).finish_non_exhaustive()
    }
}

impl Contender {
    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Reference(defects) if defects.is_empty() => "reference connector".to_owned(),
            Self::Reference(defects) => {
                let named: Vec<&str> = defects.iter().map(Defect::id).collect();
                format!("reference connector with {}", named.join(", "))
            }
        }
    }

    /// The protocol versions it speaks.
    #[must_use]
    pub fn versions(&self) -> Vec<ProtocolVersion> {
        match self {
            Self::Reference(_) => ProtocolVersion::ALL.to_vec(),
        }
    }

    /// Whether it has an operation, by the name of drivers (`create`).
    #[must_use]
    pub const fn has(&self, _operation: &str) -> bool {
        match self {
            Self::Reference(_) => true,
        }
    }

    /// Whether its time is the business's, so that a scenario can let hours pass for it.
    #[must_use]
    pub const fn shares_the_clock(&self) -> bool {
        match self {
            Self::Reference(_) => true,
        }
    }

    /// How long the wire must be silent before the connector is taken to be through.
    #[must_use]
    pub const fn silence(&self) -> Duration {
        match self {
            Self::Reference(_) => SILENCE,
        }
    }

    /// Starts it for a scenario.
    ///
    /// # Errors
    /// [`Interrupt::Harness`] when ours does not start.
    pub async fn start(&self, around: &Surrounding<'_>) -> StepResult<Started> {
        match self {
            Self::Reference(defects) => reference(&defects.afresh(), around),
        }
    }
}

/// The reference connector at a session: in the session's time, so that pauses cost none.
fn reference(defects: &Defects, around: &Surrounding<'_>) -> StepResult<Started> {
    let failed = |error: &dyn std::fmt::Display| Interrupt::Harness(format!("no reference connector: {error}"));
    let clock = around.wire.clock();
    let roots = around.authority.roots().map_err(|error| failed(&error))?;
    let settings = Settings {
        policy: Policy::LOOPBACK_TLS,
        limits: Limits { connect: PATIENCE, read: PATIENCE, total: PATIENCE * 4, ..Limits::OPERATION },
        demand: if around.demands_signatures { Demand::All } else { Demand::Contract },
        clock: clock.clone(),
        pace: Pace::Virtual(clock.clone()),
        defects: defects.clone(),
        ..Settings::new(around.label.clone(), roots)
    };
    let trace = Trace::new(clock);
    let connector = Reference::open(settings, Arc::clone(around.agents), trace.clone());
    let connector = connector.map_err(|error| failed(&error))?;
    Ok(Started { driver: Arc::new(connector), trace: Some(trace), defects: Some(defects.clone()) })
}
